// Owns: how much of the due time of one feed is recorded, by what the server holds of its parts, and why the rest is not.
// Never counts a device's word as recorded: what was not read from sealed files yet is claimed, and stands apart.
import { z } from 'zod'
import { coverageOf, type Span } from './coverage.ts'
import type { EndReason } from './part.ts'
import { MISSING_CAUSES, type MissingCause } from './statement.ts'
import type { Stretch } from './timeline.ts'
import { SECOND_MS, type Instant } from '../time/index.ts'

export const missingCause = z.enum(MISSING_CAUSES)

/** How a gap began. */
export const GAP_REASONS = [
  /** nothing of the feed was recorded before */
  'notStarted',
  /** the feed was ended in order before its time was over: on the phone by hand */
  'stoppedEarly',
  /** the part before ended so (part.ts) */
  'deviceSwitched',
  'feedEnded',
  'sharingStopped',
  'stalled',
  'recorderFailed',
  'reloaded',
  'crashed',
  /** between two parts that follow each other in order, as at T0 */
  'partChanged',
  /** the file is here, and shows nothing of this time: no picture, or no sound where there is to be some */
  'notInFile',
  /** a part goes on, or its end is not here: what was recorded of this time, if anything, has not come */
  'notHere',
] as const
export const gapReason = z.enum(GAP_REASONS)
export type GapReason = z.infer<typeof gapReason>

const REASON_AFTER = {
  finished: 'stoppedEarly',
  answeringStarted: 'partChanged',
  rotated: 'partChanged',
  deviceSwitched: 'deviceSwitched',
  feedEnded: 'feedEnded',
  sharingStopped: 'sharingStopped',
  stalled: 'stalled',
  recorderFailed: 'recorderFailed',
  notStarted: 'notStarted',
  reloaded: 'reloaded',
  crashed: 'crashed',
} as const satisfies Record<EndReason, GapReason>

/** A part as the server holds it. */
export type HeldPart = {
  startedAt: Instant
  endedAt: Instant | null
  lastBytesAt: Instant | null
  endReason: EndReason | null
  bytes: number
  isSealed: boolean
  /** what its sealed file shows; null: not read yet */
  recorded: readonly Span[] | null
}

/** What the journals say of a feed; each is a claim. */
export type FeedNotes = {
  /** when it was due and not recorded, and why */
  missing: readonly { at: Instant; cause: MissingCause }[]
  gaps: readonly (Stretch & { reason: EndReason })[]
}

/** `dueMs = recordedMs + claimedMs + missingMs`. */
export type CoverageSums = { dueMs: number; recordedMs: number; claimedMs: number; missingMs: number }
export type ReasonedGap = Stretch & { reason: GapReason; cause: MissingCause | null }
export type FeedCoverage = {
  sums: CoverageSums
  /** what is neither recorded nor claimed, in order */
  gaps: ReasonedGap[]
}

/** @param parts of one feed, in any order. `due: null`: nothing was to be recorded */
export function feedCoverage(due: Stretch | null, parts: readonly HeldPart[], notes: FeedNotes): FeedCoverage {
  const recorded = parts.flatMap(recordedStretches)
  const known = coverageOf(due, [...recorded, ...parts.flatMap(claimedStretch)])
  const { dueMs, recordedMs } = coverageOf(due, recorded)
  return {
    sums: { dueMs, recordedMs, claimedMs: known.recordedMs - recordedMs, missingMs: known.missingMs },
    gaps: known.gaps.map((gap) => ({ ...gap, reason: reasonOf(gap, parts, notes), cause: causeIn(gap, notes) })),
  }
}

/** Nobody presses at the very second of the end: a shorter gap before it is that press. */
const EARLY_FROM_MS = 3 * SECOND_MS

/** Whether a feed was ended by hand before its time was over. */
export function wasStoppedEarly(gaps: readonly (Stretch & { reason: GapReason })[]): boolean {
  return gaps.some(({ reason, fromAt, toAt }) => reason === 'stoppedEarly' && toAt - fromAt >= EARLY_FROM_MS)
}

/** What the server holds of a line, whatever it is: read from its files, else by the device's word. */
export function heldStretches(parts: readonly HeldPart[]): Stretch[] {
  return parts.flatMap((part) => [...recordedStretches(part), ...claimedStretch(part)])
}

function recordedStretches({ startedAt, recorded }: HeldPart): Stretch[] {
  return (recorded ?? []).map(({ fromMs, toMs }) => ({ fromAt: startedAt + fromMs, toAt: startedAt + toMs }))
}

/** Where it has bytes that are not read yet: its own stretch, as far as bytes came while it was not sealed. */
function claimedStretch({ startedAt, endedAt, lastBytesAt, bytes, isSealed, recorded }: HeldPart): Stretch[] {
  if (recorded !== null || bytes === 0) return []
  // an end without a seal: bytes were lost here, and the part's own end says nothing of what is left
  const toAt = isSealed ? endedAt : endedAt === null ? lastBytesAt : null
  return toAt !== null && toAt > startedAt ? [{ fromAt: startedAt, toAt }] : []
}

function reasonOf(gap: Stretch, parts: readonly HeldPart[], notes: FeedNotes): GapReason {
  const before = parts
    .filter(({ bytes, startedAt }) => bytes > 0 && startedAt <= gap.fromAt)
    .reduce<HeldPart | null>((last, part) => (last && last.startedAt > part.startedAt ? last : part), null)
  if (!before) return 'notStarted'
  const isWithin = before.endedAt !== null && gap.fromAt < before.endedAt
  if (isWithin && before.isSealed) return 'notInFile'
  const declared = notes.gaps.find(({ fromAt, toAt }) => fromAt < gap.toAt && toAt > gap.fromAt)
  const endReason = before.isSealed ? before.endReason : (declared?.reason ?? null)
  return endReason === null ? 'notHere' : REASON_AFTER[endReason]
}

/** The last that was said while it lasted. */
function causeIn(gap: Stretch, { missing }: FeedNotes): MissingCause | null {
  const said = missing.filter(({ at }) => at >= gap.fromAt && at <= gap.toAt)
  return (
    said.reduce<(typeof said)[number] | null>((last, one) => (last && last.at > one.at ? last : one), null)?.cause ??
    null
  )
}
