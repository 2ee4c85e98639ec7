// Owns: from when on a candidate who has not entered needs somebody.
// Never says that they are late: the gate of entry does, at its own time.
import type { Phase } from '../process/gate.ts'
import { MINUTE_MS, type Instant } from '../time/index.ts'

/** Who is not in so shortly before T0 may need a telephone call; the way from sign-in to entry takes some minutes. */
export const ABSENT_FROM_MS = 5 * MINUTE_MS

/** Whether somebody has to look for the candidate. `startsAt: null`: nobody knows T0 yet, so nobody is missed. */
export function isAbsent(options: { phase: Phase; startsAt: Instant | null }, now: Instant): boolean {
  const isOutside = options.phase === 'before' || options.phase === 'checkIn'
  return isOutside && options.startsAt !== null && now >= options.startsAt - ABSENT_FROM_MS
}
