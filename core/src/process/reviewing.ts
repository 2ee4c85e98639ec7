// Owns: from when examiners see attempts: all of a sitting at once, when nobody of it can answer or hand in any more, so that
// the moment at which one appears says nothing of when its candidate was done.
// Never says who may see them, and never orders them.
import { HOUR_MS, type Instant } from '../time/index.ts'
import type { Attempt } from './attempt.ts'
import { phaseAt } from './phase.ts'
import { overFromOf } from './schedule.ts'

/**
 * So long after its end an attempt that has not handed in keeps the others of its sitting back. An hour: as long as
 * candidates have to see that their phone has uploaded (docs/interview-file.md, `evidence.checkWithin`).
 */
export const UPLOADS_GRACE_MS = HOUR_MS

/** Whoever hands in later than that appears at the next full hour, with all others of that hour. */
const LATE_EVERY_MS = HOUR_MS

/** Whether a sitting with this attempt is not over for examiners: it may still be answered, or its recordings are awaited. */
export function keepsSittingOpen(it: Attempt, now: Instant): boolean {
  switch (phaseAt(it, now)) {
    case 'before':
    case 'checkIn':
    case 'waiting':
    case 'answering':
      return true
    case 'handingIn':
      return now < uploadsAwaitedUntil(it)
    case 'handedIn':
    case 'missed':
    case 'withdrawn':
    case 'removed':
    case 'voided':
      return false
  }
}

/** From when examiners may see an attempt, once no attempt of its sitting keeps that open; null: it has not handed in. */
export function reviewedFrom(it: Attempt): Instant | null {
  const { handedInAt } = it.facts
  if (handedInAt === null || handedInAt < uploadsAwaitedUntil(it)) return handedInAt
  return Math.ceil(handedInAt / LATE_EVERY_MS) * LATE_EVERY_MS
}

function uploadsAwaitedUntil(it: Attempt): Instant {
  const overFrom = overFromOf(it)
  return overFrom === null ? Infinity : overFrom + UPLOADS_GRACE_MS
}
