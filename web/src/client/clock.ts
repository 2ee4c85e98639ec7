// Owns: the one server clock of a page and the samples that keep it right.
// Never reads the device's wall clock; deadlines are compared with `serverClock.now()` only.
import { createServerClock, monotonicNow, sampleServerClock } from '../capture/server-clock.ts'

/** Server time as well as this page knows it. */
export const serverClock = createServerClock(monotonicNow)

/** Samples at the start: the quickest round trip decides, and three find a quick one on an ordinary line. */
const FIRST_SAMPLES = 3
/** Quartz drifts at most 0.1 ms a second against the server, so a minute keeps the clock well within 10 ms. */
const SAMPLE_EVERY_MS = 60_000

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
  const again = (): void => {
    if (document.visibilityState === 'visible') void sample()
  }
  void sample()
  addEventListener('online', again)
  document.addEventListener('visibilitychange', again)
  return () => {
    clearTimeout(timer)
    removeEventListener('online', again)
    document.removeEventListener('visibilitychange', again)
  }
}
