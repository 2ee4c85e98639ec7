// Owns: a real S3 server for tests (s3rver), and a gate before it that can be told to fail.
// The gate refuses bodies that are not what their signed SHA-256 says, which S3 does and s3rver does not. Never used
// outside tests.
import { fork } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Registry } from 'prom-client'
import { systemClock, systemRandom } from '../../clock.ts'
import { createBucket, type Bucket, type BucketLimits } from '../bucket.ts'
import { MARKER_NAME } from '../marker.ts'
import type { S3Credentials, S3Location } from '../s3-location.ts'

export type S3Server = {
  place: S3Location
  credentials: S3Credentials
  /** a bucket behind the gate, with pauses that no test waits for */
  openBucket(limits?: Partial<BucketLimits>, registry?: Registry): Bucket
  /** the same objects without the gate, to do what nobody should */
  behind: Bucket
  /** takes every object away, the marker too; gives what puts them back */
  empty(): Promise<() => Promise<void>>
  faults: Faults
  /** names of all objects under the prefix but the marker */
  objects(): Promise<string[]>
  close(): Promise<void>
}

export type Faults = {
  /** so many further bytes fit */
  roomBytes: number
  /** each request is answered with the first of these, and it is gone; while there is one */
  answers: Array<'503' | '500' | '403' | 'cut before' | 'cut after' | 'damage body' | 'damage answer'>
  /** the medium refuses every write */
  isReadOnly: boolean
  /** every answer comes so late */
  delayMs: number
  /** nobody answers: connections are closed at once */
  isAway: boolean
}

/** The key pair that s3rver knows. */
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
const BUCKET = 'recordings'

/** One for all tests of a file: each has a prefix of its own. It ends with this process. */
let real: Promise<number> | undefined

function startReal(): Promise<number> {
  const script = fileURLToPath(new URL('./s3-process.ts', import.meta.url))
  const child = fork(script, [BUCKET], { execArgv: ['--openssl-legacy-provider'] })
  return new Promise((resolve, reject) => {
    child.once('message', (options: { port: number }) => {
      child.unref()
      child.channel?.unref()
      resolve(options.port)
    })
    child.once('exit', (code) => reject(new Error(`s3rver ended with ${code}`)))
  })
}

export async function startS3Server(): Promise<S3Server> {
  const realPort = await (real ??= startReal())
  const prefix = `zhishi/${randomUUID()}/`
  const faults: Faults = { roomBytes: Infinity, answers: [], isReadOnly: false, delayMs: 0, isAway: false }
  const gate = createServer((request, response) => {
    void pass(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((done) => gate.listen(0, '127.0.0.1', done))
  const address = gate.address()
  const gatePort = typeof address === 'object' && address ? address.port : 0

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const fault = faults.answers.shift()
    if (faults.delayMs > 0) await sleep(faults.delayMs)
    if (fault === 'cut before' || faults.isAway) return void request.socket.destroy()
    if (fault === 'damage body' && body[0] !== undefined) body[0] ^= 1
    const refused = refuse(request, body, fault)
    if (refused) return void response.writeHead(refused.status).end(`<Error><Code>${refused.code}</Code></Error>`)
    const answer = await forward(request, body)
    if (fault === 'cut after') return void request.socket.destroy()
    if (fault === 'damage answer' && answer.body[0] !== undefined) answer.body[0] ^= 1
    response.writeHead(answer.status, answer.headers).end(answer.body)
  }

  function refuse({ method, headers }: IncomingMessage, body: Buffer, fault: Faults['answers'][number] | undefined) {
    if (fault === '503') return { status: 503, code: 'SlowDown' }
    if (fault === '500') return { status: 500, code: 'InternalError' }
    if (fault === '403') return { status: 403, code: 'AccessDenied' }
    const sha256 = createHash('sha256').update(body).digest('hex')
    if (headers['x-amz-content-sha256'] !== sha256) return { status: 400, code: 'XAmzContentSHA256Mismatch' }
    if (method !== 'PUT') return null
    if (faults.isReadOnly) return { status: 500, code: 'InternalError' }
    if (body.length > faults.roomBytes) return { status: 507, code: 'XMinioStorageFull' }
    faults.roomBytes -= body.length
    return null
  }

  function forward({ method, url, headers }: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const onward = ask({ host: '127.0.0.1', port: realPort, method, path: url, headers }, (answer) => {
        const { statusCode = 0, headers: answered } = answer
        bodyOf(answer).then((bytes) => resolve({ status: statusCode, headers: answered, body: bytes }), reject)
      })
      onward.on('error', reject).end(body)
    })
  }

  const placeAt = (port: number): S3Location => ({
    name: `s3://${BUCKET}/${prefix.slice(0, -1)}`,
    url: `http://127.0.0.1:${port}/${BUCKET}`,
    prefix,
    region: 'us-east-1',
  })
  const surroundings = { credentials: CREDENTIALS, clock: systemClock, random: systemRandom }
  const openBucket: S3Server['openBucket'] = (limits, registry = new Registry()) =>
    createBucket({ ...surroundings, place: placeAt(gatePort), registry, limits: { pauseMs: 1, ...limits } })
  const behind = createBucket({ ...surroundings, place: placeAt(realPort), registry: new Registry() })

  return {
    place: placeAt(gatePort),
    credentials: CREDENTIALS,
    openBucket,
    behind,
    faults,
    async empty() {
      const taken = new Map<string, Uint8Array>()
      for await (const { name, bytes } of behind.list('')) {
        taken.set(name, (await behind.get(name, { from: 0, to: bytes })) ?? new Uint8Array())
        await behind.remove(name)
      }
      return async () => {
        for (const [name, bytes] of taken) await behind.put(name, bytes, createHash('sha256').update(bytes).digest())
      }
    },
    async objects() {
      const names: string[] = []
      for await (const { name } of behind.list('')) if (name !== MARKER_NAME) names.push(name)
      return names
    },
    async close() {
      gate.closeAllConnections()
      await new Promise((done) => gate.close(done))
    },
  }
}

async function bodyOf(message: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
