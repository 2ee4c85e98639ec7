// Owns: which feeds of an attempt are due and do not record, by what is heard of its devices: each is an alarm for staff.
// Never says that a feed records because its device says so: bytes have to grow.
import type { Attempt } from '../process/attempt.ts'
import { BEAT_INTERVAL_MS } from '../recording/beat.ts'
import type { Feed } from '../recording/feeds.ts'
import { PRESENCE_GAP_MS } from '../recording/presence.ts'
import type { MissingCause } from '../recording/statement.ts'
import type { Instant } from '../time/index.ts'
import { feedsOf, isInside } from './safety.ts'

/** What is known of one feed. */
export type FeedSeen = {
  /** when a beat last said that a part of it has more bytes than before; null: none did of late */
  grewAt: Instant | null
  /** when its bytes last came here; what is made up for comes too */
  bytesAt: Instant | null
  /** the newest notice of its device that it is due and not recorded, by the device's account */
  reported: { at: Instant; cause: MissingCause | null } | null
  /** when anything of its device was last heard */
  lastBeatAt: Instant | null
}

/** `cause`: as its device says; `noBeats`: nothing is heard of the device; null: it is heard, and does not say. */
export type Alarm = { feed: Feed; sinceAt: Instant; cause: MissingCause | 'noBeats' | null }

/**
 * A feed whose bytes have not grown for two beats, or whose device says at once that it is missing. A device that is not
 * heard of may be recording all the same; nobody can tell, so that is an alarm too.
 */
export function alarmsOf(it: Attempt, seen: ReadonlyMap<Feed, FeedSeen>, now: Instant): Alarm[] {
  const { enteredAt } = it.facts
  if (enteredAt === null || !isInside(it, now)) return []
  return feedsOf(it).flatMap((feed): Alarm[] => {
    const { grewAt = null, bytesAt = null, reported = null, lastBeatAt = null } = seen.get(feed) ?? {}
    const hasBeats = lastBeatAt !== null && now - lastBeatAt <= PRESENCE_GAP_MS
    // a device that is heard tells what grows; what comes in meanwhile may be of an hour ago
    const recordedAt = Math.max(enteredAt, grewAt ?? 0, hasBeats ? 0 : (bytesAt ?? 0))
    // what a beat tells has grown within the time since the beat before
    const isReported = reported !== null && reported.at >= enteredAt && reported.at > (grewAt ?? 0) - BEAT_INTERVAL_MS
    if (now - recordedAt <= PRESENCE_GAP_MS && !isReported) return []
    const sinceAt = Math.max(enteredAt, grewAt ?? bytesAt ?? 0)
    return [{ feed, sinceAt, cause: !hasBeats ? 'noBeats' : isReported ? reported.cause : null }]
  })
}
