// Owns: carrying the server clock over the end of a page, and noticing that this device's own clocks were disturbed.
// The pair (server time, device wall clock) is kept; a page that begins without the network makes a guess of it, and
// says that it is one. The wall clock is used for nothing else: a person can turn it.
import { instant } from '@zhishi/core/time'
import { z } from 'zod'
import type { ClockSample, ServerClock } from './server-clock.ts'

export const keptClock = z.object({ serverNow: instant, wallNow: z.number() })
export type KeptClock = z.infer<typeof keptClock>

/** How far the wall clock may move against the monotonic one between two looks: more is sleep or a hand at the clock. */
const DISTURBED_MS = 1000
/** So old may the kept pair become: what a guess can be too early by, where somebody turned the clock back meanwhile. */
const KEEP_EVERY_MS = 5000

/**
 * Server time by the device's wall clock, as a sample that any real one beats. Time never goes back: whatever the wall
 * clock says, it is not before what was kept.
 * @param monotonicNow milliseconds of the clock that the sample is for
 */
export function guessOf(kept: KeptClock, wallNow: number, monotonicNow: number): ClockSample {
  const serverNow = Math.max(kept.serverNow, Math.round(kept.serverNow + wallNow - kept.wallNow))
  return { serverNow, sentAt: monotonicNow, receivedAt: monotonicNow, isGuess: true }
}

export type ClockPorts = {
  clock: ServerClock
  monotonic: () => number
  wall: () => number
  keep: (pair: KeptClock) => void
  /** the device's clocks were disturbed: ask the server */
  onDisturbed: () => void
}

/** @returns looks at the clocks; to be called about once a second, late calls do no harm */
export function createClockKeeper({ clock, monotonic, wall, keep, onDisturbed }: ClockPorts): () => void {
  let apart = wall() - monotonic()
  let keptMs = -Infinity
  return () => {
    const apartNow = wall() - monotonic()
    const isDisturbed = Math.abs(apartNow - apart) > DISTURBED_MS
    apart = apartNow
    // asleep or turned: nobody can tell, so the time goes on as before until the server says what is right
    if (isDisturbed) {
      clock.doubt()
      onDisturbed()
    }
    if (clock.best() === null || (!isDisturbed && monotonic() - keptMs < KEEP_EVERY_MS)) return
    keptMs = monotonic()
    keep({ serverNow: clock.now(), wallNow: wall() })
  }
}
