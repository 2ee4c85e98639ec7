// Owns: the one clock that all feeds are played by: where it is, whether it runs, how fast; it waits while one feed waits.
// Never reads a clock by itself, and never knows of pictures.
import type { Instant } from '@zhishi/core/time'
import type { Stretch } from '../attempt-page/timeline-scale.ts'

export type PlaybackClock = {
  at(): Instant
  /** it is wanted to run, waiting or not */
  isPlaying(): boolean
  /** it moves now */
  isRunning(): boolean
  speed(): number
  play(): void
  pause(): void
  /** to an instant within what there is */
  seek(at: Instant): void
  setSpeed(speed: number): void
  /** A feed has no picture to go on with, or has one again; the others wait for it. @returns whether that was news */
  wait(feed: string, isWaiting: boolean): boolean
  /** what there is has grown: a part was sealed, or another one began */
  widen(domain: Stretch): void
}

/** @param monotonic milliseconds that never jump */
export function createPlaybackClock(options: { monotonic: () => number; domain: Stretch; at: Instant }): PlaybackClock {
  let { domain } = options
  let speed = 1
  let isPlaying = false
  const waiting = new Set<string>()
  /** where the clock was at `since`, and goes on from while it runs */
  let from = clamped(options.at)
  let since = options.monotonic()

  const isRunning = (): boolean => isPlaying && waiting.size === 0
  function clamped(at: Instant): Instant {
    return Math.min(domain.toAt, Math.max(domain.fromAt, at))
  }
  function at(): Instant {
    return isRunning() ? clamped(from + (options.monotonic() - since) * speed) : from
  }
  /** Every change counts from where the clock is. */
  function change(make: () => void): void {
    from = at()
    since = options.monotonic()
    make()
  }

  return {
    at: () => Math.round(at()),
    isPlaying: () => isPlaying && at() < domain.toAt,
    isRunning: () => isRunning() && at() < domain.toAt,
    speed: () => speed,
    play: () =>
      change(() => {
        // at the end there is nothing more: played again, it begins again
        if (from >= domain.toAt) from = domain.fromAt
        isPlaying = true
      }),
    pause: () => change(() => (isPlaying = false)),
    seek: (next) => change(() => (from = clamped(next))),
    setSpeed: (next) => change(() => (speed = next)),
    wait: (feed, isWaiting) => {
      if (isWaiting === waiting.has(feed)) return false
      change(() => (isWaiting ? waiting.add(feed) : waiting.delete(feed)))
      return true
    },
    widen: (next) => change(() => (domain = next)),
  }
}
