// Owns: calling back when the server clock passes an instant, in a hidden page too.
// Never trusts its own timer: it looks at the clock again before it calls.
import { serverClock } from '../../client/clock.ts'
import AlarmWorker from './alarm.worker.ts?worker'

/** setTimeout holds 31 bits (about 24.8 days); an hour also takes in what the clock drifted meanwhile. */
const LONGEST_WAIT_MS = 3_600_000

const waiting = new Map<number, () => void>()
let worker: Worker | undefined
let lastId = 0
// what was waited for may have passed: the computer slept, or an uncertain clock heard the server
serverClock.onStep(() => waiting.forEach((look) => look()))

function post(id: number, afterMs: number | null): void {
  if (!worker) {
    worker = new AlarmWorker({ name: 'alarm' })
    worker.onmessage = ({ data }: MessageEvent<number>) => waiting.get(data)?.()
  }
  worker.postMessage({ id, afterMs })
}

/** Calls once when server time is at or past `at`; at once when it already is. @returns cancels it */
export function setAlarm(at: number, ring: () => void): () => void {
  const id = ++lastId
  const look = (): void => {
    const left = at - serverClock.now()
    if (left <= 0) {
      waiting.delete(id)
      ring()
    } else {
      post(id, Math.min(left, LONGEST_WAIT_MS))
    }
  }
  waiting.set(id, look)
  look()
  return () => {
    if (waiting.delete(id)) post(id, null)
  }
}
