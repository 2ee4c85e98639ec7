// Owns: which stretches of a camera's parts are the answer: from T0 to the end, each instant once, nothing before T0.
// Never moves a picture in time: what was not recorded stays a gap.
import type { Instant } from '../time/index.ts'

/**
 * At T0 the recorder goes on in a new part. By its own clock that may be a little early: what an estimate over an
 * ordinary line is off by (half its round trip). A part that begins so close to T0 is the one that begins there.
 */
const SAME_INSTANT_MS = 250

/** Where a part lies in the answer: times in milliseconds from T0. */
export type AnswerStretch<Part> = {
  part: Part
  /** of the part's first picture; negative: it began before T0 and is cut */
  startsMs: number
  fromMs: number
  /** not included: there the next part goes on, or the answer ends */
  toMs: number
}

/** The stretches in order of time. Parts overlap where one runs before the other stops: the later one is taken. */
export function answerStretches<Part extends { startedAt: Instant; endedAt: Instant | null }>(
  parts: readonly Part[],
  { fromAt, toAt }: { fromAt: Instant; toAt: Instant },
): AnswerStretch<Part>[] {
  const inOrder = parts.toSorted((a, b) => a.startedAt - b.startedAt)
  return inOrder.flatMap((part, at) => {
    const offsetMs = part.startedAt - fromAt
    const startsMs = offsetMs < 0 && offsetMs >= -SAME_INSTANT_MS ? 0 : offsetMs
    const next = inOrder[at + 1]
    const fromMs = Math.max(0, startsMs)
    const endsMs = part.endedAt === null ? Infinity : part.endedAt - fromAt
    const toMs = Math.min(toAt - fromAt, endsMs + SAME_INSTANT_MS, next ? next.startedAt - fromAt : Infinity)
    // what the part before still holds of the first moment is within what its clock may be off by
    const isBefore = startsMs < 0 && toMs <= SAME_INSTANT_MS
    return toMs > fromMs && !isBefore ? [{ part, startsMs, fromMs, toMs }] : []
  })
}
