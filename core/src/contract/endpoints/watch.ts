// Owns: what an organiser watches while sittings run.
// Never holds behaviour.
import { ofSitting, type Endpoints } from '../endpoint.ts'
import { sittingSummary, watchView } from '../watch-views.ts'

export const watchEndpoints = {
  readWatch: {
    method: 'GET',
    path: '/api/watch',
    summary: 'Ten figures of the running system, as this process measured them, with the last ten minutes',
    callers: ['staff'],
    action: 'watchInstallation',
    response: watchView,
    refusals: ['signInNeeded', 'notAllowed'],
  },
  summariseSitting: {
    method: 'GET',
    path: '/api/sittings/:sittingId/summary',
    summary: 'How many attempts of a sitting are in which phase, and what is missing of their recordings',
    callers: ['staff'],
    action: 'summariseSitting',
    params: ofSitting,
    response: sittingSummary,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
} as const satisfies Endpoints
