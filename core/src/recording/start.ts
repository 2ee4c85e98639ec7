// Owns: whether the instant at which a device says a part began can be so, by what the server knows itself.
// Never a reason to refuse bytes: a start that cannot be believed is stored as uncertain (docs/recording.md#parts).
import { DAY_MS, MINUTE_MS, type Instant } from '../time/index.ts'

/**
 * What a device may say its start is off by. Half the round trip of a request that is given up after 15 s, and the drift of a
 * computer's clock in hours offline, are within it; more says that the device does not know the server's time.
 */
export const START_ERROR_MAX_MS = MINUTE_MS
/**
 * A part may have begun so long before the grant it comes with: a device that recorded by an earlier grant, was away over night
 * and was given a new one. Nothing of an interview is longer ago (docs/interview-file.md: 12 hours at most).
 */
const BEFORE_GRANT_MS = DAY_MS

/** By how much a start may be off; null: nobody knows. */
export const startErrorOf = (saidMs: number | null): number | null =>
  saidMs === null || saidMs > START_ERROR_MAX_MS ? null : saidMs

/** Between the grant, about, and the announcement: nothing is announced before it is recorded. */
export function isPlausibleStart(startedAt: Instant, known: { grantedAt: Instant; announcedAt: Instant }): boolean {
  return (
    startedAt >= known.grantedAt - BEFORE_GRANT_MS - START_ERROR_MAX_MS &&
    startedAt <= known.announcedAt + START_ERROR_MAX_MS
  )
}

/** What its device says of the start of a part cannot be: it is kept beside it, and nothing that is about time counts the part. */
export const isStartUncertain = ({ claimedStartAt }: { claimedStartAt: Instant | null }): boolean =>
  claimedStartAt !== null

/** Whether a part may have begun before new parts of its device were stopped, by what the device says. */
export function isBeforeStop(
  said: { startedAt: Instant; startedAtErrorMs: number | null },
  stoppedAt: Instant,
): boolean {
  return said.startedAt - (startErrorOf(said.startedAtErrorMs) ?? 0) < stoppedAt
}
