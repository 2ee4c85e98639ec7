// Owns: what time it is on the server, as well as this device can know it.
// Never reads the device's wall clock: a person can turn it. Deadlines are compared with `now()` only.
import { clockView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'

/**
 * One question to the server clock: what it said, and when by the monotonic clock it was asked and answered.
 * `isGuess`: the server was not asked; this is what the device makes of an earlier answer, and any real one beats it.
 */
export type ClockSample = { serverNow: Instant; sentAt: number; receivedAt: number; isGuess?: boolean }

export type ServerClock = {
  /** server time, epoch milliseconds; before the first sample a guess (`errorMs()` is null) */
  now(): Instant
  /** by how much `now()` may be wrong, milliseconds, rounded up; null: a guess, anything is possible */
  errorMs(): number | null
  /** takes in a sample; the one with the smallest present error decides */
  add(sample: ClockSample): void
  /** Something happened to this device's clocks: until the next real sample `now()` goes on as it did, as a guess. */
  doubt(): void
  /** the deciding sample, to seed another clock (a worker's) with; null: none yet */
  best(): ClockSample | null
  /** Calls when a sample moved `now()` by more than a countdown can hide. @returns ends it */
  onStep(listener: () => void): () => void
}

/** Who waits for an instant looks again after a step of this much; less is lost in the drawing of a second. */
const STEP_MS = 100

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
  const listeners = new Set<() => void>()
  const errorOf = (it: ClockSample): number =>
    it.isGuess ? Infinity : (it.receivedAt - it.sentAt) / 2 + Math.max(0, monotonic() - it.receivedAt) * DRIFT
  const offsetOf = (it: ClockSample): number => it.serverNow - (it.sentAt + it.receivedAt) / 2

  return {
    now,
    errorMs: () => (best && !best.isGuess ? Math.ceil(errorOf(best)) : null),
    add(sample) {
      if (best && errorOf(sample) > errorOf(best) && !disagree(sample, best)) return
      const before = now()
      best = sample
      if (Math.abs(now() - before) > STEP_MS) for (const listener of listeners) listener()
    },
    doubt() {
      if (best) best = { ...best, isGuess: true }
    },
    best: () => best,
    onStep(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function now(): Instant {
    return Math.round(monotonic() + (best ? offsetOf(best) : 0))
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
