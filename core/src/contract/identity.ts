// Owns: consent, face login and its queue of people (step 3).
// Never carries a face template, a whole name or number.
import { z } from 'zod'
import { attemptId, commandId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { instant } from '../time/index.ts'
import { ofAttempt, type Endpoints } from './endpoint.ts'

/** Why a picture could not be used, in words a page has a text for. */
export const faceReason = z.enum([
  'noFace',
  'manyFaces',
  'tooSmall',
  'turned',
  'blurred',
  'dark',
  'bright',
  'covered',
  'eyesClosed',
  'staticPicture',
  'differs',
  'unreadable',
])
export type FaceReason = z.infer<typeof faceReason>

/** The three views a face login takes; ears are judged by the proctor from the turned ones. */
export const faceView = z.enum(['front', 'left', 'right'])
export type FaceView = z.infer<typeof faceView>

/** `same`: confirmed by the machine alone; `person`: a proctor looks; `again`: better pictures are needed, no try is used. */
export const faceAnswer = z
  .object({
    result: z.enum(['same', 'person', 'again']),
    reasons: z.array(faceReason),
    triesLeft: z.int(),
  })
  .meta({ id: 'FaceAnswer' })
export type FaceAnswer = z.infer<typeof faceAnswer>

/** Where a candidate's identity stands, for the candidate's page. */
export const identityView = z
  .object({
    face: z.enum(['required', 'off']),
    /** whether there is a photo to compare with; one from the candidate's own camera counts in mocks only */
    hasIdPhoto: z.boolean(),
    /** a mock may take the ID photo from the camera where none is registered */
    mayEnrolFromCamera: z.boolean(),
    isEngineAvailable: z.boolean(),
    triesLeft: z.int(),
    consentedAt: instant.nullable(),
    /** waiting for a proctor since; null: not in the queue */
    askedAt: instant.nullable(),
    /** how many are before this one in the queue */
    ahead: z.int().nullable(),
    refusedReason: z.string().nullable(),
    confirmedAt: instant.nullable(),
  })
  .meta({ id: 'Identity' })
export type IdentityView = z.infer<typeof identityView>

export const identityPicture = z.enum(['idPhoto', 'front', 'left', 'right'])
export type IdentityPicture = z.infer<typeof identityPicture>

/** One line of the proctor's identity queue, the longest waiting first. */
export const identityRow = z
  .object({
    attemptId,
    maskedName: z.string(),
    maskedNumber: z.string(),
    sittingName: bilingual,
    startsAt: instant.nullable(),
    askedAt: instant,
    faceTries: z.int(),
    pictures: z.array(identityPicture),
    /** when the newest of them was taken or registered: another instant means another picture; 0: there is none */
    picturesAt: instant,
    reasons: z.array(faceReason),
    /** Euclidean distance of the descriptors, for the proctor's eyes; null: no face was compared */
    distance: z.number().nullable(),
  })
  .meta({ id: 'IdentityRow' })
export type IdentityRow = z.infer<typeof identityRow>

/** A camera frame as JPEG in base64: VGA at good quality stays below 100 kB. */
const frame = z.base64().max(140_000)

export const identityEndpoints = {
  readIdentity: {
    method: 'GET',
    path: '/api/attempts/:attemptId/identity',
    summary: 'Where the identity of an attempt stands',
    callers: ['candidate'],
    cost: 'light',
    params: ofAttempt,
    response: identityView,
    refusals: ['signInNeeded', 'notFound'],
  },
  enrolIdPhoto: {
    method: 'POST',
    path: '/api/attempts/:attemptId/id-photo',
    summary: 'Takes an ID photo from the camera, in a mock whose interview allows it',
    callers: ['candidate'],
    cost: 'light',
    params: ofAttempt,
    body: z.strictObject({ jpeg: frame }),
    response: z.object({ reasons: faceAnswer.shape.reasons }),
    refusals: [
      'signInNeeded',
      'notFound',
      'notAllowed',
      'otherDevice',
      'identityNeeded',
      'malformed',
      'unavailable',
      'tooManyTries',
    ],
  },
  tryFace: {
    method: 'POST',
    path: '/api/attempts/:attemptId/face',
    summary: 'One try of the face login; a repeated tryId gets its first answer',
    callers: ['candidate'],
    cost: 'light',
    params: ofAttempt,
    body: z.strictObject({
      tryId: commandId,
      frames: z
        .array(z.strictObject({ view: faceView, jpeg: frame }))
        .min(1)
        .max(5),
    }),
    response: faceAnswer,
    refusals: [
      'signInNeeded',
      'notFound',
      'otherDevice',
      'notYetOpen',
      'windowClosed',
      'attemptOver',
      'identityNeeded',
      'triesUsedUp',
      'tooManyTries',
      'unavailable',
    ],
  },
  listIdentityQueue: {
    method: 'GET',
    path: '/api/identity-queue',
    summary: 'Candidates who wait for a proctor to confirm their identity',
    callers: ['staff'],
    cost: 'heavy',
    action: 'compareIdentity',
    response: z.array(identityRow),
    refusals: ['signInNeeded', 'notAllowed'],
  },
  readIdentityPicture: {
    method: 'GET',
    path: '/api/attempts/:attemptId/identity/:picture',
    summary: 'A picture to compare, as JPEG; looking is audited',
    callers: ['staff'],
    cost: 'media',
    action: 'compareIdentity',
    params: z.strictObject({ attemptId, picture: identityPicture }),
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
    isRaw: true,
  },
} as const satisfies Endpoints
