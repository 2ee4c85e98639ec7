// Owns: reading an answer to a request about a part: what it means, and whether it is our server's word at all.
// Never takes a proxy's, a portal's or a cache's answer for one: from 404 a part would be announced and sent anew, from
// 409 or 460 its receipt be forgotten.
import {
  ACKNOWLEDGED_MAC_HEADER,
  parseUploadEvery,
  receipt as receiptSchema,
  UPLOAD_EVERY_HEADER,
  type Receipt,
} from '@zhishi/core/recording'
import { problemDetails, type Refusal, type RefusalCode } from '@zhishi/core/refusal'
import type { Answerer } from './tus-ways.ts'

export type Answer =
  /** what the server now holds, what proves that it said so, and how often it wants this line from now on; null: it did not say */
  | { kind: 'held'; offset: number | null; generation: number | null; mac: string | null; uploadEveryMs: number | null }
  | { kind: 'sealed'; receipt: Receipt }
  /** 409: go on from the offset the server names */
  | { kind: 'elsewhere'; offset: number; generation: number | null }
  /** 404: the server does not know the part */
  | { kind: 'unknown' }
  /** 409 or 460: the two copies differ in a way that a HEAD clears up */
  | { kind: 'differs' }
  /** 413; of somebody on the way: no word about the part, only that it lets less through */
  | { kind: 'tooLarge'; isOurs: boolean }
  /** not now: the device keeps it and asks again; of this part alone */
  | { kind: 'heldBack'; code: RefusalCode; retryAfterMs: number | null }
  /** no for good */
  | { kind: 'refused'; code: RefusalCode }
  /** no answer, or one that promises another try */
  | Later
export type Later = { kind: 'later'; retryAfterMs: number | null; hasTimedOut: boolean }

/** What a refusal means when it has no readable body (HEAD has none). */
const CODE_OF_HTTP_STATUS: Partial<Record<number, RefusalCode>> = {
  400: 'malformed',
  401: 'grantRefused',
  403: 'foreignPart',
  410: 'notFound',
  412: 'protocolVersion',
  415: 'unsupportedMediaType',
}
/** What stands before our server says so of itself, or of a server it does not reach; of a method it is 4xx, or 501. */
const isOfTheWay = (httpStatus: number): boolean => httpStatus === 429 || (httpStatus >= 500 && httpStatus !== 501)

export async function readAnswer(response: Response): Promise<{ answer: Answer; by: Answerer }> {
  const body = await readJson(response)
  const problem = problemDetails.safeParse(body)
  const refusal = problem.success ? problem.data : null
  const receipt = receiptSchema.safeParse(body)
  // the endpoints of parts say it in each of its answers, the seal by what only our server writes
  const isOurs = response.headers.has('Tus-Resumable') || refusal !== null || (response.ok && receipt.success)
  const later: Later = { kind: 'later', retryAfterMs: retryAfterMs(response, refusal), hasTimedOut: false }

  if (!isOurs) {
    if (response.status === 413) return { answer: { kind: 'tooLarge', isOurs }, by: 'others' }
    return { answer: later, by: isOfTheWay(response.status) ? 'nothing' : 'others' }
  }
  if (!response.ok) return readRefusal(response, refusal, later)
  if (receipt.success) return { answer: { kind: 'sealed', receipt: receipt.data }, by: 'ours' }
  const uploadEveryMs = parseUploadEvery(response.headers.get(UPLOAD_EVERY_HEADER))
  return {
    answer: {
      kind: 'held',
      offset: offsetOf(response),
      generation: generationOf(response),
      mac: response.headers.get(ACKNOWLEDGED_MAC_HEADER),
      uploadEveryMs,
    },
    by: 'ours',
  }
}

function readRefusal(response: Response, refusal: Refusal | null, later: Later): { answer: Answer; by: Answerer } {
  const ours = (answer: Answer): { answer: Answer; by: Answerer } => ({ answer, by: 'ours' })
  const code = refusal?.code ?? CODE_OF_HTTP_STATUS[response.status]
  const offset = offsetOf(response) ?? refusal?.offset ?? null
  switch (response.status) {
    case 403:
      if (code !== 'budgetReached' && code !== 'olderPartHeld')
        return ours({ kind: 'refused', code: code ?? 'foreignPart' })
      return ours({ kind: 'heldBack', code, retryAfterMs: later.retryAfterMs })
    case 404:
      return ours({ kind: 'unknown' })
    case 405:
      // what the method was named by got lost on the way: our server did not see what was asked
      return { answer: later, by: 'others' }
    case 409:
      if (code === 'digestMismatch' || code === 'partDiffers') return ours({ kind: 'refused', code })
      return ours(
        offset === null ? { kind: 'differs' } : { kind: 'elsewhere', offset, generation: generationOf(response) },
      )
    case 413:
      return ours({ kind: 'tooLarge', isOurs: true })
    case 460:
      return ours({ kind: 'differs' })
    default:
      return ours(code && response.status < 500 && response.status !== 429 ? { kind: 'refused', code } : later)
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return null
  try {
    return JSON.parse(await response.text())
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const offsetOf = (response: Response): number | null => readInteger(response.headers.get('Upload-Offset'))
const generationOf = (response: Response): number | null => readInteger(response.headers.get('Zhishi-Generation'))

function readInteger(text: string | null): number | null {
  const number = text !== null && /^\d+$/.test(text) ? Number(text) : null
  return Number.isSafeInteger(number) ? number : null
}

/** Retry-After in seconds (RFC 9110 §10.2.3; its other form, a date, would need a clock we do not trust). */
function retryAfterMs(response: Response, refusal: Refusal | null): number | null {
  const seconds = readInteger(response.headers.get('Retry-After')) ?? refusal?.retryAfterS ?? null
  return seconds === null ? null : seconds * 1000
}
