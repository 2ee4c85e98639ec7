// Owns: binding a phone as evidence camera (step 5), and what the phone knows of the attempt it films.
// Never carries a whole name or number.
import { z } from 'zod'
import { attemptId, deviceId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { phase } from '../process/index.ts'
import { instant } from '../time/index.ts'
import { ofAttempt, type Endpoints } from './endpoint.ts'
import { zone } from './zone.ts'

/** A code that binds one phone, once, until it expires. `path` carries it in the fragment, which no server sees. */
export const bindingCode = z
  .object({ code: z.string(), path: z.string(), expiresAt: instant })
  .meta({ id: 'BindingCode' })
export type BindingCode = z.infer<typeof bindingCode>

/** What the phone knows of the attempt it films. */
export const evidenceView = z
  .object({
    serverNow: instant,
    attemptId,
    deviceId,
    interviewName: bilingual,
    sittingName: bilingual,
    ...zone,
    supportPhone: z.string(),
    maskedName: z.string(),
    phase,
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    /** until when the candidate checks that everything has arrived (step 11) */
    checkUntil: instant.nullable(),
    sweepMs: z.int(),
    /** the server knows that the room has been filmed all the way around */
    isSwept: z.boolean().default(false),
    /** another phone has been bound since: this one starts no new part */
    isReplaced: z.boolean(),
    bitsPerSecond: z.int(),
  })
  .meta({ id: 'Evidence' })
export type EvidenceView = z.infer<typeof evidenceView>

export const evidenceEndpoints = {
  issueBindingCode: {
    method: 'POST',
    path: '/api/attempts/:attemptId/evidence-code',
    summary: 'A fresh code that binds one phone, once; an older unused one ends',
    callers: ['candidate'],
    cost: 'light',
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
    cost: 'light',
    body: z.strictObject({ code: z.string().max(64), deviceId }),
    response: z.strictObject({}),
    refusals: ['codeRefused', 'tooManyTries'],
  },
  bindEvidence: {
    method: 'POST',
    path: '/api/evidence/bindings',
    summary: 'Exchanges a binding code for the grant of this phone, which can do nothing else',
    callers: ['anyone'],
    cost: 'light',
    body: z.strictObject({ code: z.string().max(64), deviceId }),
    response: z.object({ grant: z.string(), evidence: evidenceView }),
    refusals: ['codeRefused', 'tooManyTries', 'notYetOpen', 'windowClosed', 'stepMissing', 'attemptOver'],
  },
  readEvidence: {
    method: 'GET',
    path: '/api/evidence',
    summary: 'What the bound phone may know of the attempt it films',
    callers: ['grant'],
    cost: 'light',
    response: evidenceView,
    refusals: ['grantRefused', 'notFound'],
  },
  finishSweep: {
    method: 'POST',
    path: '/api/evidence/sweep',
    summary: 'The candidate has filmed all the way around the room with this phone; told twice, it changes nothing',
    callers: ['grant'],
    cost: 'light',
    body: z.strictObject({}),
    response: evidenceView,
    refusals: ['grantRefused', 'notFound', 'notYetOpen', 'stepMissing'],
  },
} as const satisfies Endpoints
