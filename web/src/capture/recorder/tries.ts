// Owns: trying something until it works: again after a failure, and a second time beside the first when that takes long.
// Whoever succeeds first wins. Never gives up by itself, and never knows what is tried.

export type Tries<T> = {
  /** Begins what is due; to be called by the ticks of a worker while it is wanted. */
  tick(): void
  /** A fresh try at once, beside those that run. */
  again(): void
  /** This one will not succeed. */
  failed(it: T): void
  /** One has succeeded, or none is wanted any more: the others are dropped, and the next series begins anew. */
  end(winner?: T): void
  isRunning(): boolean
  /** for how long it has been tried without success; 0: it is not being tried */
  lastedMs(): number
}

export type TriesPorts<T> = {
  monotonic: () => number
  /** Begins try `number` (from 1); null: it failed at once. */
  begin(number: number): T | null
  drop(it: T): void
  /** how long the newest try, this number, may take before another one begins beside it */
  patienceMs(number: number): number
  /** how long to wait when none runs any more, after so many failures in a row */
  pauseMs(failures: number): number
}

/** Pauses between tries that fail at once or after a while double from the one to the other. */
const PAUSE_FIRST_MS = 500
const PAUSE_MAX_MS = 8000

/** The usual pause after so many failures in a row. */
export const pauseMs = (failures: number): number => Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (failures - 1))

/** More at a time would take from each other what is short. */
const MOST = 2
/** One that has been running for so long gives way to a fresh one; before that the one between them does. */
const OLD_MS = 60_000

export function createTries<T>(ports: TriesPorts<T>): Tries<T> {
  let running: { it: T; number: number; sinceMs: number }[] = []
  let number = 0
  let failures = 0
  let notBeforeMs = -Infinity
  let firstMs: number | null = null

  function begin(): void {
    const sinceMs = ports.monotonic()
    firstMs ??= sinceMs
    const [oldest] = running
    if (oldest && running.length === MOST) {
      const gone = sinceMs - oldest.sinceMs > OLD_MS ? running.shift() : running.pop()
      if (gone) ports.drop(gone.it)
    }
    const it = ports.begin(++number)
    if (it === null) pause()
    else running.push({ it, number, sinceMs })
  }

  function pause(): void {
    failures++
    notBeforeMs = ports.monotonic() + ports.pauseMs(failures)
  }

  return {
    tick() {
      const newest = running.at(-1)
      // where the last one has failed, the next is not kept waiting by an older one that hangs
      const dueMs = newest?.number === number ? newest.sinceMs + ports.patienceMs(number) : notBeforeMs
      if (ports.monotonic() >= dueMs) begin()
    },
    again() {
      failures = 0
      notBeforeMs = -Infinity
      begin()
    },
    failed(it) {
      const left = running.filter((one) => one.it !== it)
      if (left.length === running.length) return
      running = left
      pause()
    },
    end(winner) {
      const others = running.filter((one) => one.it !== winner)
      running = []
      number = failures = 0
      notBeforeMs = -Infinity
      firstMs = null
      for (const { it } of others) ports.drop(it)
    },
    isRunning: () => running.length > 0,
    lastedMs: () => (firstMs === null ? 0 : ports.monotonic() - firstMs),
  }
}
