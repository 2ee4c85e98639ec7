// Owns: how late this process does what is due: how far its event loop is behind.
// Never judges it: what must wait when is said where it is served.
import type { Clock } from './clock.ts'

export type Lateness = {
  /** ms behind; one hiccup is none, and the first of a crowd is told what the last one would find */
  nowMs(): number
  close(): void
}

/** Twenty looks a second cost nothing that could be measured. */
const TICK_MS = 50

/** @param monotonicMs of the process; ticks are to be made every {@link TICK_MS} */
export function createLateness(monotonicMs: () => number): Pick<Lateness, 'nowMs'> & { tick(): void } {
  let tickedMs = monotonicMs()
  let [latestMs, beforeMs] = [0, 0]
  const behindMs = (): number => Math.max(0, monotonicMs() - tickedMs - TICK_MS)
  return {
    tick() {
      beforeMs = latestMs
      latestMs = behindMs()
      tickedMs = monotonicMs()
    },
    // the median of the two last ticks and of the one that is due
    nowMs: () => [behindMs(), latestMs, beforeMs].toSorted((a, b) => a - b)[1] ?? 0,
  }
}

export function monitorLateness(clock: Clock): Lateness {
  const { tick, nowMs } = createLateness(() => clock.monotonicMs())
  const timer = setInterval(tick, TICK_MS).unref()
  return { nowMs, close: () => clearInterval(timer) }
}
