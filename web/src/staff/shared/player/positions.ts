// Owns: what each feed shows at an instant of the server's clock: which part and which second of it, or why nothing. Pure.
// Never smooths a gap away: where nothing was recorded nothing is shown, for as long as it lasted.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'
import { stretchOf, type Stretch } from '../attempt-page/timeline-scale.ts'

type WitnessStretch = RecordingView['witness'][number]

export type PlayerPosition =
  /** `seconds` into the playable copy of the part */
  | { kind: 'picture'; part: PartView; seconds: number }
  /** recorded, and not sealed yet: there is no playable copy */
  | { kind: 'notSealed'; part: PartView }
  | ({ kind: 'gap' } & Stretch)
  /** before the first part or after the last one; `beginsAt` null: nothing follows */
  | { kind: 'outside'; beginsAt: Instant | null }

/**
 * Where parts overlap, because one runs before the other stops, the later one is taken, as in the examiner's file; one
 * that is sealed before one that is not.
 * @param now up to where a part that has not ended reaches
 */
export function positionAt(recording: RecordingView, at: Instant, now: Instant): PlayerPosition {
  const covering = recording.parts.filter((part) => isWithin(at, stretchOf(part, recording, now)))
  const part = latest(covering.filter((one) => one.sealedAt !== null)) ?? latest(covering)
  if (part) {
    if (part.sealedAt === null) return { kind: 'notSealed', part }
    return { kind: 'picture', part, seconds: (at - part.startedAt) / 1000 }
  }
  const gap = recording.gaps.find((one) => isWithin(at, one))
  if (gap) return { kind: 'gap', fromAt: gap.fromAt, toAt: gap.toAt }
  const following = recording.parts.map((one) => one.startedAt).filter((startedAt) => startedAt > at)
  return { kind: 'outside', beginsAt: following.length === 0 ? null : Math.min(...following) }
}

/** What is proven of the part that is shown at this instant; null: nothing was worked out. */
export function witnessAt(recording: RecordingView, part: PartView, at: Instant): WitnessStretch | null {
  return recording.witness.find((one) => one.partId === part.partId && isWithin(at, one)) ?? null
}

/** Where the next picture of any feed begins, while none has one; null: some feed has one, or none follows. */
export function nextFrameAt(recordings: readonly RecordingView[], at: Instant, now: Instant): Instant | null {
  if (recordings.some((one) => positionAt(one, at, now).kind === 'picture')) return null
  const starts = recordings.flatMap((one) => one.parts.filter((part) => part.sealedAt !== null))
  const following = starts.map((part) => part.startedAt).filter((startedAt) => startedAt > at)
  return following.length === 0 ? null : Math.min(...following)
}

const isWithin = (at: Instant, { fromAt, toAt }: Stretch): boolean => at >= fromAt && at < toAt

function latest(parts: readonly PartView[]): PartView | undefined {
  return parts.reduce<PartView | undefined>(
    (best, part) => (best === undefined || part.startedAt >= best.startedAt ? part : best),
    undefined,
  )
}
