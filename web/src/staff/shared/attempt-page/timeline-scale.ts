// Owns: where things lie on the timeline: parts and gaps of all lines on the server's clock. Pure.
// Never smooths a gap away, and never invents an end: an open part reaches to where the server says nothing came.
import type { RecordingView } from '@zhishi/core/contract'
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '@zhishi/core/time'

export type Stretch = { fromAt: Instant; toAt: Instant }
type Part = RecordingView['parts'][number]

/** The stretch a part covers. One that has not ended reaches to the gap after it, else to `now`. */
export function stretchOf(part: Part, recording: Pick<RecordingView, 'gaps'>, now: Instant): Stretch {
  const fromAt = part.startedAt
  const gapAfter = recording.gaps.find((gap) => gap.fromAt >= fromAt)
  return { fromAt, toAt: Math.max(fromAt, part.endedAt ?? gapAfter?.fromAt ?? now) }
}

/**
 * Everything the timeline must show: all parts, T0 to end once answering has begun, and the time in which the computer
 * should have been there. Null: nothing.
 */
export function domainOf(
  recordings: readonly RecordingView[],
  schedule: { startsAt: Instant | null; endsAt: Instant | null },
  now: Instant,
  presence: Stretch | null = null,
): Stretch | null {
  const stretches = recordings.flatMap((recording) => recording.parts.map((part) => stretchOf(part, recording, now)))
  if (stretches.length === 0) return null
  const known = [schedule.startsAt, schedule.endsAt].filter((at): at is Instant => at !== null && at <= now)
  const marks = presence === null ? known : [...known, presence.fromAt, presence.toAt]
  const fromAt = Math.min(...marks, ...stretches.map((one) => one.fromAt))
  const toAt = Math.max(...marks, ...stretches.map((one) => one.toAt))
  return { fromAt, toAt: Math.max(toAt, fromAt + 1000) }
}

/** Where an instant lies in the domain: 0 at its start, 1 at its end. */
export function shareOf(at: Instant, { fromAt, toAt }: Stretch): number {
  return Math.min(1, Math.max(0, (at - fromAt) / (toAt - fromAt)))
}

/** Labels nearer to each other than this share of a lane (about 100 px) would cover each other. */
const LABEL_NEEDS = 0.12

/** The gaps of one line that have room for their label; all of them are named in words beside. */
export function labelledGaps<T extends Stretch>(gaps: readonly T[], domain: Stretch): ReadonlySet<T> {
  const labelled = new Set<T>()
  let lastAt = -LABEL_NEEDS
  for (const gap of gaps) {
    const at = shareOf((gap.fromAt + gap.toAt) / 2, domain)
    if (at - lastAt < LABEL_NEEDS) continue
    labelled.add(gap)
    lastAt = at
  }
  return labelled
}

/** Steps a clock face has; hours at last, however long a self-paced attempt was left lying. */
const STEPS_MS = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  360 * MINUTE_MS,
  1440 * MINUTE_MS,
]
/** A label is about 60 px wide; nine of them leave room on the narrowest page. */
const MOST_TICKS = 9

/** Instants to write under the timeline, at whole steps of the clock. */
export function ticksOf({ fromAt, toAt }: Stretch): { ticks: Instant[]; stepMs: number } {
  const stepMs =
    STEPS_MS.find((step) => (toAt - fromAt) / step <= MOST_TICKS) ?? Math.ceil((toAt - fromAt) / MOST_TICKS)
  const ticks: Instant[] = []
  for (let at = Math.ceil(fromAt / stepMs) * stepMs; at <= toAt; at += stepMs) ticks.push(at)
  return { ticks, stepMs }
}
