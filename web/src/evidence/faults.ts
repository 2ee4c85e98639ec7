// Owns: what is wrong with the recording right now, in the order of how bad it is.
// Never calls a slow or absent network a fault: recording goes on without it.
import { recordingStatement } from '@zhishi/core/recording'
import { REFUSAL_CODES } from '@zhishi/core/refusal'
import { useEffect } from 'react'
import type { FeedSnapshot } from '../capture/capture-types.ts'
import { knownFeeds } from '../capture/recorder/known-feed.ts'
import { serverClock } from '../client/clock.ts'
import { useBattery } from './recorder/battery.ts'
import { usePhone } from './recorder/use-phone.ts'

export type Fault =
  | { kind: 'cameraLost' | 'diskFull' | 'logFailed' | 'refused' }
  | { kind: 'batteryLow'; percent: number }

/** A phone on battery loses about 1 % in two minutes of filming; at this one there is time to find a cable. */
const BATTERY_LOW_PERCENT = 10

/** The lines of the bound attempt in this phone's log. */
export function useFeedSnapshots(): readonly FeedSnapshot[] {
  const { state } = usePhone()
  return state.uploads.find((one) => one.attemptId === state.binding?.view.attemptId)?.feeds ?? []
}

/** Whether this phone may say that it records (core's statement): what is due is recorded. */
export function isRecorded(lines: readonly FeedSnapshot[]): boolean {
  return recordingStatement({ feeds: knownFeeds(lines), isServerReachable: true }, serverClock.now()).isAllRecording
}

/** The worst fault; null: all is well. While there is one, it sounds. */
export function useFault(): Fault | null {
  const { phone, state } = usePhone()
  const lines = useFeedSnapshots()
  const battery = useBattery()
  const fault = worstOf(lines, state.cameraProblem !== null, battery)
  const isWrong = fault !== null
  useEffect(() => {
    phone.warn(isWrong)
    return () => phone.warn(false)
  }, [isWrong, phone])
  return fault
}

function worstOf(
  lines: readonly FeedSnapshot[],
  hasCameraProblem: boolean,
  battery: ReturnType<typeof useBattery>,
): Fault | null {
  if (hasCameraProblem || (lines.some((one) => one.isDue) && !isRecorded(lines))) return { kind: 'cameraLost' }
  for (const kind of ['diskFull', 'logFailed'] as const) if (lines.some((one) => one.fault === kind)) return { kind }
  if (lines.some((one) => REFUSAL_CODES.some((code) => code === one.fault))) return { kind: 'refused' }
  if (battery && !battery.isCharging && battery.percent <= BATTERY_LOW_PERCENT) {
    return { kind: 'batteryLow', percent: battery.percent }
  }
  return null
}
