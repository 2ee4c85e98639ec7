// Owns: a kind of job for tests of the queue itself: tried twice more, at once.
// Never used outside tests.
import type { JobKind } from '../../../src/platform/jobs/jobs.ts'

export const SAMPLE: JobKind<{ what: string }> = {
  name: 'prune',
  retries: 2,
  retryAfterS: 1,
  retryWithinS: 1,
  lastsAtMostS: 60,
  keptS: 60,
  keyOf: ({ what }) => what,
  cron: null,
}
