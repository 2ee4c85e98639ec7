// Owns: the table of every HTTP endpoint as plain data: the server mounts it, the web client is typed from it,
// OpenAPI is generated from it. Never holds behaviour.
import { z } from 'zod'
import { attemptId, commandId, deviceId, partId, sittingId } from '../ids/index.ts'
import { command } from '../process/index.ts'
import { beat, beatAnswer, deviceKind, partAnnouncement, receipt, sealRequest } from '../recording/index.ts'
import type { RefusalCode } from '../refusal/index.ts'
import { attemptRow, attemptView, clockView, me, packKeyView, packView, recordingView, sittingView } from './views.ts'

/** Who may call: signed-in roles, the holder of a grant, or anyone. Which object they may touch, the service checks. */
export type Caller = 'anyone' | 'candidate' | 'proctor' | 'organiser' | 'support' | 'grant'

export type Endpoint = {
  method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'OPTIONS'
  path: string
  /** one plain sentence, shown in the generated OpenAPI document */
  summary: string
  callers: readonly Caller[]
  params?: z.ZodType
  body?: z.ZodType
  /** absent: no JSON body (tus, media) */
  response?: z.ZodType
  refusals: readonly RefusalCode[]
  /** tus 1.0 and media bytes: mounted by hand with their own parsers */
  isRaw?: true
}

const ofAttempt = z.strictObject({ attemptId })
const ofPart = z.strictObject({ partId })
const ANY_STAFF = ['proctor', 'organiser', 'support'] as const

export const endpoints = {
  clock: {
    method: 'GET',
    path: '/api/clock',
    summary: 'The server clock, by which every window is judged',
    callers: ['anyone'],
    response: clockView,
    refusals: [],
  },
  signIn: {
    method: 'POST',
    path: '/api/sign-in',
    summary: 'Signs a candidate in with ID-document number and personal code',
    callers: ['anyone'],
    body: z.strictObject({ number: z.string().max(64), personalCode: z.string().max(64), deviceId }),
    response: me,
    refusals: ['signInRefused', 'tooManyTries'],
  },
  openSignInLink: {
    method: 'POST',
    path: '/api/sign-in/link',
    summary: 'Signs a member of staff in with the secret of a sign-in link',
    callers: ['anyone'],
    body: z.strictObject({ secret: z.string().max(128), deviceId }),
    response: me,
    refusals: ['signInRefused', 'tooManyTries'],
  },
  signOut: {
    method: 'POST',
    path: '/api/sign-out',
    summary: 'Ends the sign-in of this browser; uploads go on',
    callers: ['anyone'],
    body: z.strictObject({}),
    response: z.strictObject({}),
    refusals: [],
  },
  me: {
    method: 'GET',
    path: '/api/me',
    summary: 'Who is signed in on this browser',
    callers: ['candidate', ...ANY_STAFF],
    response: me,
    refusals: ['signInNeeded'],
  },
  readAttempt: {
    method: 'GET',
    path: '/api/attempts/:attemptId',
    summary: 'An attempt with its phase, gates and abilities at this moment',
    callers: ['candidate', ...ANY_STAFF],
    params: ofAttempt,
    response: attemptView,
    refusals: ['signInNeeded', 'notFound'],
  },
  commandAttempt: {
    method: 'POST',
    path: '/api/attempts/:attemptId/commands',
    summary: 'Asks one thing of an attempt; a repeated commandId gets its first answer',
    callers: ['candidate', ...ANY_STAFF],
    params: ofAttempt,
    body: z.strictObject({ commandId, command, deviceId }),
    response: attemptView,
    refusals: [
      'signInNeeded',
      'notFound',
      'notAllowed',
      'notYetOpen',
      'windowClosed',
      'stepMissing',
      'attemptOver',
      'otherDevice',
      'displaysNotOne',
      'screenNotWhole',
      'identityNeeded',
      'triesUsedUp',
      'earlyFinishNotAllowed',
      'notSelfPaced',
      'recordingsNotSafe',
      'commandIdReused',
    ],
  },
  issueGrant: {
    method: 'POST',
    path: '/api/attempts/:attemptId/grants',
    summary: 'Issues the grant by which this device uploads its own parts',
    callers: ['candidate'],
    params: ofAttempt,
    body: z.strictObject({ deviceId, kind: deviceKind }),
    response: z.object({ grant: z.string() }),
    refusals: ['signInNeeded', 'notFound', 'otherDevice', 'notYetOpen', 'attemptOver'],
  },
  readPack: {
    method: 'GET',
    path: '/api/attempts/:attemptId/pack',
    summary: 'The encrypted question pack, from sign-in on',
    callers: ['candidate'],
    params: ofAttempt,
    response: packView,
    refusals: ['signInNeeded', 'notFound', 'identityNeeded', 'attemptOver'],
  },
  readPackKey: {
    method: 'GET',
    path: '/api/attempts/:attemptId/pack-key',
    summary: 'The key of the question pack, from T0 on, for entered attempts only',
    callers: ['candidate'],
    params: ofAttempt,
    response: packKeyView,
    refusals: ['signInNeeded', 'notFound', 'otherDevice', 'stepMissing', 'notYetOpen', 'attemptOver'],
  },
  listRecordings: {
    method: 'GET',
    path: '/api/attempts/:attemptId/recordings',
    summary: 'The recordings of an attempt: parts, gaps and receipts',
    callers: ['candidate', 'proctor', 'organiser'],
    params: ofAttempt,
    response: z.array(recordingView),
    refusals: ['signInNeeded', 'notFound'],
  },
  listSittings: {
    method: 'GET',
    path: '/api/sittings',
    summary: 'All sittings',
    callers: ANY_STAFF,
    response: z.array(sittingView),
    refusals: ['signInNeeded', 'notAllowed'],
  },
  listAttempts: {
    method: 'GET',
    path: '/api/sittings/:sittingId/attempts',
    summary: 'The attempts of a sitting with their derived phase',
    callers: ANY_STAFF,
    params: z.strictObject({ sittingId }),
    response: z.object({ serverNow: z.int(), attempts: z.array(attemptRow) }),
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  tusOptions: {
    method: 'OPTIONS',
    path: '/api/parts',
    summary: 'tus 1.0: what this server supports',
    callers: ['anyone'],
    refusals: [],
    isRaw: true,
  },
  createPart: {
    method: 'POST',
    path: '/api/parts',
    summary: 'tus 1.0 creation: announces a part in Upload-Metadata; repeating it changes nothing',
    callers: ['grant'],
    body: partAnnouncement,
    refusals: [
      'grantRefused',
      'malformed',
      'protocolVersion',
      'foreignPart',
      'newPartsStopped',
      'partDiffers',
      'tooLarge',
      'unavailable',
    ],
    isRaw: true,
  },
  readPartOffset: {
    method: 'HEAD',
    path: '/api/parts/:partId',
    summary: 'tus 1.0: the offset the server holds; its word is the truth',
    callers: ['grant'],
    params: ofPart,
    refusals: ['grantRefused', 'foreignPart', 'notFound', 'protocolVersion', 'malformed', 'unavailable'],
    isRaw: true,
  },
  appendPart: {
    method: 'PATCH',
    path: '/api/parts/:partId',
    summary: 'tus 1.0: appends bytes; 204 only after they are on disk and their row is committed',
    callers: ['grant'],
    params: ofPart,
    refusals: [
      'grantRefused',
      'foreignPart',
      'notFound',
      'protocolVersion',
      'unsupportedMediaType',
      'offsetMismatch',
      'partSealed',
      'checksumMismatch',
      'tooLarge',
      'storageFull',
      'unavailable',
      'malformed',
      'lengthMismatch',
    ],
    isRaw: true,
  },
  sealPart: {
    method: 'POST',
    path: '/api/parts/:partId/seal',
    summary: 'Seals a part: the server compares length and digest with its own and answers with a signed receipt',
    callers: ['grant'],
    params: ofPart,
    body: sealRequest,
    response: receipt,
    refusals: [
      'grantRefused',
      'foreignPart',
      'notFound',
      'lengthMismatch',
      'digestMismatch',
      'partDiffers',
      'offsetMismatch',
      'unavailable',
    ],
  },
  beat: {
    method: 'POST',
    path: '/api/beats',
    summary: 'A presence beat: witnesses the parts a device is writing',
    callers: ['grant'],
    body: beat,
    response: beatAnswer,
    refusals: ['grantRefused', 'foreignPart', 'unavailable'],
  },
  playPart: {
    method: 'GET',
    path: '/api/parts/:partId/playable',
    summary: 'A seekable copy of a sealed part (HTTP ranges); looking is audited',
    callers: ['proctor', 'organiser'],
    params: ofPart,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'notPlayable'],
    isRaw: true,
  },
  receiptKey: {
    method: 'GET',
    path: '/api/receipt-key',
    summary: 'The public key (Ed25519, SPKI in base64) that checks receipts',
    callers: ['anyone'],
    response: z.object({ keyId: z.string(), publicKey: z.base64() }),
    refusals: [],
  },
} as const satisfies Record<string, Endpoint>

export type EndpointName = keyof typeof endpoints
