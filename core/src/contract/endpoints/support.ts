// Owns: how technical support finds a candidate.
// Never holds behaviour.
import { z } from 'zod'
import type { Endpoints } from '../endpoint.ts'
import { supportRow } from '../step-views.ts'

export const supportEndpoints = {
  findCandidate: {
    method: 'POST',
    path: '/api/support/search',
    summary: 'Attempts of the person with this ID-document number, with devices and network; looking is audited',
    callers: ['support', 'proctor', 'organiser'],
    body: z.strictObject({ number: z.string().max(64) }),
    response: z.array(supportRow),
    refusals: ['signInNeeded', 'notAllowed'],
  },
} as const satisfies Endpoints
