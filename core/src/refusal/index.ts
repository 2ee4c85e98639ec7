// Owns: the closed list of expected refusals, and their shape on the wire (RFC 9457 problem details).
// Never holds a sentence for people: clients look the text up by code.
import { z } from 'zod'
import { instant } from '../time/index.ts'

type Row = { httpStatus: number; isRetryable: boolean }

/** Every way in which the system says no on purpose. `isRetryable`: the same request may succeed later, unchanged. */
export const REFUSALS = {
  // the request
  malformed: { httpStatus: 400, isRetryable: false },
  tooLarge: { httpStatus: 413, isRetryable: false },
  /** by whoever sends it, in too short a time: any endpoint may say it */
  tooManyRequests: { httpStatus: 429, isRetryable: true },
  notFound: { httpStatus: 404, isRetryable: false },
  methodNotAllowed: { httpStatus: 405, isRetryable: false },
  unsupportedMediaType: { httpStatus: 415, isRetryable: false },
  commandIdReused: { httpStatus: 409, isRetryable: false },
  // who asks
  signInNeeded: { httpStatus: 401, isRetryable: false },
  signInRefused: { httpStatus: 401, isRetryable: false },
  tooManyTries: { httpStatus: 429, isRetryable: true },
  codeRefused: { httpStatus: 401, isRetryable: false },
  notAllowed: { httpStatus: 403, isRetryable: false },
  foreignOrigin: { httpStatus: 403, isRetryable: false },
  // the process
  notYetOpen: { httpStatus: 409, isRetryable: true },
  windowClosed: { httpStatus: 409, isRetryable: false },
  stepMissing: { httpStatus: 409, isRetryable: true },
  attemptOver: { httpStatus: 409, isRetryable: false },
  otherDevice: { httpStatus: 409, isRetryable: false },
  displaysNotOne: { httpStatus: 409, isRetryable: true },
  screenNotWhole: { httpStatus: 409, isRetryable: true },
  identityNeeded: { httpStatus: 409, isRetryable: true },
  picturesUnseen: { httpStatus: 409, isRetryable: true },
  identityDecided: { httpStatus: 409, isRetryable: false },
  triesUsedUp: { httpStatus: 409, isRetryable: false },
  earlyFinishNotAllowed: { httpStatus: 409, isRetryable: true },
  notSelfPaced: { httpStatus: 409, isRetryable: false },
  recordingsNotSafe: { httpStatus: 409, isRetryable: true },
  recordingsMissing: { httpStatus: 409, isRetryable: true },
  feedsNotRecording: { httpStatus: 409, isRetryable: true },
  // the draw: one contribution of each role to each roll
  contributionGiven: { httpStatus: 409, isRetryable: false },
  // erasing
  attemptNotOver: { httpStatus: 409, isRetryable: true },
  resultNotPublished: { httpStatus: 409, isRetryable: false },
  // scoring
  sheetMalformed: { httpStatus: 400, isRetryable: false },
  sheetGiven: { httpStatus: 409, isRetryable: false },
  recused: { httpStatus: 409, isRetryable: false },
  // interviews
  documentChanged: { httpStatus: 412, isRetryable: false },
  editRefused: { httpStatus: 409, isRetryable: false },
  draftNotReady: { httpStatus: 409, isRetryable: true },
  fileUnfit: { httpStatus: 400, isRetryable: false },
  // recording (tus 1.0: 409 wrong offset, 412 version, 460 checksum)
  grantRefused: { httpStatus: 401, isRetryable: false },
  foreignPart: { httpStatus: 403, isRetryable: false },
  budgetReached: { httpStatus: 403, isRetryable: true },
  newPartsStopped: { httpStatus: 403, isRetryable: false },
  olderPartHeld: { httpStatus: 403, isRetryable: true },
  offsetMismatch: { httpStatus: 409, isRetryable: false },
  partSealed: { httpStatus: 409, isRetryable: false },
  partDiffers: { httpStatus: 409, isRetryable: false },
  lengthMismatch: { httpStatus: 409, isRetryable: false },
  digestMismatch: { httpStatus: 409, isRetryable: false },
  checksumMismatch: { httpStatus: 460, isRetryable: true },
  protocolVersion: { httpStatus: 412, isRetryable: false },
  notPlayable: { httpStatus: 409, isRetryable: true },
  viewNeeded: { httpStatus: 409, isRetryable: false },
  exportDamaged: { httpStatus: 400, isRetryable: false },
  exportForeign: { httpStatus: 409, isRetryable: false },
  // the product itself
  storageFull: { httpStatus: 507, isRetryable: true },
  unavailable: { httpStatus: 503, isRetryable: true },
  internal: { httpStatus: 500, isRetryable: true },
} as const satisfies Record<string, Row>

export type RefusalCode = keyof typeof REFUSALS
export const REFUSAL_CODES = Object.keys(REFUSALS) as RefusalCode[]
export const refusalCode = z.enum(REFUSAL_CODES as [RefusalCode, ...RefusalCode[]])

/** One thing wrong with a request: where (JSON pointer or tus header name) and what. */
export const problem = z.object({ path: z.string(), message: z.string() }).meta({ id: 'Problem' })

/**
 * What came of making a copy of a recording that can be played: too many copies wait (`busy`), it needs more memory or room than
 * it may have (`tooLarge`) or more time (`tookTooLong`), its bytes cannot be parsed (`notReadable`), what parsed it ended (`crashed`),
 * its bytes cannot be had or the copy cannot be written now (`unavailable`).
 */
export const NOT_PLAYABLE_BECAUSE = [
  'busy',
  'tooLarge',
  'tookTooLong',
  'notReadable',
  'crashed',
  'unavailable',
] as const

/** What a rule returns when it says no: the code, and the facts a person needs to act on it. */
export const refusal = z
  .object({
    code: refusalCode,
    /** the step that is missing, for `stepMissing` */
    step: z.string().optional(),
    /** when it opens, closed or was decided, for `notYetOpen`, `windowClosed` and `identityDecided` */
    at: instant.optional(),
    /** the name of the member of staff who decided, for `identityDecided` */
    by: z.string().optional(),
    /** the offset the server holds, for `offsetMismatch` */
    offset: z.int().optional(),
    /**
     * what it is about: parts (`recordingsNotSafe`), lines (`recordingsMissing`), feeds (`feedsNotRecording`), pictures
     * (`picturesUnseen`), attempts (the others)
     */
    ids: z.array(z.string()).optional(),
    /** seconds after which to try again, for `tooManyTries`, `tooManyRequests` and `unavailable` */
    retryAfterS: z.int().optional(),
    /** why no copy of a recording could be made, for `notPlayable`; not said where none was tried */
    why: z.enum(NOT_PLAYABLE_BECAUSE).optional(),
    problems: z.array(problem).optional(),
  })
  .meta({ id: 'Refusal' })
export type Refusal = z.infer<typeof refusal>

const TYPE_PREFIX = 'urn:zhishi:refusal:'

/**
 * RFC 9457 problem details: `application/problem+json`. `type` is a URN that ends in the code: a proxy's own problem details
 * have another, and are not taken for this server's word.
 */
export const problemDetails = refusal
  .extend({ type: z.string().startsWith(TYPE_PREFIX), title: z.string(), status: z.int() })
  .meta({ id: 'ProblemDetails' })
export type ProblemDetails = z.infer<typeof problemDetails>

/** The wire form of a refusal. */
export function presentRefusal(it: Refusal): ProblemDetails {
  return { type: `${TYPE_PREFIX}${it.code}`, title: it.code, status: REFUSALS[it.code].httpStatus, ...it }
}

export type Refused = { ok: false; refusal: Refusal }
export type Result<T> = { ok: true; value: T } | Refused

export function refuse(code: RefusalCode, facts: Omit<Refusal, 'code'> = {}): Refused {
  return { ok: false, refusal: { code, ...facts } }
}
export function accept<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}
