// Owns: the arithmetic of the upload page: bytes safe per recording, what is left, how long it will take.
// Never guesses silently: an estimate is shown as one, and none is shown until it has something to go by.
import type { CaptureSnapshot, FeedSnapshot } from '../../capture/capture-types.ts'
import { useEffect, useRef, useState } from 'react'
import { useAttempting } from '../attempt/context.ts'
import { useRecorder } from '../recorder/use-recorder.ts'

export type Uploads = {
  feeds: readonly FeedSnapshot[]
  leftBytes: number
  isReachable: boolean
  /** false: recorded bytes wait in memory because the disk does not take them */
  isOnDisk: boolean
  /** null: not known yet */
  leftMs: number | null
}

/** Recordings of this attempt on this computer; the journal too. */
export function useUploads(): Uploads {
  const { view } = useAttempting()
  const { state } = useRecorder()
  const found = state.uploads.find((one) => one.attemptId === view.attemptId)
  const feeds = (found?.feeds ?? []).filter((feed) => feed.parts > 0)
  const leftBytes = feeds.reduce((sum, feed) => sum + Math.max(0, feed.bytes - feed.acknowledgedBytes), 0)
  const isOnDisk = !feeds.some(({ fault }) => fault === 'diskFull' || fault === 'logFailed')
  const isReachable = found?.isServerReachable ?? true
  return { feeds, leftBytes, isReachable, isOnDisk, leftMs: useEstimate(found, leftBytes) }
}

/** Speed is measured over this long: shorter jumps, longer lags behind a line that got better. */
const SPEED_WINDOW_MS = 10_000
const MEASURE_EVERY_MS = 1000

function useEstimate(found: CaptureSnapshot | undefined, leftBytes: number): number | null {
  const samples = useRef<{ at: number; safe: number }[]>([])
  const safe = (found?.feeds ?? []).reduce((sum, feed) => sum + feed.acknowledgedBytes, 0)
  const latest = useRef(safe)
  useEffect(() => {
    latest.current = safe
  }, [safe])
  const [speed, setSpeed] = useState<number | null>(null)
  useEffect(() => {
    const timer = setInterval(() => {
      const at = performance.now()
      samples.current = [...samples.current, { at, safe: latest.current }].filter(
        (one) => at - one.at <= SPEED_WINDOW_MS,
      )
      const [first] = samples.current
      const isMeasured = first !== undefined && at - first.at >= 2 * MEASURE_EVERY_MS && latest.current > first.safe
      setSpeed(isMeasured ? (latest.current - first.safe) / (at - first.at) : null)
    }, MEASURE_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return speed === null || leftBytes === 0 ? null : leftBytes / speed
}
