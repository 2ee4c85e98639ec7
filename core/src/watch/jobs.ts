// Owns: the names of what the server does in the background for longer than a request, and how its state is told.
// Never does any of it, and never carries an id of a person: names, counts and reasons.
import { z } from 'zod'
import { instant } from '../time/index.ts'

export const JOB_NAMES = ['prune', 'erase', 'measure', 'sweepStore'] as const
export const jobName = z.enum(JOB_NAMES)
export type JobName = z.infer<typeof jobName>

/** Of all jobs of one name, whichever process does them. */
export const jobState = z
  .object({
    name: jobName,
    /** those that failed and are tried again among them */
    waiting: z.int(),
    running: z.int(),
    /** given up, in the last days */
    failed: z.int(),
    /** why the newest that did not succeed did not; null: all did */
    reason: z.string().nullable(),
    /** when the newest was done, and what it found; null: none was yet, or it finds nothing to tell */
    doneAt: instant.nullable(),
    outcome: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
  })
  .meta({ id: 'JobState' })
export type JobState = z.infer<typeof jobState>
