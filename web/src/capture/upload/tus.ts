// Owns: tus 1.0 on the wire, client side (https://tus.io/protocols/resumable-upload, with the creation, deferred
// length and checksum extensions), and the seal that ends a part: requests out, each by the way that is let through.
// Never decides what to do next (uploader.ts), never waits, never retries.
import { sha256 } from '@noble/hashes/sha2.js'
import type { PartId } from '@zhishi/core/ids'
import {
  ACKNOWLEDGED_MAC_HEADER,
  TUS_VERSION,
  type OverridableMethod,
  type PartAnnouncement,
  type SealRequest,
} from '@zhishi/core/recording'
import type { Acknowledged } from '../log/durable-log.ts'
import { readAnswer, type Answer } from './tus-answer.ts'
import { createWays, type Ways } from './tus-ways.ts'
import { REQUEST_MIN_BYTES } from './uplink.ts'

/** `fetch` as the uploader needs it: rejects on network failure, and with a TimeoutError after the request's time. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

/** Requests about one thing that bytes are appended to: a part, or what the network check measures with. */
export type TusRequests = {
  post(path: string, headers: Record<string, string>, body?: string): Promise<Answer>
  offset(path: string, headers?: Record<string, string>): Promise<Answer>
  append(path: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<Answer>
  /** whether this method goes out as a POST now */
  isOverridden(method: OverridableMethod): boolean
}

export type TusClient = {
  create(announcement: PartAnnouncement): Promise<Answer>
  /** @param acknowledged what this device was told is safe, so that the server notices when it holds less */
  ask(partId: PartId, acknowledged: Acknowledged): Promise<Answer>
  append(partId: PartId, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<Answer>
  seal(partId: PartId, request: SealRequest): Promise<Answer>
}

const VERSION = { 'Tus-Resumable': TUS_VERSION }

/** @param right what proves at each request that it may be made: a grant, or the cookies of the page */
export function createTusRequests(send: Send, right: () => RequestInit, ways: Ways = createWays()): TusRequests {
  type Asked = { headers: Record<string, string>; body?: BodyInit; bytes?: number }

  async function request(named: OverridableMethod | null, path: string, asked: Asked): Promise<Answer> {
    const way = named ? ways.of(named) : { method: 'POST', headers: {} }
    const { headers, ...rest } = right()
    try {
      const { answer, by } = await readAnswer(
        await send(path, {
          method: way.method,
          headers: { ...(headers as Record<string, string> | undefined), ...asked.headers, ...way.headers },
          ...(asked.body === undefined ? {} : { body: asked.body }),
          // no cache, and no portal's redirect taken for an answer
          cache: 'no-store',
          redirect: 'error',
          ...rest,
        }),
      )
      // a request that was only too large says nothing of its method
      if (answer.kind !== 'tooLarge' || isLeast(asked)) ways.heard(named, by)
      return answer
    } catch (error) {
      const hasTimedOut = (error as Error).name === 'TimeoutError'
      // nor does one that had more to carry than the line took in its time
      if (!hasTimedOut || isLeast(asked)) ways.heard(named, 'nothing')
      return { kind: 'later', retryAfterMs: null, hasTimedOut }
    }
  }
  const isLeast = ({ bytes = 0 }: Asked): boolean => bytes <= REQUEST_MIN_BYTES

  return {
    post: (path, headers, body) => request(null, path, { headers, ...(body === undefined ? {} : { body }) }),
    offset: (path, headers = {}) => request('HEAD', path, { headers: { ...VERSION, ...headers } }),
    append: (path, offset, bytes) =>
      request('PATCH', path, {
        headers: {
          ...VERSION,
          'Content-Type': 'application/offset+octet-stream',
          'Upload-Offset': String(offset),
          'Upload-Checksum': `sha256 ${toBase64(sha256(bytes))}`,
        },
        body: bytes,
        bytes: bytes.length,
      }),
    isOverridden: (method) => ways.of(method).method === 'POST',
  }
}

/** @param grant read at each request, because a fresh one may come at any time */
export function createTusClient(send: Send, grant: () => string): TusClient {
  // the grant is the only right that is needed: no cookie
  const it = createTusRequests(send, () => ({ headers: { Authorization: `Bearer ${grant()}` }, credentials: 'omit' }))
  return {
    create: (about) =>
      it.post('/api/parts', { ...VERSION, 'Upload-Defer-Length': '1', 'Upload-Metadata': metadata(about) }),
    ask: (partId, acknowledged) =>
      it.offset(`/api/parts/${partId}`, {
        'Zhishi-Acknowledged': String(acknowledged.offset),
        'Zhishi-Generation': String(acknowledged.generation),
        ...(acknowledged.mac === null ? {} : { [ACKNOWLEDGED_MAC_HEADER]: acknowledged.mac }),
      }),
    append: (partId, offset, bytes) => it.append(`/api/parts/${partId}`, offset, bytes),
    seal: (partId, request) =>
      it.post(`/api/parts/${partId}/seal`, { 'Content-Type': 'application/json' }, JSON.stringify(request)),
  }
}

/** `Upload-Metadata`: pairs of key and base64 value (tus creation extension). All values are ASCII. */
function metadata(it: PartAnnouncement): string {
  return Object.entries({ ...it, startedAtErrorMs: it.startedAtErrorMs ?? 'unknown' })
    .map(([key, value]) => `${key} ${btoa(String(value))}`)
    .join(',')
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
