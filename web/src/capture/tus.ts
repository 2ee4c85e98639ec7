// Owns: tus 1.0 on the wire, client side (https://tus.io/protocols/resumable-upload, with the creation, deferred
// length and checksum extensions), and the seal that ends a part: requests out, answers read and named.
// Never decides what to do next (uploader.ts), never waits, never retries.
import { sha256 } from '@noble/hashes/sha2.js'
import type { PartId } from '@zhishi/core/ids'
import {
  parseUploadEvery,
  receipt as receiptSchema,
  UPLOAD_EVERY_HEADER,
  type PartAnnouncement,
  type Receipt,
  type SealRequest,
} from '@zhishi/core/recording'
import { REFUSAL_CODES, type RefusalCode } from '@zhishi/core/refusal'
import type { Acknowledged } from './durable-log.ts'

/** `fetch` as the uploader needs it: rejects on network failure, and with a TimeoutError after the request's time. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

export type Answer =
  /** what the server now holds, and how often it wants this line from now on; null: it did not say */
  | { kind: 'held'; offset: number | null; generation: number | null; uploadEveryMs: number | null }
  | { kind: 'sealed'; receipt: Receipt }
  /** 409: go on from the offset the server names */
  | { kind: 'elsewhere'; offset: number; generation: number | null }
  /** 404: the server does not know the part */
  | { kind: 'unknown' }
  /** 409 or 460: the two copies differ in a way that a HEAD clears up */
  | { kind: 'differs' }
  /** 413 */
  | { kind: 'tooLarge' }
  /** no for good */
  | { kind: 'refused'; code: RefusalCode }
  /** no answer, or one that promises another try */
  | { kind: 'later'; retryAfterMs: number | null; hasTimedOut: boolean }

export type TusClient = {
  create(announcement: PartAnnouncement): Promise<Answer>
  /** @param acknowledged what this device was told is safe, so that the server notices when it holds less */
  ask(partId: PartId, acknowledged: Acknowledged): Promise<Answer>
  append(partId: PartId, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<Answer>
  seal(partId: PartId, request: SealRequest): Promise<Answer>
}

const VERSION = { 'Tus-Resumable': '1.0.0' }

/** What a refusal means when it has no readable body (HEAD has none). */
const CODE_OF_HTTP_STATUS: Partial<Record<number, RefusalCode>> = {
  400: 'malformed',
  401: 'grantRefused',
  403: 'foreignPart',
  405: 'methodNotAllowed',
  412: 'protocolVersion',
  415: 'unsupportedMediaType',
}

/** @param grant read at each request, because a fresh one may come at any time */
export function createTusClient(send: Send, grant: () => string): TusClient {
  type Request = { method: string; headers: Record<string, string>; body?: BodyInit }
  async function request(path: string, init: Request): Promise<Answer> {
    try {
      const headers = { Authorization: `Bearer ${grant()}`, ...init.headers }
      // the grant is the only right that is needed: no cookie, no cache, and no portal's redirect taken for an answer
      return await readAnswer(
        await send(path, { ...init, headers, credentials: 'omit', cache: 'no-store', redirect: 'error' }),
      )
    } catch (error) {
      return { kind: 'later', retryAfterMs: null, hasTimedOut: (error as Error).name === 'TimeoutError' }
    }
  }

  return {
    create: (it) =>
      request('/api/parts', {
        method: 'POST',
        headers: { ...VERSION, 'Upload-Defer-Length': '1', 'Upload-Metadata': metadata(it) },
      }),
    ask: (partId, acknowledged) =>
      request(`/api/parts/${partId}`, {
        method: 'HEAD',
        headers: {
          ...VERSION,
          'Zhishi-Acknowledged': String(acknowledged.offset),
          'Zhishi-Generation': String(acknowledged.generation),
        },
      }),
    append: (partId, offset, bytes) =>
      request(`/api/parts/${partId}`, {
        method: 'PATCH',
        headers: {
          ...VERSION,
          'Content-Type': 'application/offset+octet-stream',
          'Upload-Offset': String(offset),
          'Upload-Checksum': `sha256 ${toBase64(sha256(bytes))}`,
        },
        body: bytes,
      }),
    seal: (partId, it) =>
      request(`/api/parts/${partId}/seal`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(it),
      }),
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  const type = response.headers.get('Content-Type') ?? ''
  const isOurs = response.headers.has('Tus-Resumable') || type.startsWith('application/problem+json')
  const body: Record<string, unknown> = type.includes('json') ? await readJson(response) : {}
  const generation = readInteger(response.headers.get('Zhishi-Generation'))
  const offset = readInteger(response.headers.get('Upload-Offset')) ?? readInteger(body.offset)
  const code = REFUSAL_CODES.find((it) => it === body.code) ?? CODE_OF_HTTP_STATUS[response.status]
  const later: Answer = { kind: 'later', retryAfterMs: retryAfterMs(response, body), hasTimedOut: false }

  if (response.ok) {
    const receipt = receiptSchema.safeParse(body)
    if (receipt.success) return { kind: 'sealed', receipt: receipt.data }
    const uploadEveryMs = parseUploadEvery(response.headers.get(UPLOAD_EVERY_HEADER))
    return isOurs ? { kind: 'held', offset, generation, uploadEveryMs } : later
  }
  switch (response.status) {
    case 404:
      return { kind: 'unknown' }
    case 409:
      if (code === 'digestMismatch' || code === 'partDiffers') return { kind: 'refused', code }
      return offset === null ? { kind: 'differs' } : { kind: 'elsewhere', offset, generation }
    case 410:
      // our server never forgets a part for good; whoever answers for it so is not asked again and again
      return isOurs ? { kind: 'refused', code: code ?? 'notFound' } : later
    case 413:
      return { kind: 'tooLarge' }
    case 460:
      return { kind: 'differs' }
    default:
      // a proxy on the way may say 403 as well; only our server's no is taken for one
      return isOurs && code && response.status < 500 && response.status !== 429 ? { kind: 'refused', code } : later
  }
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  try {
    return Object(JSON.parse(await response.text()))
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function readInteger(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) ? (number as number) : null
}

/** Retry-After in seconds (RFC 9110 §10.2.3; its other form, a date, would need a clock we do not trust). */
function retryAfterMs(response: Response, body: Record<string, unknown>): number | null {
  const seconds = readInteger(response.headers.get('Retry-After')) ?? readInteger(body.retryAfterS)
  return seconds === null ? null : seconds * 1000
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
