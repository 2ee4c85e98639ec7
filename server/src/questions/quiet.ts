// Owns: when a sitting starts, so that whatever can wait leaves the machine to it.
// Never holds back what a candidate waits for.
import { SECOND_MS } from '@zhishi/core/time'
import type { Clock } from '../platform/clock.ts'
import type { Queryable } from '../platform/database/database.ts'
import * as repo from './repo.ts'

/** From the last press before T0 until everybody has the questions. */
const QUIET_MS = { before: 20 * SECOND_MS, after: 10 * SECOND_MS }
/** Whoever was told to come back later finds the start over. */
export const QUIET_S = (QUIET_MS.before + QUIET_MS.after) / SECOND_MS

export function isQuiet(db: Queryable, clock: Clock): Promise<boolean> {
  const now = clock.now()
  return repo.startsBetween(db, now - QUIET_MS.after, now + QUIET_MS.before)
}
