// Owns: the one server clock of a page and the samples that keep it right.
// Deadlines are compared with `serverClock.now()` only; the device's wall clock only bridges two page lives.
import { createServerClock, monotonicNow, sampleServerClock } from './server-clock.ts'
import { keep, recall } from './device-store.ts'
import { createClockKeeper, guessOf, keptClock } from './kept-clock.ts'

/** Server time as well as this page knows it. */
export const serverClock = createServerClock(monotonicNow)

/** Samples at the start: the quickest round trip decides, and three find a quick one on an ordinary line. */
const FIRST_SAMPLES = 3
/** Quartz drifts at most 0.1 ms a second against the server, so a minute keeps the clock well within 10 ms. */
const SAMPLE_EVERY_MS = 60_000
/** How often the device's own clocks are compared: a sleep is found out within this of waking. */
const CHECK_EVERY_MS = 1000

const PLACE = 'clock'

/** Goes on from what an earlier page life kept, as a guess, until the server is heard. After the device store is open. */
export function restoreServerClock(): void {
  const kept = keptClock.safeParse(recall(PLACE))
  if (kept.success) serverClock.add(guessOf(kept.data, Date.now(), monotonicNow()))
}

/** Keeps the clock right until the returned function is called; also after sleep and when the network returns. */
export function keepServerClock(): () => void {
  let left = FIRST_SAMPLES
  let timer: ReturnType<typeof setTimeout>
  const sample = async (): Promise<void> => {
    clearTimeout(timer)
    const isAnswered = await sampleServerClock(serverClock, (path, init) => fetch(path, init), monotonicNow)
    if (isAnswered && left > 0) left -= 1
    // until the server was heard, ask as often as the attempt is asked for
    clearTimeout(timer)
    timer = setTimeout(() => void sample(), left > 0 ? (isAnswered ? 300 : 5000) : SAMPLE_EVERY_MS)
  }
  const begin = (): void => {
    left = FIRST_SAMPLES
    void sample()
  }
  const look = createClockKeeper({
    clock: serverClock,
    monotonic: monotonicNow,
    wall: () => Date.now(),
    keep: (pair) => void keep(PLACE, pair),
    onDisturbed: begin,
  })
  const again = (): void => {
    look()
    if (document.visibilityState === 'visible') void sample()
  }
  begin()
  const looking = setInterval(look, CHECK_EVERY_MS)
  addEventListener('online', again)
  document.addEventListener('visibilitychange', again)
  return () => {
    clearTimeout(timer)
    clearInterval(looking)
    removeEventListener('online', again)
    document.removeEventListener('visibilitychange', again)
  }
}
