// Owns: the questions of an attempt: the sealed pack, its key, and the code by which they open where no network brings it.
// Never carries a question before T0.
import { z } from 'zod'
import { UNLOCK_CODE_LENGTH } from '../codes/index.ts'
import { ofAttempt, type Endpoints } from './endpoint.ts'

/**
 * The pack's key, wrapped with AES-256-GCM under PBKDF2-HMAC-SHA-256 of one attempt's unlock code (`codes`); what is
 * authenticated beside it is `unlockContext`. `wrapped` ends with its 16-byte tag.
 */
export const unlockWrapping = z.object({
  salt: z.base64(),
  iterations: z.int().min(1),
  nonce: z.base64(),
  wrapped: z.base64(),
})
export type UnlockWrapping = z.infer<typeof unlockWrapping>

/** The questions of a sitting, sealed with AES-256-GCM. `nonce`, `ciphertext` (with its 16-byte end) in base64. */
export const packView = z
  .object({
    packId: z.string(),
    algorithm: z.literal('AES-256-GCM'),
    nonce: z.base64(),
    ciphertext: z.base64(),
    /** for this attempt alone; null: not made yet, ask again later */
    unlock: unlockWrapping.nullable().default(null),
  })
  .meta({ id: 'QuestionPack' })
export type PackView = z.infer<typeof packView>

/** The key of a question pack: given at T0 to entered attempts only. */
export const packKeyView = z.object({ packId: z.string(), key: z.base64() }).meta({ id: 'QuestionPackKey' })
export type PackKeyView = z.infer<typeof packKeyView>

/** An attempt's unlock code: 12 characters, read out by telephone when no network brings the key. */
export const unlockCodeView = z.object({ code: z.string().length(UNLOCK_CODE_LENGTH) }).meta({ id: 'UnlockCode' })
export type UnlockCodeView = z.infer<typeof unlockCodeView>

/** What a question pack holds once opened: UTF-8 JSON of this shape. */
export const packContent = z.object({
  questions: z.array(z.object({ text: z.string(), answerLanguage: z.string() })),
})
export type PackContent = z.infer<typeof packContent>

export const questionsEndpoints = {
  readPack: {
    method: 'GET',
    path: '/api/attempts/:attemptId/pack',
    summary: 'The encrypted question pack, from sign-in on',
    callers: ['candidate'],
    cost: 'evidence',
    params: ofAttempt,
    response: packView,
    refusals: ['signInNeeded', 'notFound', 'identityNeeded', 'attemptOver'],
  },
  readPackKey: {
    method: 'GET',
    path: '/api/attempts/:attemptId/pack-key',
    summary: 'The key of the question pack, from T0 on, for entered attempts only',
    callers: ['candidate'],
    cost: 'evidence',
    params: ofAttempt,
    response: packKeyView,
    refusals: ['signInNeeded', 'notFound', 'otherDevice', 'stepMissing', 'notYetOpen', 'attemptOver', 'unavailable'],
  },
  // a look, but asked for on purpose: nothing may fetch it ahead
  readUnlockCode: {
    method: 'POST',
    path: '/api/attempts/:attemptId/unlock-code',
    summary:
      'The code that opens the questions of one attempt, from T0 on and once it has entered; every look is audited',
    callers: ['staff'],
    cost: 'light',
    action: 'readUnlockCode',
    params: ofAttempt,
    body: z.strictObject({}),
    response: unlockCodeView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'notYetOpen', 'stepMissing', 'attemptOver', 'unavailable'],
  },
} as const satisfies Endpoints
