// Owns: when a feed is to be recording (due, 应录), and that nobody is sent on before T0 while camera and screen do not record.
// Never withholds the questions: from T0 on a feed that does not record is an alarm and a counted gap, not a gate.
import { refuse, type Refused } from '../refusal/index.ts'
import type { Feed } from '../recording/feeds.ts'
import type { Stretch } from '../recording/timeline.ts'
import type { Instant } from '../time/index.ts'
import type { Attempt } from './attempt.ts'
import { isExcused, overFromOf, startsAtOf } from './schedule.ts'

/** What a computer has to record. The phone has its own gate (step 5). */
const COMPUTER_FEEDS = ['camera', 'screen'] as const satisfies readonly Feed[]

/**
 * The time in which a feed is due, up to `now`: from entry, or from T0 where that is later and asked for, to the end. The
 * phone is due from entry too, where one has ever sent something. Null: not due.
 */
export function dueOf(it: Attempt, feed: Feed, now: Instant, from: 'entry' | 'start' = 'entry'): Stretch | null {
  const { enteredAt, evidenceReceivedAt } = it.facts
  if (enteredAt === null || (feed === 'evidence' && evidenceReceivedAt === null)) return null
  const startsAt = startsAtOf(it)
  if (from === 'start' && startsAt === null) return null
  const fromAt = from === 'start' ? Math.max(enteredAt, startsAt ?? 0) : enteredAt
  const toAt = Math.min(overFromOf(it) ?? now, now)
  return toAt > fromAt ? { fromAt, toAt } : null
}

/**
 * Refused before T0 while a feed of the computer does not record, unless staff have excused the step.
 * @param recording what the computer says of its feeds: a claim, which the server's own figures check (core/watch)
 */
export function refuseUnlessRecording(recording: readonly Feed[], it: Attempt, now: Instant): Refused | null {
  const startsAt = startsAtOf(it)
  if (isExcused(it, 'devices') || (startsAt !== null && now >= startsAt)) return null
  const ids = COMPUTER_FEEDS.filter((feed) => !recording.includes(feed))
  return ids.length > 0 ? refuse('feedsNotRecording', { ids }) : null
}
