// Owns: how technical support finds a candidate, and the code it reads out when no network brings the questions.
// Never holds behaviour.
import { z } from 'zod'
import { ofAttempt, type Endpoints } from '../endpoint.ts'
import { supportRow } from '../step-views.ts'
import { unlockCodeView } from '../views.ts'

export const supportEndpoints = {
  findCandidate: {
    method: 'POST',
    path: '/api/support/search',
    summary: 'Attempts of the person with this ID-document number, with devices and network; looking is audited',
    callers: ['staff'],
    action: 'findCandidate',
    body: z.strictObject({ number: z.string().max(64) }),
    response: z.array(supportRow),
    refusals: ['signInNeeded', 'notAllowed'],
  },
  // a look, but asked for on purpose: nothing may fetch it ahead
  readUnlockCode: {
    method: 'POST',
    path: '/api/attempts/:attemptId/unlock-code',
    summary:
      'The code that opens the questions of one attempt, from T0 on and once it has entered; every look is audited',
    callers: ['staff'],
    action: 'readUnlockCode',
    params: ofAttempt,
    body: z.strictObject({}),
    response: unlockCodeView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'notYetOpen', 'stepMissing', 'attemptOver', 'unavailable'],
  },
} as const satisfies Endpoints
