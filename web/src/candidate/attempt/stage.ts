// Owns: where in the interview this page stands right now, by the server's facts and its clock, also without network.
// Never a gate: it says what to show and when recording ends, not what is allowed.
import type { AttemptView } from '@zhishi/core/contract'
import { useEffect, useState } from 'react'
import { serverClock } from '../../client/clock.ts'
import { setAlarm } from '../recorder/alarm.ts'

/** `outside` before entry, and for whoever cannot take part any more. */
export type Stage = 'outside' | 'waiting' | 'answering' | 'over'

/** Whether the server clock has passed an instant; null: an instant nobody knows yet, not passed. */
export function usePassed(at: number | null): boolean {
  const [passed, setPassed] = useState<number | null>(null)
  useEffect(() => (at === null ? undefined : setAlarm(at, () => setPassed(at))), [at])
  return at !== null && (passed === at || serverClock.now() >= at)
}

/** @param isFinishedHere 【结束面试】 was confirmed on this page, whether or not the server knows it yet */
export function useStage(view: AttemptView, isFinishedHere: boolean): Stage {
  const hasBegun = usePassed(view.schedule.startsAt)
  const hasEnded = usePassed(view.schedule.endsAt)
  return stageOf(view.phase, { hasBegun, hasEnded, isFinishedHere })
}

/** What the server said last, moved on by the clock: the view may be old, T0 and the end do not wait for a newer one. */
export function stageOf(
  phase: AttemptView['phase'],
  { hasBegun, hasEnded, isFinishedHere }: { hasBegun: boolean; hasEnded: boolean; isFinishedHere: boolean },
): Stage {
  switch (phase) {
    case 'before':
    case 'checkIn':
    case 'missed':
    case 'withdrawn':
    case 'removed':
    case 'voided':
      return 'outside'
    case 'handingIn':
    case 'handedIn':
      return 'over'
    case 'waiting':
    case 'answering':
      if (isFinishedHere || hasEnded) return 'over'
      return hasBegun ? 'answering' : 'waiting'
  }
}
