// Owns: the courier between a device and the product: an HTTP relay on loopback that mishandles single requests by the
// name of a fault. What it forges a real network could forge, checksums included where a proxy would make them anew.
// Never touches what is not about parts, except where a whole request breaks.
import { createHash } from 'node:crypto'
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { FaultName } from '../../tools/faults/catalogue.ts'

export type WireFault = Extract<
  FaultName,
  | 'twice'
  | 'out-of-order'
  | 'truncated'
  | 'flipped-bit'
  | 'stale-offset'
  | 'network-broken'
  | 'methods-refused'
  | 'gateway-answers'
>

export type Courier = {
  readonly url: string
  /** From now on so many of the requests that it concerns (0 to 1) meet the fault; `of`: only those whose path ends so. */
  begin(fault: WireFault, it?: { share?: number; of?: string }): void
  /** how many requests have met it */
  struck(): number
  close(): Promise<void>
}

type Parcel = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer }
type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer }

/** What a device would act on, if our server said it: send anew, ask again, send less, read again. */
const GATEWAYS_OWN = [404, 409, 413, 460]

/** A gateway's own page. It names no length, so that it does as an answer to HEAD too. */
const page = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<h1>Gateway</h1>'),
})

/** @param port of the product, on 127.0.0.1 */
export async function layCourier(port: number): Promise<Courier> {
  const open = new Set<Socket>()
  /** the newest append of each part, for what arrives once more */
  const appended = new Map<string, Parcel>()
  let fault: WireFault | null = null
  let share = 1
  let pathEnd = ''
  let struck = 0

  function isConcerned({ method, path }: Parcel): boolean {
    if (!path.endsWith(pathEnd)) return false
    if (fault === 'network-broken') return true
    if (!path.startsWith('/api/parts')) return false
    if (fault === 'twice' || fault === 'gateway-answers') return true
    return method === 'PATCH' || (fault === 'methods-refused' && method === 'HEAD')
  }

  /** null: no answer, the connection breaks */
  async function handle(parcel: Parcel): Promise<Answer | null> {
    const before = appended.get(parcel.path)
    if (parcel.method === 'PATCH') appended.set(parcel.path, parcel)
    if (!fault || !isConcerned(parcel) || Math.random() >= share) return forward(parcel)
    struck += 1
    switch (fault) {
      case 'twice': {
        const answers = [await forward(parcel), await forward(parcel)]
        return answers[Math.random() < 0.5 ? 0 : 1] ?? null
      }
      case 'out-of-order': {
        const middle = Math.ceil(parcel.body.length / 2)
        await forward(partOf(parcel, middle, parcel.body.length))
        return forward(partOf(parcel, 0, middle))
      }
      case 'truncated':
        await breakOff(parcel)
        return null
      case 'flipped-bit': {
        const body = Buffer.from(parcel.body)
        const at = Math.floor(Math.random() * body.length)
        body[at] = (body[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8))
        return forward({ ...parcel, body })
      }
      case 'stale-offset':
        await forward(parcel)
        await forward(before ?? parcel)
        return null
      case 'methods-refused':
        return page(parcel.method === 'HEAD' ? 200 : 403)
      case 'gateway-answers':
        return page(GATEWAYS_OWN[Math.floor(Math.random() * GATEWAYS_OWN.length)] ?? 404)
      case 'network-broken':
        if (Math.random() < 0.5 && parcel.body.length > 0) await breakOff(parcel)
        else if (Math.random() < 0.5) await forward(parcel)
        return null
    }
  }

  function forward({ method, path, headers, body }: Parcel): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
        collect(response).then(
          (got) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body: got }),
          reject,
        )
      })
      asked.on('error', reject)
      asked.end(body)
    })
  }

  /** The head as it is, and a random part of the body; then nothing more. */
  function breakOff({ method, path, headers, body }: Parcel): Promise<void> {
    return new Promise((resolve) => {
      const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
      asked.on('error', () => resolve())
      asked.on('close', () => resolve())
      asked.write(body.subarray(0, Math.floor(Math.random() * body.length)), () => setImmediate(() => asked.destroy()))
    })
  }

  async function take(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming
    const got = await handle({ method, path: url, headers, body: await collect(incoming) }).catch(() => null)
    if (!got) return void incoming.socket.destroy()
    const { 'transfer-encoding': _, ...rest } = got.headers
    answer.writeHead(got.status, rest)
    answer.end(got.body)
  }

  const relay = createServer((incoming, answer) => void take(incoming, answer).catch(() => incoming.socket.destroy()))
  relay.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  // sockets pass as they are
  relay.on('upgrade', (incoming, near: Socket, head: Buffer) => {
    const far = connect(port, '127.0.0.1')
    const lines = incoming.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []))
    far.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    far.write(head)
    near.pipe(far).pipe(near)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    begin(next, it = {}) {
      fault = next
      share = it.share ?? 1
      pathEnd = it.of ?? ''
    },
    struck: () => struck,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        relay.close(() => resolve())
      }),
  }
}

/** The range of an append's body, as the request that a device would have sent for it. */
function partOf(parcel: Parcel, from: number, to: number): Parcel {
  const body = parcel.body.subarray(from, to)
  const headers: IncomingHttpHeaders = {
    ...parcel.headers,
    'upload-offset': String(Number(parcel.headers['upload-offset']) + from),
    'content-length': String(body.length),
  }
  if (headers['upload-checksum'] !== undefined) {
    headers['upload-checksum'] = `sha256 ${createHash('sha256').update(body).digest('base64')}`
  }
  return { ...parcel, headers, body }
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}
