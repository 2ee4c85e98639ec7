// Owns: since when a feed that is due has not been recorded, and how long that was before.
// Never says why, and never reads a clock.
import { STARTING_MS } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'

export type MissingTime = {
  /** It is to be recorded from then on. Does nothing where it is already. */
  due(since: Instant): void
  isDue(): boolean
  /** What recorded it has not since then. */
  lost(at: Instant): void
  /** It is recorded from then on. @returns what is missing before; null: nothing that counts */
  recorded(from: Instant): { fromAt: Instant; toAt: Instant } | null
  /** It is not to be recorded from then on. @returns what is missing before; null: nothing that counts */
  end(at: Instant): { fromAt: Instant; toAt: Instant } | null
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

  function count(toAt: Instant): { fromAt: Instant; toAt: Instant } | null {
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
      if (isDue) return
      isDue = true
      since = brokenOffAt === null ? from : Math.min(brokenOffAt, from)
    },
    isDue: () => isDue,
    lost(at) {
      if (isDue) since ??= at
    },
    recorded(from) {
      const missing = count(from)
      isFirst = false
      return missing
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
