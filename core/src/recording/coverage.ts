// Owns: how much of the time in which a feed was to be recorded (due, 应录) its files really show.
// Never believes a device: it is given the times of frames and sound packets as they stand in the files.
import { HOUR_MS, SECOND_MS, type Instant } from '../time/index.ts'
import type { Stretch } from './timeline.ts'

/**
 * An instant is recorded when the file has a frame, and where sound is recorded a sound packet, within this time before
 * it. The slowest feed that is asked for has five frames a second (docs/defaults.md#recording), a computer that is too busy
 * for it one.
 */
export const FRAME_HOLDS_MS = 2 * SECOND_MS

/** A length of time within a file, in milliseconds from its first moment. `toMs` does not belong to it. */
export type Span = { fromMs: number; toMs: number }

/** Times in a file, in milliseconds from its first moment, in any order. `sound: null`: this feed has none. */
export type FileTimes = { frames: readonly number[]; sound: readonly number[] | null }

/** When a file has something of one kind, each holding for {@link FRAME_HOLDS_MS}. */
export type HeldSpans = {
  /** @param timeMs from the first moment of the file, in any order; what is before it or too far behind it is no time */
  add(timeMs: number): void
  /** in order, touching ones joined */
  spans(): readonly Span[]
}

/** What of the due time is recorded. `missingMs` is the sum of `gaps`; `dueMs = recordedMs + missingMs`. */
export type Coverage = { dueMs: number; recordedMs: number; missingMs: number; gaps: Stretch[] }

/** The longest interview (docs/interview-file.md) twice: a time beyond it is a number that some file holds, and no time. */
const FILE_LASTS_AT_MOST_MS = 24 * HOUR_MS
/** A block may be a little earlier than the first of its file (signed, 16 bits, RFC 9559 §10.1). */
const EARLIEST_MS = -32_768

/** Holds as many spans as fit into the longest file, however many times are added. */
export function createHeldSpans(): HeldSpans {
  const spans: Span[] = []
  return {
    spans: () => spans,
    add(timeMs) {
      if (!(timeMs >= EARLIEST_MS && timeMs <= FILE_LASTS_AT_MOST_MS)) return
      const fromMs = Math.max(0, Math.round(timeMs))
      const toMs = fromMs + FRAME_HOLDS_MS
      const last = spans.at(-1)
      // nearly all come in order
      if (!last || fromMs > last.toMs) spans.push({ fromMs, toMs })
      else if (fromMs >= last.fromMs) last.toMs = Math.max(last.toMs, toMs)
      else insert(spans, { fromMs, toMs })
    },
  }
}

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
  const held = createHeldSpans()
  for (const time of times) held.add(time)
  return [...held.spans()]
}

/** Between or over those before the last. */
function insert(spans: Span[], { fromMs, toMs }: Span): void {
  const first = firstWhere(spans, (span) => span.toMs >= fromMs)
  const behind = firstWhere(spans, (span) => span.fromMs > toMs)
  const touched = spans.slice(first, behind)
  spans.splice(first, touched.length, {
    fromMs: Math.min(fromMs, touched[0]?.fromMs ?? fromMs),
    toMs: Math.max(toMs, touched.at(-1)?.toMs ?? toMs),
  })
}

/** The place of the first of ordered spans of which it is true; it is true of all behind it. */
function firstWhere(spans: readonly Span[], isSo: (span: Span) => boolean): number {
  let from = 0
  for (let to = spans.length; from < to;) {
    const middle = (from + to) >> 1
    const span = spans[middle]
    if (span && isSo(span)) to = middle
    else from = middle + 1
  }
  return from
}

/** When both are held. Both in order; each pair that can meet is looked at once. */
export function inBoth(some: readonly Span[], others: readonly Span[]): Span[] {
  const both: Span[] = []
  for (let a = 0, b = 0; ;) {
    const [one, other] = [some[a], others[b]]
    if (!one || !other) return both
    const fromMs = Math.max(one.fromMs, other.fromMs)
    const toMs = Math.min(one.toMs, other.toMs)
    if (toMs > fromMs) both.push({ fromMs, toMs })
    if (one.toMs < other.toMs) a += 1
    else b += 1
  }
}
