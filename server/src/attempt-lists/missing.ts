// Owns: what is missing of attempts that are over, for lists: worked out once for each state of their parts.
// Never a rule: what is due and what counts as recorded stands in core.
import type { FeedMissing } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { dueOf, missingMsOf, phaseAt } from '@zhishi/core/process'
import { FEEDS, type Feed, type HeldPart, type Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { LoadedAttempt } from '../attempts/service.ts'
import type { RecordingsService } from '../recordings/service.ts'

type Held = ReadonlyMap<Line, readonly HeldPart[]>

/** More than are on all the tables that one process is asked for. */
const REMEMBERED_ATTEMPTS = 20_000

export function createMissing({ recordings }: { recordings: RecordingsService }) {
  /** what is missing after the end, by what it was worked out of: tables are asked for every two seconds */
  const remembered = new Map<AttemptId, { of: string; missing: FeedMissing[] }>()

  function remember(id: AttemptId, of: string, missing: FeedMissing[]): void {
    remembered.delete(id)
    remembered.set(id, { of, missing })
    const [oldest] = remembered.keys()
    if (remembered.size > REMEMBERED_ATTEMPTS && oldest !== undefined) remembered.delete(oldest)
  }

  /**
   * What is missing of those that are over, of feeds whose parts are all sealed, by gaps that count. `states`: changes
   * whenever the parts of an attempt do.
   */
  return async (
    loaded: readonly LoadedAttempt[],
    states: ReadonlyMap<AttemptId, string>,
    now: Instant,
  ): Promise<Map<AttemptId, FeedMissing[]>> => {
    const over = loaded.filter(({ attempt }) => ['handingIn', 'handedIn'].includes(phaseAt(attempt, now)))
    const stateOf = ({ id, attempt }: LoadedAttempt): string =>
      JSON.stringify([
        states.get(id),
        FEEDS.map((feed) => dueOf(attempt, feed, now)),
        attempt.settings.recording.gapCountsFrom,
      ])
    const changed = over.filter((one) => remembered.get(one.id)?.of !== stateOf(one))
    const held = await recordings.heldParts(changed.map(({ id }) => id))
    for (const one of changed)
      remember(
        one.id,
        stateOf(one),
        missingOf(
          one,
          Map.groupBy(held.get(one.id) ?? [], ({ line }) => line),
          now,
        ),
      )
    return new Map(over.map(({ id }) => [id, remembered.get(id)?.missing ?? []]))
  }
}

function missingOf({ attempt }: LoadedAttempt, held: Held, now: Instant): FeedMissing[] {
  return FEEDS.flatMap((feed: Feed) => {
    const parts = held.get(feed) ?? []
    if (parts.some(({ bytes, isSealed }) => bytes > 0 && !isSealed)) return []
    const { dueMs, missingMs } = missingMsOf(attempt, feed, parts, now)
    return missingMs > 0 ? [{ feed, dueMs, missingMs }] : []
  })
}
