// Owns: the playback of one attempt in a page: the clock of all its feeds, and when the page is drawn from it.
// Never asks for a recording before somebody pressed: every look is audited.
import type { RecordingView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { monotonicNow } from '../../../client/server-clock.ts'
import { domainOf, type Stretch } from '../attempt-page/timeline-scale.ts'
import { createPlaybackClock } from './playback-clock.ts'

/** Four times a second: the hand of the timeline moves by less than a pixel, and feeds are kept in step. */
const DRAW_EVERY_MS = 250

export type Playback = {
  domain: Stretch
  at: Instant
  /** somebody has pressed: from now on pictures may be asked for */
  isOpened: boolean
  isPlaying: boolean
  isRunning: boolean
  speed: number
  playOrPause(): void
  /** goes to an instant; `isPlaying`: and plays from there */
  seek(at: Instant, isPlaying?: boolean): void
  seekBy(seconds: number): void
  setSpeed(speed: number): void
  wait(feed: string, isWaiting: boolean): void
}

/** Null: there is nothing to play. */
export function usePlayback(
  recordings: readonly RecordingView[],
  schedule: { startsAt: Instant | null; endsAt: Instant | null },
  now: Instant,
): Playback | null {
  const found = domainOf(recordings, schedule, now)
  const fromAt = found?.fromAt
  const toAt = found?.toAt
  const domain = useMemo(() => (fromAt === undefined || toAt === undefined ? null : { fromAt, toAt }), [fromAt, toAt])
  const [clock, setClock] = useState(() => begin(domain, schedule.startsAt))
  const [isOpened, setOpened] = useState(false)
  const [, draw] = useState(0)
  // the first part came while the page was open
  if (clock === null && domain !== null) setClock(begin(domain, schedule.startsAt))
  useEffect(() => {
    if (domain !== null) clock?.widen(domain)
  }, [clock, domain])
  const wait = useCallback(
    (feed: string, isWaiting: boolean): void => {
      if (clock?.wait(feed, isWaiting)) draw((times) => times + 1)
    },
    [clock],
  )
  const isPlaying = clock?.isPlaying() ?? false
  useEffect(() => {
    if (!isPlaying) return
    const timer = setInterval(() => draw((times) => times + 1), DRAW_EVERY_MS)
    return () => clearInterval(timer)
  }, [isPlaying])
  if (clock === null || domain === null) return null

  const then = (change: () => void): void => {
    change()
    draw((times) => times + 1)
  }
  return {
    domain,
    at: clock.at(),
    isOpened,
    isPlaying,
    isRunning: clock.isRunning(),
    speed: clock.speed(),
    playOrPause: () =>
      then(() => {
        setOpened(true)
        if (clock.isPlaying()) clock.pause()
        else clock.play()
      }),
    seek: (at, isToPlay = false) =>
      then(() => {
        setOpened(true)
        clock.seek(at)
        if (isToPlay) clock.play()
      }),
    seekBy: (seconds) => then(() => clock.seek(clock.at() + seconds * 1000)),
    setSpeed: (speed) => then(() => clock.setSpeed(speed)),
    wait,
  }
}

/** At T0, which is what most want to see first; else at the beginning. */
function begin(domain: Stretch | null, startsAt: Instant | null) {
  return domain && createPlaybackClock({ monotonic: monotonicNow, domain, at: startsAt ?? domain.fromAt })
}
