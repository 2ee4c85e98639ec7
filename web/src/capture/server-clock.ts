// Owns: what time it is on the server, as well as this device can know it.
// Never reads the device's wall clock: a person can turn it. Deadlines are compared with `now()` only.
import { clockView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'

/** One question to the server clock: what it said, and when by the monotonic clock it was asked and answered. */
export type ClockSample = { serverNow: Instant; sentAt: number; receivedAt: number }

export type ServerClock = {
  /** server time, epoch milliseconds; before the first sample a guess (`errorMs()` is null) */
  now(): Instant
  /** by how much `now()` may be wrong, milliseconds, rounded up; null: never heard the server, anything is possible */
  errorMs(): number | null
  /** takes in a sample; the one with the smallest present error decides */
  add(sample: ClockSample): void
  /** the deciding sample, to seed another clock (a worker's) with; null: none yet */
  best(): ClockSample | null
}

/**
 * Drift of one quartz clock against another: consumer boards keep within 50 ppm, two of them within 100.
 * An old sample loses its worth at this rate.
 */
const DRIFT = 100e-6

/**
 * Milliseconds on this browser's monotonic clock, on one scale for a page and its workers (High Resolution Time §7:
 * `timeOrigin` comes from the same monotonic clock, so the sum never jumps with the wall clock). Its distance from
 * real time is unknown and not relied on.
 */
export const monotonicNow = (): number => performance.timeOrigin + performance.now()

/** @param monotonic milliseconds of a clock that never runs backwards; {@link monotonicNow} outside tests */
export function createServerClock(monotonic: () => number): ServerClock {
  let best: ClockSample | null = null
  const errorOf = (it: ClockSample): number =>
    (it.receivedAt - it.sentAt) / 2 + Math.max(0, monotonic() - it.receivedAt) * DRIFT
  const offsetOf = (it: ClockSample): number => it.serverNow - (it.sentAt + it.receivedAt) / 2

  return {
    now: () => Math.round(monotonic() + (best ? offsetOf(best) : 0)),
    errorMs: () => (best ? Math.ceil(errorOf(best)) : null),
    add(sample) {
      if (!best || errorOf(sample) <= errorOf(best) || disagree(sample, best)) best = sample
    },
    best: () => best,
  }

  /** Two honest samples overlap; if not, the monotonic clock stood still between them (sleep) and the newer one is right. */
  function disagree(newer: ClockSample, older: ClockSample): boolean {
    return (
      newer.receivedAt >= older.receivedAt &&
      Math.abs(offsetOf(newer) - offsetOf(older)) > errorOf(newer) + errorOf(older)
    )
  }
}

/**
 * Asks GET /api/clock once and feeds the answer to the clock.
 * @returns whether the server answered
 */
export async function sampleServerClock(
  clock: ServerClock,
  fetchFrom: (path: string, init: RequestInit) => Promise<Response>,
  monotonic: () => number,
): Promise<boolean> {
  const sentAt = monotonic()
  try {
    const response = await fetchFrom('/api/clock', {
      cache: 'no-store',
      signal: AbortSignal.timeout(SAMPLE_TIMEOUT_MS),
    })
    if (!response.ok) return false
    const { serverNow } = clockView.parse(await response.json())
    clock.add({ serverNow, sentAt, receivedAt: monotonic() })
    return true
  } catch {
    return false
  }
}

/** A sample slower than this says less than its error is worth: half of it is already the length of a countdown tick. */
const SAMPLE_TIMEOUT_MS = 5000
