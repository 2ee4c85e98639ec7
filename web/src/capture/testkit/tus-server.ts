// Owns: a tus server in memory with the rules of ours (docs/recording.md#transfer), and faults that a test puts before
// single requests.
// Never used outside tests; the real server meets the real client in e2e.
import { sha256 } from '@noble/hashes/sha2.js'
import {
  ACKNOWLEDGED_MAC_HEADER,
  createPartDigest,
  parseMethodOverride,
  sealRequest,
  toHex,
  type Receipt,
} from '@zhishi/core/recording'
import { presentRefusal, type RefusalCode } from '@zhishi/core/refusal'
import type { PartId } from '@zhishi/core/ids'
import type { Send } from '../upload/tus.ts'
import { aReceipt } from './examples.ts'

type Row = {
  bytes: Uint8Array<ArrayBuffer>
  generation: number
  receipt: Receipt | null
  metadata: Record<string, string>
}
export type Request = { method: string; path: string; headers: Headers; body: Uint8Array; offset: number | null }

/** What happens to one request: instead of the server's answer, or around it (`serve` is the server). */
export type Fault = (request: Request, serve: () => Response) => Response

export type TestServer = {
  send: Send
  rows: Map<string, Row>
  /** `METHOD offset` of every request, for checking what was sent and what was not; `POST(PATCH) 0`: one that stands for it */
  requests: string[]
  /** The next request of this method meets the fault; several wait in line. */
  meet(method: string, fault: Fault): void
  bytesOf(partId: PartId): Uint8Array
  /** The server loses the end of a part and says so by the generation, as after a restored backup. */
  lose(partId: PartId, keptBytes: number): void
}

export const GRANT = 'zg1.test'

export function createTestServer(): TestServer {
  const rows = new Map<string, Row>()
  const faults: { method: string; fault: Fault }[] = []
  const requests: string[] = []

  return {
    rows,
    requests,
    meet: (method, fault) => void faults.push({ method, fault }),
    bytesOf: (partId) => rows.get(partId)?.bytes ?? new Uint8Array(),
    lose(partId, keptBytes) {
      const row = rows.get(partId)
      if (!row) throw new Error(`no ${partId}`)
      Object.assign(row, { bytes: row.bytes.slice(0, keptBytes), generation: row.generation + 1, receipt: null })
    },
    async send(path, init) {
      const headers = new Headers(init.headers)
      const offset = headers.has('Upload-Offset') ? Number(headers.get('Upload-Offset')) : null
      const body =
        typeof init.body === 'string' ? new TextEncoder().encode(init.body) : (init.body as Uint8Array | null)
      const override = parseMethodOverride(headers.get('X-HTTP-Method-Override'))
      const request = { method: init.method ?? 'GET', path, headers, body: body ?? new Uint8Array(), offset }
      const named = override === null ? request.method : `${request.method}(${override})`
      requests.push(offset === null ? named : `${named} ${offset}`)
      const at = faults.findIndex((it) => it.method === request.method)
      const [met] = at < 0 ? [] : faults.splice(at, 1)
      return met ? met.fault(request, () => serve(request)) : serve(request)
    },
  }

  function serve(request: Request): Response {
    if (request.headers.get('Authorization') !== `Bearer ${GRANT}`) return refusal('grantRefused')
    if (request.path === '/api/parts') return create(request)
    const [partId = '', action] = request.path.slice('/api/parts/'.length).split('/')
    const row = rows.get(partId)
    if (!row) return refusal('notFound')
    if (action === 'seal') return seal(row, partId, request)
    const method = parseMethodOverride(request.headers.get('X-HTTP-Method-Override')) ?? request.method
    if (method === 'POST') return refusal('methodNotAllowed')
    return method === 'HEAD' ? held(200, row) : append(row, request)
  }

  function create(request: Request): Response {
    const pairs = (request.headers.get('Upload-Metadata') ?? '').split(',').map((pair) => pair.split(' '))
    const metadata = Object.fromEntries(pairs.map(([key, value]) => [key, atob(value ?? '')]))
    const partId = metadata.partId ?? ''
    if (!rows.has(partId)) rows.set(partId, { bytes: new Uint8Array(), generation: 1, receipt: null, metadata })
    return new Response(null, { status: 201, headers: { 'Tus-Resumable': '1.0.0', Location: `/api/parts/${partId}` } })
  }

  function append(row: Row, { headers, body, offset }: Request): Response {
    if (row.receipt) return refusal('partSealed')
    if (offset !== row.bytes.length) return refusal('offsetMismatch', { offset: row.bytes.length })
    const checksum = `sha256 ${btoa(String.fromCharCode(...sha256(body)))}`
    if (headers.get('Upload-Checksum') !== checksum) return refusal('checksumMismatch')
    row.bytes = joined(row.bytes, body)
    return held(204, row)
  }

  function seal(row: Row, partId: string, { body }: Request): Response {
    const asked = sealRequest.parse(JSON.parse(new TextDecoder().decode(body)))
    if (asked.bytes !== row.bytes.length) return refusal('lengthMismatch')
    const digest = createPartDigest(() => wrap())
    digest.push(row.bytes)
    if (toHex(digest.digest()) !== asked.digest) return refusal('digestMismatch')
    row.receipt ??= { ...aReceipt(1, asked.bytes, asked.digest), partId: partId as PartId }
    return Response.json(row.receipt)
  }
}

export function joined(...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, it) => length + it.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function held(status: number, row: Row): Response {
  return new Response(null, {
    status,
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': String(row.bytes.length),
      'Zhishi-Generation': String(row.generation),
      [ACKNOWLEDGED_MAC_HEADER]: macOf(row.bytes.length, row.generation),
    },
  })
}

/** Stands for the MAC of the real server, which only it can compute. */
export const macOf = (offset: number, generation: number): string => `mac of ${offset} in ${generation}`

export function refusal(code: RefusalCode, facts: { offset?: number } = {}): Response {
  const problem = presentRefusal({ code, ...facts })
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'Content-Type': 'application/problem+json' },
  })
}

const wrap = (hash = sha256.create()): ReturnType<Parameters<typeof createPartDigest>[0]> => ({
  update: (bytes) => hash.update(bytes),
  copy: () => wrap(hash.clone()),
  digest: () => hash.digest(),
})
