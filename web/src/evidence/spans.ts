// Owns: the arithmetic of the stretches in which this phone recorded: how long in all, how often it was interrupted.
// For the candidate's eyes only: the record is the parts and their gaps on the server.
import { z } from 'zod'
import { instant } from '@zhishi/core/time'

/** One stretch, by the server's clock. `toAt` is moved on while it lasts, so that a crash loses little of it. */
export const span = z.object({ fromAt: instant, toAt: instant })
export type Span = z.infer<typeof span>

/** What is added while recording goes on: the last stretch grows, or another one begins. */
export function noteRecording(spans: readonly Span[], now: number, isNew: boolean): Span[] {
  const last = spans.at(-1)
  if (!last || isNew) return [...spans, { fromAt: now, toAt: now }]
  return [...spans.slice(0, -1), { ...last, toAt: Math.max(last.toAt, now) }]
}

/** A pause no longer than this is the change from one part to the next, not an interruption anybody would see. */
const SEAMLESS_MS = 1500

export function recordedMs(spans: readonly Span[]): number {
  return spans.reduce((sum, one) => sum + one.toAt - one.fromAt, 0)
}

/** Times without recording between the first start and the last end. */
export function interruptions(spans: readonly Span[]): { count: number; lengthMs: number } {
  const pauses = spans.slice(1).map((one, at) => one.fromAt - (spans[at]?.toAt ?? one.fromAt))
  const seen = pauses.filter((pauseMs) => pauseMs > SEAMLESS_MS)
  return { count: seen.length, lengthMs: seen.reduce((sum, pauseMs) => sum + pauseMs, 0) }
}
