// Owns: stills, the wall of a sitting, and looking at a recording while it grows.
// Never holds behaviour.
import { z } from 'zod'
import { feed } from '../../recording/index.ts'
import { ofAttempt, ofPart, ofSitting, type Endpoints } from '../endpoint.ts'
import { liveAsk, livePosition, liveView, noticeStillsView, wallAsk, wallView } from '../live-views.ts'

export const liveEndpoints = {
  sendStill: {
    method: 'POST',
    path: '/api/stills/:feed',
    summary: 'The newest small picture of a feed, as JPEG; replaces the one before; not evidence',
    callers: ['grant'],
    params: z.strictObject({ feed }),
    refusals: [
      'grantRefused',
      'foreignPart',
      'newPartsStopped',
      'notFound',
      'tooLarge',
      'tooManyTries',
      'unsupportedMediaType',
      'unavailable',
    ],
    isRaw: true,
  },
  lookAtWall: {
    method: 'POST',
    path: '/api/sittings/:sittingId/wall',
    summary: 'Stills of attempts of a sitting; the first look of each view is audited',
    callers: ['staff'],
    action: 'lookAtWall',
    params: ofSitting,
    body: wallAsk,
    response: wallView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  lookAtNoticeStills: {
    method: 'POST',
    path: '/api/attempts/:attemptId/notice-stills',
    summary: 'Stills that stayed because a device noticed something near them; not evidence; each look is audited',
    callers: ['staff'],
    action: 'lookAtRecordings',
    params: ofAttempt,
    response: noticeStillsView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'unavailable'],
  },
  lookLive: {
    method: 'POST',
    path: '/api/attempts/:attemptId/live',
    summary:
      'How far the recordings of an attempt have come, told when they grow; the first look of each view is audited',
    callers: ['staff'],
    action: 'lookAtRecordings',
    params: ofAttempt,
    body: liveAsk,
    response: liveView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'unavailable'],
  },
  findLivePosition: {
    method: 'POST',
    path: '/api/parts/:partId/live-position',
    summary: 'Where in a growing part a player can begin to show a time; for somebody who looks at its attempt now',
    callers: ['staff'],
    action: 'lookAtRecordings',
    params: ofPart,
    body: z.strictObject({ atMs: z.number().min(0) }),
    response: z.object({ position: livePosition.nullable() }),
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'viewNeeded', 'unavailable'],
  },
  readLiveBytes: {
    method: 'GET',
    path: '/api/parts/:partId/bytes',
    summary: 'One HTTP range of the bytes of a part, also while it grows; for somebody who looks at its attempt now',
    callers: ['staff'],
    action: 'lookAtRecordings',
    params: ofPart,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'viewNeeded', 'unavailable'],
    isRaw: true,
  },
} as const satisfies Endpoints
