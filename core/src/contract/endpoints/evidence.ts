// Owns: binding a phone as evidence camera (step 5).
// Never holds behaviour.
import { z } from 'zod'
import { deviceId } from '../../ids/index.ts'
import { ofAttempt, type Endpoints } from '../endpoint.ts'
import { bindingCode, evidenceView } from '../step-views.ts'

export const evidenceEndpoints = {
  issueBindingCode: {
    method: 'POST',
    path: '/api/attempts/:attemptId/evidence-code',
    summary: 'A fresh code that binds one phone, once; an older unused one ends',
    callers: ['candidate'],
    params: ofAttempt,
    body: z.strictObject({}),
    response: bindingCode,
    refusals: ['signInNeeded', 'notFound', 'otherDevice', 'notYetOpen', 'windowClosed', 'stepMissing', 'attemptOver'],
  },
  checkBindingCode: {
    method: 'POST',
    path: '/api/evidence/code-checks',
    summary: 'Whether this phone could bind with this code now; uses nothing up, and a wrong one counts as a try',
    callers: ['anyone'],
    body: z.strictObject({ code: z.string().max(64), deviceId }),
    response: z.strictObject({}),
    refusals: ['codeRefused', 'tooManyTries'],
  },
  bindEvidence: {
    method: 'POST',
    path: '/api/evidence/bindings',
    summary: 'Exchanges a binding code for the grant of this phone, which can do nothing else',
    callers: ['anyone'],
    body: z.strictObject({ code: z.string().max(64), deviceId }),
    response: z.object({ grant: z.string(), evidence: evidenceView }),
    refusals: ['codeRefused', 'tooManyTries', 'notYetOpen', 'windowClosed', 'stepMissing', 'attemptOver'],
  },
  readEvidence: {
    method: 'GET',
    path: '/api/evidence',
    summary: 'What the bound phone may know of the attempt it films',
    callers: ['grant'],
    response: evidenceView,
    refusals: ['grantRefused', 'notFound'],
  },
  finishSweep: {
    method: 'POST',
    path: '/api/evidence/sweep',
    summary: 'The candidate has filmed all the way around the room with this phone; told twice, it changes nothing',
    callers: ['grant'],
    body: z.strictObject({}),
    response: evidenceView,
    refusals: ['grantRefused', 'notFound', 'notYetOpen', 'stepMissing'],
  },
} as const satisfies Endpoints
