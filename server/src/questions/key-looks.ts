// Owns: when the key release looks again, and at whom: pure, so that the millisecond before T0 can be tested.
// Never looks by itself (key-release.ts).
import { SECOND_MS, type Instant } from '@zhishi/core/time'

/** Longest pause between two looks at the clock, so that one that was moved is noticed. */
const CHECK_EVERY_MS = SECOND_MS
/** What is known of an attempt is read anew after this, so that a T0 that was moved is noticed. */
const KNOWN_FOR_MS = 30 * SECOND_MS

/** What is known of an attempt whose computers wait for the key. */
export type Known = {
  startsAt: Instant | null
  /** when it was last read */
  readAt: Instant
  /** to be read at once: it changed, or could not be read */
  isDue: boolean
}

/** `started`: T0 has come and it was not read since; `due`: it changed, or was not read for long; null: it may wait. */
export function reasonToRead(it: Known, now: Instant): 'started' | 'due' | null {
  if (awaitsStart(it) && it.startsAt <= now) return 'started'
  return it.isDue || Math.abs(now - it.readAt) > KNOWN_FOR_MS ? 'due' : null
}

/**
 * The pause until the next look, milliseconds. A T0 that has not been acted on counts also when it is past by now: it may
 * have come between the look, whose timer rang a moment early, and this question.
 */
export function pauseBeforeCheck(waiting: Iterable<Known>, now: Instant): number {
  let pauseMs = CHECK_EVERY_MS
  for (const one of waiting) {
    if (one.isDue) return 0
    if (awaitsStart(one)) pauseMs = Math.min(pauseMs, Math.max(0, one.startsAt - now))
  }
  return pauseMs
}

/** While a process opens nothing because its clock is off, it only looks again whether it still is. */
export const PAUSE_WHILE_OFF_MS = CHECK_EVERY_MS

function awaitsStart(it: Known): it is Known & { startsAt: Instant } {
  return it.startsAt !== null && it.readAt < it.startsAt
}
