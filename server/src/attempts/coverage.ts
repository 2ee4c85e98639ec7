// Owns: how much of what was due is recorded of an attempt, from what the recordings feature holds.
// Never a rule: what is due and what counts as recorded stands in core.
import type { FeedCoverageView, RecordingCoverage } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { dueOf, isOver, uncoveredOf, type Uncovered } from '@zhishi/core/process'
import { feedCoverage, FEEDS, type FeedNotes, type HeldPart, type Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Clock } from '../platform/clock.ts'
import type { Queryable } from '../platform/database/database.ts'
import type { RecordingsService } from '../recordings/service.ts'
import type { LoadedAttempt } from './repo.ts'

type Held = ReadonlyMap<Line, readonly HeldPart[]>
const NO_NOTES: FeedNotes = { missing: [], gaps: [] }

export function createCoverage(ports: { clock: Clock; recordings: RecordingsService }) {
  const { clock, recordings } = ports

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
  }

  async function heldOf(id: AttemptId, within?: Queryable): Promise<Held> {
    return byLine((await recordings.heldParts([id], within)).get(id) ?? [])
  }
}

const byLine = (held: readonly (HeldPart & { line: Line })[]): Held => Map.groupBy(held, ({ line }) => line)
