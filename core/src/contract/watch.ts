// Owns: what an organiser is shown of a running system and of a sitting as a whole.
// Never carries a recording, a full name or a number.
import { z } from 'zod'
import { attemptId, sittingId } from '../ids/index.ts'
import { phase } from '../process/index.ts'
import { instant } from '../time/index.ts'
import { figureName, figureState, jobState, missing } from '../watch/index.ts'
import { ofSitting, type Endpoints } from './endpoint.ts'

/** The figures as one process of the server measured them, with the last ten minutes. */
export const watchView = z
  .object({
    serverNow: instant,
    /** when each look was taken, the oldest first */
    lookedAt: z.array(instant),
    figures: z.array(
      z.object({
        name: figureName,
        /** null: nothing to measure, or not measured (`state` says which) */
        value: z.number().nullable(),
        state: figureState,
        /** from which value on somebody looks or acts; for a figure that is bad when small, below which */
        check: z.number(),
        act: z.number(),
        /** one for each look */
        values: z.array(z.number().nullable()),
      }),
    ),
    /** what is done in the background, of all processes; null: the database did not say */
    jobs: z.array(jobState).nullable(),
  })
  .meta({ id: 'Watch' })
export type WatchView = z.infer<typeof watchView>

/** Where everybody of a sitting is, and whether what they recorded is safe. */
export const sittingSummary = z
  .object({
    serverNow: instant,
    sittingId,
    attempts: z.int(),
    phases: z.array(z.object({ phase, count: z.int() })),
    recordings: z.object({
      /** over, and everything is sealed */
      safe: z.int(),
      /** over, and something is not here */
      unsafe: z.int(),
      /** still being made */
      inside: z.int(),
    }),
    /** attempts of whose recordings something is missing */
    incomplete: z.int(),
    /** the first of them, in the order of the roster: the table of the sitting has all */
    missing: z.array(
      z.object({ attemptId, maskedName: z.string(), post: z.string().nullable(), phase, what: z.array(missing) }),
    ),
  })
  .meta({ id: 'SittingSummary' })
export type SittingSummary = z.infer<typeof sittingSummary>

export const watchEndpoints = {
  readWatch: {
    method: 'GET',
    path: '/api/watch',
    summary: 'Ten figures of the running system, as this process measured them, with the last ten minutes',
    callers: ['staff'],
    cost: 'heavy',
    action: 'watchInstallation',
    response: watchView,
    refusals: ['signInNeeded', 'notAllowed'],
  },
  summariseSitting: {
    method: 'GET',
    path: '/api/sittings/:sittingId/summary',
    summary: 'How many attempts of a sitting are in which phase, and what is missing of their recordings',
    callers: ['staff'],
    cost: 'heavy',
    action: 'summariseSitting',
    params: ofSitting,
    response: sittingSummary,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
} as const satisfies Endpoints
