// Owns: since when a feed that is due has not been recorded, and how long that was before.
// Never says why, and never reads a clock.
import { STARTING_MS } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'

export type Missing = { fromAt: Instant; toAt: Instant }

export type MissingTime = {
  /** It is to be recorded from then on. Where it is already, only an earlier time for what was never recorded counts. */
  due(since: Instant): void
  /** What recorded it has not since then. */
  lost(at: Instant): void
  /** It is recorded from then on. @returns what is missing before; null: nothing that counts */
  recorded(from: Instant): Missing | null
  /** It was recorded after all; only its bytes came late. */
  late(): void
  /** It is not to be recorded from then on. @returns what is missing before; null: nothing that counts */
  end(at: Instant): Missing | null
  since(): Instant | null
  /** how long it was missing before `since` */
  missedMs(): number
}

/** @param brokenOffAt when an earlier page life was recording last, and did not mean to stop; null: none was */
export function createMissingTime(brokenOffAt: Instant | null): MissingTime {
  let isDue = false
  let isFirst = brokenOffAt === null
  let since: Instant | null = null
  let missedMs = 0

  function count(toAt: Instant): Missing | null {
    const fromAt = since
    since = null
    if (fromAt === null || toAt <= fromAt) return null
    const lengthMs = toAt - fromAt
    // a device needs a moment until it gives its first picture, and nothing was interrupted by that
    if (isFirst && lengthMs < STARTING_MS) return null
    missedMs += lengthMs
    return { fromAt, toAt }
  }

  return {
    due(from) {
      // media that were given before, by a press, must not make it later
      if (isDue && isFirst && since !== null) since = Math.min(since, from)
      if (isDue) return
      isDue = true
      since = brokenOffAt === null ? from : Math.min(brokenOffAt, from)
    },
    lost(at) {
      if (isDue) since ??= at
    },
    recorded(from) {
      const missing = count(from)
      isFirst = false
      return missing
    },
    late() {
      since = null
    },
    end(at) {
      const missing = isDue ? count(at) : null
      isDue = false
      since = null
      return missing
    },
    since: () => since,
    missedMs: () => missedMs,
  }
}
