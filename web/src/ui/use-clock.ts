// Owns: redrawing by the server clock: once a second, at whole seconds of the deadline that is shown.
// Never counts down by itself: every drawing compares the clock with an absolute instant.
import { useEffect, useState, useSyncExternalStore } from 'react'
import { SECOND_MS } from '@zhishi/core/time'
import { reachability, type Reachability } from '../client/reachability.ts'
import { serverClock } from '../client/clock.ts'

/** Server time, redrawn at each whole second counted from `alignedTo` (a deadline, or 0 for the clock itself). */
export function useServerNow(alignedTo = 0): number {
  const [now, setNow] = useState(() => serverClock.now())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const draw = (): void => {
      clearTimeout(timer)
      const at = serverClock.now()
      setNow(at)
      const intoSecond = (((at - alignedTo) % SECOND_MS) + SECOND_MS) % SECOND_MS
      timer = setTimeout(draw, SECOND_MS - intoSecond)
    }
    draw()
    // a hidden page is drawn late; what is seen again must be right at once
    document.addEventListener('visibilitychange', draw)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', draw)
    }
  }, [alignedTo])
  return now
}

/** Whether the server has been heard, now or in an earlier page life: before that no clock is shown. */
export function useIsClockKnown(): boolean {
  useServerNow()
  return serverClock.best() !== null
}

export function useReachability(): Reachability {
  return useSyncExternalStore(reachability.subscribe, reachability.read)
}
