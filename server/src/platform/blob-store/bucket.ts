// Owns: the four requests to an S3 store: put, get, list, delete; signed, limited in time, tried again where that helps.
// Never logs or throws a secret, and never reports an object as put before the store has checked its SHA-256.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { Counter, Histogram, type Registry } from 'prom-client'
import type { Clock, Random } from '../clock.ts'
import { BlobStoreError, type ByteRange } from './blob-store.ts'
import type { S3Credentials, S3Location } from './s3-location.ts'

export type ListedObject = { name: string; bytes: number }

/** Names are without the prefix of the place. Every method throws {@link BlobStoreError} `unavailable`. */
export type Bucket = {
  /** Throws `storageFull`. @param sha256 of the bytes: the store refuses others */
  put(name: string, bytes: Uint8Array, sha256: Uint8Array): Promise<void>
  /** As much of the range as there is; null: no such object */
  get(name: string, range: ByteRange): Promise<Uint8Array | null>
  /** All objects whose names begin so, in order */
  list(beginning: string): AsyncIterable<ListedObject>
  /** May be repeated. */
  remove(name: string): Promise<void>
}

export type BucketLimits = {
  /**
   * for a request with all its tries: a device waits 15 s for its receipt (docs/recording.md#transfer), and the rows
   * need some too
   */
  requestMs: number
  tries: number
  /** before the second try; three times as long before each further one */
  pauseMs: number
  /** what S3 gives at most in one answer */
  listedAtOnce: number
}
const LIMITS: BucketLimits = { requestMs: 12_000, tries: 3, pauseMs: 100, listedAtOnce: 1000 }

/** Bounds in seconds: a put of 200 kB in the same data centre takes 10 to 50 ms, and 12 s is the limit. */
const DURATION_BOUNDS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 12]

/** No room, by the names that Amazon, Ceph, MinIO and others have for it; 507 says the same. */
const FULL = /<Code>(?:\w*QuotaExceeded|XMinioStorageFull|StorageFull|InsufficientCapacity)<\/Code>/
/** Damaged or lost on the way: the same request may go well the next time. */
const DAMAGED = /<Code>(?:BadDigest|XAmzContentSHA256Mismatch|IncompleteBody|RequestTimeout|OperationAborted)<\/Code>/

type Operation = 'put' | 'get' | 'list' | 'remove'
type Outcome = 'done' | 'retried' | 'storageFull' | 'unavailable'
type Answer = { status: number; body: Buffer }

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
const NOTHING = sha256Of(new Uint8Array())

export function createBucket(ports: {
  place: S3Location
  credentials: S3Credentials
  clock: Clock
  random: Random
  registry: Registry
  limits?: Partial<BucketLimits>
}): Bucket {
  const { place, clock, random } = ports
  const limits = { ...LIMITS, ...ports.limits }
  // its own repeats know no limit of time
  const client = new AwsClient({ ...ports.credentials, service: 's3', region: place.region, retries: 0 })
  const metrics = { registers: [ports.registry] }
  const outcomes = new Counter({
    ...metrics,
    name: 'zhishi_blob_requests_total',
    help: 'Requests to the S3 store; retried: a try that failed and was made again',
    labelNames: ['operation', 'outcome'],
  })
  const durations = new Histogram({
    ...metrics,
    name: 'zhishi_blob_request_duration_seconds',
    help: 'Time of a request to the S3 store, with all its tries',
    labelNames: ['operation'],
    buckets: DURATION_BOUNDS_S,
  })

  const addressOf = (name: string) => `${place.url}/${place.prefix}${name}`

  return {
    async put(name, bytes, sha256) {
      await ask('put', addressOf(name), { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer> }, sha256)
    },

    async get(name, { from, to }) {
      const { status, body } = await ask('get', addressOf(name), { headers: { range: `bytes=${from}-${to - 1}` } })
      if (status === 404) return null
      // the object ends before the range; a store that ignores ranges sends all of it
      if (status === 416) return new Uint8Array()
      return status === 206 ? body.subarray(0, to - from) : body.subarray(from, to)
    },

    async *list(beginning) {
      for (let after: string | null = null; ;) {
        const url = new URL(place.url)
        url.searchParams.set('list-type', '2')
        url.searchParams.set('max-keys', String(limits.listedAtOnce))
        url.searchParams.set('prefix', place.prefix + beginning)
        if (after !== null) url.searchParams.set('start-after', after)
        const { status, body } = await ask('list', url.href, {})
        if (status !== 200) throw new BlobStoreError('unavailable', { cause: new Error(`list answered ${status}`) })
        const { keys, isTruncated } = parseListing(body.toString())
        for (const { key, bytes } of keys) yield { name: key.slice(place.prefix.length), bytes }
        after = keys.at(-1)?.key ?? null
        if (!isTruncated || after === null) return
      }
    },

    async remove(name) {
      await ask('remove', addressOf(name), { method: 'DELETE' })
    },
  }

  async function ask(operation: Operation, url: string, init: RequestInit, sha256 = NOTHING as Uint8Array) {
    const count = (outcome: Outcome) => outcomes.inc({ operation, outcome })
    const beganAtMs = clock.monotonicMs()
    const signal = AbortSignal.timeout(limits.requestMs)
    try {
      for (let tried = 1; ; tried += 1) {
        const answer = await tryOnce(url, { ...init, signal }, sha256)
        const isLast = tried === limits.tries || signal.aborted
        if (!(answer instanceof Error) && isSettled(answer)) {
          count('done')
          return answer
        }
        const failure = nameOf(operation, answer)
        if (isLast || !isWorthRepeating(answer)) {
          count(failure.code === 'storageFull' ? 'storageFull' : 'unavailable')
          throw failure
        }
        count('retried')
        await pause(tried)
      }
    } finally {
      durations.observe({ operation }, (clock.monotonicMs() - beganAtMs) / 1000)
    }
  }

  /** Signed anew each time: a signature is good for some minutes only. */
  async function tryOnce(url: string, init: RequestInit, sha256: Uint8Array): Promise<Answer | Error> {
    const headers = new Headers(init.headers)
    headers.set('x-amz-content-sha256', Buffer.from(sha256).toString('hex'))
    try {
      // what is signed for this place is sent to no other
      const response = await fetch(await client.sign(url, { ...init, headers, redirect: 'manual' }))
      return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Between half and all of its length, so that processes that failed together do not come back together. */
  async function pause(tried: number): Promise<void> {
    const share = 0.5 + random.bytes(1).readUInt8() / 512
    await sleep(limits.pauseMs * 3 ** (tried - 1) * share)
  }
}

/** 404: there is no such object, or bucket; who asks decides what that means. 416: it has no such bytes. */
function isSettled({ status, body }: Answer): boolean {
  return (status >= 200 && status < 300) || (status === 404 && !body.includes('NoSuchBucket')) || status === 416
}

function isWorthRepeating(answer: Answer | Error): boolean {
  if (answer instanceof Error) return answer.name !== 'TimeoutError'
  if (isFull(answer)) return false
  return answer.status >= 500 || answer.status === 429 || DAMAGED.test(answer.body.toString())
}

const isFull = ({ status, body }: Answer) => status === 507 || (status >= 400 && FULL.test(body.toString()))

/** The cause says what the store answered: its status and code, nothing of the request. */
function nameOf(operation: Operation, answer: Answer | Error): BlobStoreError {
  if (answer instanceof Error) return new BlobStoreError('unavailable', { cause: answer })
  const code = /<Code>(\w+)<\/Code>/.exec(answer.body.toString())?.[1] ?? ''
  const cause = new Error(`the store answered ${operation} with ${answer.status} ${code}`.trimEnd())
  return new BlobStoreError(isFull(answer) ? 'storageFull' : 'unavailable', { cause })
}

/** Keys are of letters, digits and "._-/" (s3-place.ts, s3-store.ts), so nothing in them is escaped. */
function parseListing(xml: string): { keys: Array<{ key: string; bytes: number }>; isTruncated: boolean } {
  const keys = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, one = '']) => ({
    key: /<Key>(.*?)<\/Key>/s.exec(one)?.[1] ?? '',
    bytes: Number(/<Size>(\d+)<\/Size>/.exec(one)?.[1] ?? 0),
  }))
  return { keys, isTruncated: /<IsTruncated>true<\/IsTruncated>/.test(xml) }
}
