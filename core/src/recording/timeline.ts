// Owns: which stretches of time a recording covers and which it does not.
// Never smooths a gap away, and never says why it is there: the journal does.
import type { Instant } from '../time/index.ts'

/** The stretch one part covers. `endedAt: null`: the device has not ended it, or could not. */
export type RecordedStretch = { startedAt: Instant; endedAt: Instant | null; lastBytesAt: Instant | null }

/** A length of time between two instants; `toAt` does not belong to it. */
export type Stretch = { fromAt: Instant; toAt: Instant }

/** A stretch in which nothing was recorded: from the end of one part to the start of the next. */
export type Gap = Stretch

/**
 * The gaps between the parts of one line, in order of time. Parts that overlap or touch leave none; a part without an
 * end reaches to its last bytes; an end before its start (a device's clock was set) counts as no length at all.
 */
export function gapsBetween(stretches: readonly RecordedStretch[]): Gap[] {
  const inOrder = stretches
    .map(({ startedAt, endedAt, lastBytesAt }) => ({
      fromAt: startedAt,
      toAt: Math.max(startedAt, endedAt ?? lastBytesAt ?? startedAt),
    }))
    .sort((a, b) => a.fromAt - b.fromAt)
  const gaps: Gap[] = []
  let coveredTo: Instant | null = null
  for (const { fromAt, toAt } of inOrder) {
    if (coveredTo !== null && fromAt > coveredTo) gaps.push({ fromAt: coveredTo, toAt: fromAt })
    coveredTo = Math.max(coveredTo ?? toAt, toAt)
  }
  return gaps
}
