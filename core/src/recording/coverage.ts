// Owns: how much of the time in which a feed was to be recorded (due, 应录) its files really show.
// Never believes a device: it is given the times of frames and sound packets as they stand in the files.
import { SECOND_MS, type Instant } from '../time/index.ts'
import type { Stretch } from './timeline.ts'

/**
 * An instant is recorded when the file has a frame, and where sound is recorded a sound packet, within this time before
 * it. The slowest feed that is asked for has five frames a second (DESIGN §8), a computer that is too busy for it one.
 */
export const FRAME_HOLDS_MS = 2 * SECOND_MS

/** A length of time within a file, in milliseconds from its first moment. `toMs` does not belong to it. */
export type Span = { fromMs: number; toMs: number }

/** Times in a file, in milliseconds from its first moment, in any order. `sound: null`: this feed has none. */
export type FileTimes = { frames: readonly number[]; sound: readonly number[] | null }

/** What of the due time is recorded. `missingMs` is the sum of `gaps`; `dueMs = recordedMs + missingMs`. */
export type Coverage = { dueMs: number; recordedMs: number; missingMs: number; gaps: Stretch[] }

/** What a file shows, in order, touching spans joined. */
export function recordedSpans({ frames, sound }: FileTimes): Span[] {
  const shown = heldBy(frames)
  return sound === null ? shown : inBoth(shown, heldBy(sound))
}

/**
 * How much of `due` the stretches cover; they may overlap and come in any order. `due: null`: nothing was to be recorded.
 */
export function coverageOf(due: Stretch | null, recorded: readonly Stretch[]): Coverage {
  if (due === null || due.toAt <= due.fromAt) return { dueMs: 0, recordedMs: 0, missingMs: 0, gaps: [] }
  const gaps: Stretch[] = []
  let coveredTo: Instant = due.fromAt
  for (const { fromAt, toAt } of recorded.toSorted((a, b) => a.fromAt - b.fromAt)) {
    if (toAt <= coveredTo) continue
    if (fromAt >= due.toAt) break
    if (fromAt > coveredTo) gaps.push({ fromAt: coveredTo, toAt: fromAt })
    coveredTo = Math.min(toAt, due.toAt)
  }
  if (coveredTo < due.toAt) gaps.push({ fromAt: coveredTo, toAt: due.toAt })
  const missingMs = gaps.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0)
  const dueMs = due.toAt - due.fromAt
  return { dueMs, recordedMs: dueMs - missingMs, missingMs, gaps }
}

function heldBy(times: readonly number[]): Span[] {
  const spans: Span[] = []
  for (const fromMs of times.toSorted((a, b) => a - b)) {
    const last = spans.at(-1)
    if (last && fromMs <= last.toMs) last.toMs = fromMs + FRAME_HOLDS_MS
    else spans.push({ fromMs, toMs: fromMs + FRAME_HOLDS_MS })
  }
  return spans
}

function inBoth(some: readonly Span[], others: readonly Span[]): Span[] {
  return some.flatMap((one) =>
    others.flatMap((other) => {
      const fromMs = Math.max(one.fromMs, other.fromMs)
      const toMs = Math.min(one.toMs, other.toMs)
      return toMs > fromMs ? [{ fromMs, toMs }] : []
    }),
  )
}
