// Owns: which due feeds do not record, as this process found at its last look, and telling the tables when that changes.
// Never asks for more because more people look: it is found once for all of them, every few seconds, and at once for an attempt
// whose device says that something is missing. Never what another process needs: each finds the same by itself.
import { topicOfSitting, type FeedAlarm } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { FEEDS, type Feed } from '@zhishi/core/recording'
import { SECOND_MS, type Instant } from '@zhishi/core/time'
import { alarmsOf, type FeedSeen } from '@zhishi/core/watch'
import type { LoadedAttempt } from '../attempts/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import type { Publish } from '../platform/push/outbox.ts'
import type { RecordingsService, MonitoredLine } from '../recordings/service.ts'

/** A notice is committed this long after its arrival at most, or another look finds it. */
const COMMITTED_WITHIN_MS = 10 * SECOND_MS

type Reported = NonNullable<FeedSeen['reported']>

export function createAlarms(ports: { db: Database; clock: Clock; recordings: RecordingsService; publish: Publish }) {
  const { db, clock, recordings, publish } = ports
  let known = new Map<AttemptId, FeedAlarm[]>()
  let reported = new Map<AttemptId, Map<Feed, Reported>>()
  /** notices that arrived before were read */
  let readTo: Instant = 0

  return {
    /** As of the last look; empty for who was not inside then. */
    of: (id: AttemptId): FeedAlarm[] => known.get(id) ?? [],

    /** @param all the attempts that may be inside, with what is known of their lines now */
    async look(all: readonly LoadedAttempt[], lines: readonly MonitoredLine[]): Promise<void> {
      const readFrom = readTo - COMMITTED_WITHIN_MS
      readTo = clock.now()
      const found = await find(all, lines, readFrom)
      const changed = all.filter(({ id }) => keyOf(found.get(id)) !== keyOf(known.get(id)))
      known = found
      reported = new Map(all.flatMap(({ id }) => (reported.has(id) ? [[id, reported.get(id)!]] : [])))
      await tell(changed)
    },

    /** The same for one, whose device has just said something. */
    async lookAt(one: LoadedAttempt, lines: readonly MonitoredLine[]): Promise<void> {
      const found = (await find([one], lines, 0)).get(one.id)
      if (keyOf(found) === keyOf(known.get(one.id))) return
      if (found) known.set(one.id, found)
      else known.delete(one.id)
      await tell([one])
    },
  }

  async function find(
    all: readonly LoadedAttempt[],
    lines: readonly MonitoredLine[],
    readFrom: Instant,
  ): Promise<Map<AttemptId, FeedAlarm[]>> {
    const ids = all.map(({ id }) => id)
    const [heard, notices] = await Promise.all([recordings.lastBeatAt(ids), recordings.saidMissing(ids, readFrom)])
    for (const { attemptId, feed, ...what } of notices) {
      const own = reported.get(attemptId) ?? new Map<Feed, Reported>()
      if (what.at >= (own.get(feed)?.at ?? 0)) reported.set(attemptId, own.set(feed, what))
    }
    const now = clock.now()
    const byAttempt = Map.groupBy(lines, ({ attemptId }) => attemptId)
    return new Map(
      all.flatMap(({ id, attempt }) => {
        const own = byAttempt.get(id) ?? []
        const alarms = alarmsOf(attempt, new Map(FEEDS.map((feed) => [feed, seenOf(id, feed, own)])), now)
        return alarms.length === 0 ? [] : [[id, alarms.map((one) => sinceTheFirst(id, one))] as const]
      }),
    )

    function seenOf(id: AttemptId, feed: Feed, own: readonly MonitoredLine[]): FeedSeen {
      const { grewAt = null, bytesAt = null } = own.find(({ line }) => line === feed) ?? {}
      const { computer = null, phone = null } = heard.get(id) ?? {}
      return {
        grewAt,
        bytesAt,
        reported: reported.get(id)?.get(feed) ?? null,
        lastBeatAt: feed === 'evidence' ? phone : computer,
      }
    }
  }

  /** Beats are forgotten sooner than an alarm ends: what was known at its beginning stands. */
  function sinceTheFirst(id: AttemptId, alarm: FeedAlarm): FeedAlarm {
    const before = known.get(id)?.find(({ feed }) => feed === alarm.feed)
    return before ? { ...alarm, sinceAt: before.sinceAt } : alarm
  }

  /** One message a sitting: a table asks for all of its rows, whoever it is about. */
  async function tell(changed: readonly LoadedAttempt[]): Promise<void> {
    const first = new Map<SittingId, AttemptId>()
    for (const { id, sittingId } of changed) if (!first.has(sittingId)) first.set(sittingId, id)
    for (const [sittingId, attemptId] of first) {
      await db.transaction((within) =>
        publish(within, topicOfSitting(sittingId), { kind: 'attemptChanged', attemptId }),
      )
    }
  }
}

const keyOf = (alarms: readonly FeedAlarm[] = []): string => alarms.map(({ feed, cause }) => `${feed} ${cause}`).join()
