// Owns: how technical support finds a candidate, and what it sees of one.
// Never carries a recording, a whole name or number.
import { z } from 'zod'
import { action } from '../access/index.ts'
import { attemptId, deviceId, sittingId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { phase, preparationCheck } from '../process/index.ts'
import { instant } from '../time/index.ts'
import type { Endpoints } from './endpoint.ts'
import { zone } from './zone.ts'

/** What support sees of a candidate: where the attempt stands and by which devices, never a recording. */
export const supportRow = z
  .object({
    attemptId,
    sittingId,
    maskedName: z.string(),
    maskedNumber: z.string(),
    interviewName: bilingual,
    sittingName: bilingual,
    ...zone,
    phase,
    startsAt: instant.nullable(),
    /** what the asking person may do to it, commands aside */
    abilities: z.array(action),
    preparation: z.object({ reportedAt: instant, checks: z.array(preparationCheck) }).nullable(),
    devices: z.array(
      z.object({
        deviceId,
        kind: z.enum(['computer', 'phone']),
        userAgent: z.string().nullable(),
        hasLease: z.boolean(),
        lastBeatAt: instant.nullable(),
        bytesBehind: z.int(),
      }),
    ),
  })
  .meta({ id: 'SupportRow' })
export type SupportRow = z.infer<typeof supportRow>

export const supportEndpoints = {
  findCandidate: {
    method: 'POST',
    path: '/api/support/search',
    summary: 'Attempts of the person with this ID-document number, with devices and network; looking is audited',
    callers: ['staff'],
    cost: 'heavy',
    action: 'findCandidate',
    body: z.strictObject({ number: z.string().max(64) }),
    response: z.array(supportRow),
    refusals: ['signInNeeded', 'notAllowed'],
  },
} as const satisfies Endpoints
