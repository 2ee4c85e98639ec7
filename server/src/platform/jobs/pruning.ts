// Owns: removing what has had its time: every feature says what of its own that is, one job does it for all of them.
// Never removes by a rule of its own, and lets nobody's failure keep the others from theirs.
import type { JobHandler, JobKind } from './jobs.ts'

export const PRUNE: JobKind<Record<string, never>> = {
  name: 'prune',
  retries: 3,
  retryAfterS: 30,
  retryWithinS: 300,
  lastsAtMostS: 600,
  keptS: 24 * 3600,
  keyOf: () => 'all',
  // what is kept is kept for an hour or longer: ten minutes more are no harm
  cron: '*/10 * * * *',
}

/** @param works of each feature what removes its own; throws the first failure once all were tried */
export function createPruning(works: readonly (() => Promise<void>)[]): JobHandler<Record<string, never>> {
  return async () => {
    const failures: unknown[] = []
    for (const work of works) await work().catch((error: unknown) => void failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
}
