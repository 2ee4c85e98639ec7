// Owns: how much of what was due is recorded of an attempt, from what the recordings feature holds.
// Never a rule: what is due and what counts as recorded stands in core.
import type { FeedCoverageView, FeedMissing, RecordingCoverage } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { dueOf, isOver, missingMsOf, phaseAt, uncoveredOf, type Uncovered } from '@zhishi/core/process'
import { feedCoverage, FEEDS, type Feed, type FeedNotes, type HeldPart, type Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Clock } from '../platform/clock.ts'
import type { Queryable } from '../platform/database/database.ts'
import type { RecordingsService } from '../recordings/service.ts'
import type { LoadedAttempt } from './repo.ts'

type Held = ReadonlyMap<Line, readonly HeldPart[]>
const NO_NOTES: FeedNotes = { missing: [], gaps: [] }

export function createCoverage(it: { clock: Clock; recordings: RecordingsService }) {
  const { clock, recordings } = it
  /** what is missing after the end, by what it was worked out of: tables are asked for every two seconds */
  const remembered = new Map<AttemptId, { of: string; missing: FeedMissing[] }>()

  return {
    async view({ id, attempt }: LoadedAttempt): Promise<RecordingCoverage> {
      const [held, notes] = await Promise.all([heldOf(id), recordings.feedNotes(id)])
      const now = clock.now()
      const all = FEEDS.flatMap((feed): FeedCoverageView[] => {
        const parts = (held.get(feed) ?? []).filter(({ bytes }) => bytes > 0)
        const due = dueOf(attempt, feed, now)
        if (due === null && parts.length === 0) return []
        const since = feedCoverage(due, parts, notes.get(feed) ?? NO_NOTES)
        const start = dueOf(attempt, feed, now, 'start')
        return [
          {
            feed,
            fromEntry: since.sums,
            fromStart: start && feedCoverage(start, parts, NO_NOTES).sums,
            gaps: since.gaps,
            parts: parts.length,
            sealedParts: parts.filter(({ isSealed }) => isSealed).length,
            measuredParts: parts.filter(({ recorded }) => recorded !== null).length,
            bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
          },
        ]
      })
      const isFinal = isOver(attempt, now) && all.every(({ parts, measuredParts }) => measuredParts === parts)
      return { serverNow: now, isFinal, feeds: all }
    },

    /** For a hand-in: what of the computer's lines does not cover the time since entry. */
    uncovered: async ({ id, attempt }: LoadedAttempt, now: Instant, within: Queryable): Promise<Uncovered[]> =>
      uncoveredOf(attempt, await heldOf(id, within), now),

    /**
     * What is missing of those that are over, of feeds whose parts are all sealed, by gaps that count. `states`: changes
     * whenever the parts of an attempt do.
     */
    async missing(
      loaded: readonly LoadedAttempt[],
      states: ReadonlyMap<AttemptId, string>,
      now: Instant,
    ): Promise<Map<AttemptId, FeedMissing[]>> {
      const over = loaded.filter(({ attempt }) => ['handingIn', 'handedIn'].includes(phaseAt(attempt, now)))
      const stateOf = ({ id, attempt }: LoadedAttempt): string =>
        JSON.stringify([
          states.get(id),
          FEEDS.map((feed) => dueOf(attempt, feed, now)),
          attempt.settings.recording.gapCountsFrom,
        ])
      const changed = over.filter((one) => remembered.get(one.id)?.of !== stateOf(one))
      const held = await recordings.heldParts(changed.map(({ id }) => id))
      for (const one of changed) remember(one.id, stateOf(one), missingOf(one, byLine(held.get(one.id) ?? []), now))
      return new Map(over.map(({ id }) => [id, remembered.get(id)?.missing ?? []]))
    },
  }

  async function heldOf(id: AttemptId, within?: Queryable): Promise<Held> {
    return byLine((await recordings.heldParts([id], within)).get(id) ?? [])
  }

  function remember(id: AttemptId, of: string, missing: FeedMissing[]): void {
    remembered.delete(id)
    remembered.set(id, { of, missing })
    const [oldest] = remembered.keys()
    if (remembered.size > REMEMBERED_ATTEMPTS && oldest !== undefined) remembered.delete(oldest)
  }
}

/** More than are on all the tables that one process is asked for. */
const REMEMBERED_ATTEMPTS = 20_000

function missingOf({ attempt }: LoadedAttempt, held: Held, now: Instant): FeedMissing[] {
  return FEEDS.flatMap((feed: Feed) => {
    const parts = held.get(feed) ?? []
    if (parts.some(({ bytes, isSealed }) => bytes > 0 && !isSealed)) return []
    const { dueMs, missingMs } = missingMsOf(attempt, feed, parts, now)
    return missingMs > 0 ? [{ feed, dueMs, missingMs }] : []
  })
}

const byLine = (held: readonly (HeldPart & { line: Line })[]): Held => Map.groupBy(held, ({ line }) => line)
