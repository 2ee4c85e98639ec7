// Owns: consent, face login and its queue of people (step 3).
// Never holds behaviour.
import { z } from 'zod'
import { ofAttempt, type Endpoints } from '../endpoint.ts'
import { attemptId, commandId } from '../../ids/index.ts'
import { faceAnswer, faceView, identityPicture, identityRow, identityView } from '../step-views.ts'

/** A camera frame as JPEG in base64: VGA at good quality stays below 100 kB. */
const frame = z.base64().max(140_000)

export const identityEndpoints = {
  readIdentity: {
    method: 'GET',
    path: '/api/attempts/:attemptId/identity',
    summary: 'Where the identity of an attempt stands',
    callers: ['candidate'],
    params: ofAttempt,
    response: identityView,
    refusals: ['signInNeeded', 'notFound'],
  },
  enrolIdPhoto: {
    method: 'POST',
    path: '/api/attempts/:attemptId/id-photo',
    summary: 'Takes an ID photo from the camera, where the interview is for practice and allows it',
    callers: ['candidate'],
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
    action: 'compareIdentity',
    response: z.array(identityRow),
    refusals: ['signInNeeded', 'notAllowed'],
  },
  readIdentityPicture: {
    method: 'GET',
    path: '/api/attempts/:attemptId/identity/:picture',
    summary: 'A picture to compare, as JPEG; looking is audited',
    callers: ['staff'],
    action: 'compareIdentity',
    params: z.strictObject({ attemptId, picture: identityPicture }),
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
    isRaw: true,
  },
} as const satisfies Endpoints
