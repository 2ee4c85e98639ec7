// Owns: attempts, their commands and their questions.
// Never holds behaviour.
import { z } from 'zod'
import { commandId, deviceId } from '../../ids/index.ts'
import { command } from '../../process/index.ts'
import { ANY_STAFF, ofAttempt, ofSitting, type Endpoints } from '../endpoint.ts'
import { attemptRow, attemptView, packKeyView, packView, sittingView } from '../views.ts'

export const attemptsEndpoints = {
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
      'identityDecided',
      'triesUsedUp',
      'earlyFinishNotAllowed',
      'notSelfPaced',
      'recordingsNotSafe',
      'commandIdReused',
      'unavailable',
    ],
  },
  issueGrant: {
    method: 'POST',
    path: '/api/attempts/:attemptId/grants',
    summary: 'Issues the grant by which this computer uploads its own parts; a phone gets its own by binding',
    callers: ['candidate'],
    params: ofAttempt,
    body: z.strictObject({ deviceId, kind: z.literal('computer') }),
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
    refusals: ['signInNeeded', 'notFound', 'otherDevice', 'stepMissing', 'notYetOpen', 'attemptOver', 'unavailable'],
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
    params: ofSitting,
    response: z.object({ serverNow: z.int(), attempts: z.array(attemptRow) }),
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
} as const satisfies Endpoints
