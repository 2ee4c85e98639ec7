// Proves that pictures which load, seek and stall each in their own time are shown in step: what runs is never far from the
// clock, the clock waits for the slowest, and no two of them wait for each other for ever.
import { expect, test } from 'vitest'
import { keepInStep, type Steered } from './picture.ts'
import { createPlaybackClock } from './playback-clock.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
/** As often as the page is drawn. */
const STEP_MS = 250

/** A media element reduced to time: how long it takes to seek, how fast it really plays, when it has no data. */
function createFilm(options: {
  durationS: number
  seekMs: number
  drift: number
  stallsAtS?: number
  stallMs?: number
}) {
  let currentTime = 0
  let seekingMs = 0
  let stalledMs = options.stallMs ?? 0
  const isStalled = (): boolean => options.stallsAtS !== undefined && currentTime >= options.stallsAtS && stalledMs > 0
  const element = {
    get currentTime() {
      return currentTime
    },
    set currentTime(to: number) {
      currentTime = to
      seekingMs = options.seekMs
    },
    duration: options.durationS,
    get ended() {
      return currentTime >= options.durationS
    },
    paused: true,
    playbackRate: 1,
    get readyState() {
      return isStalled() ? 2 : 4
    },
    get seeking() {
      return seekingMs > 0
    },
    pause() {
      element.paused = true
    },
    async play() {
      element.paused = false
    },
  }
  const pass = (ms: number): void => {
    if (isStalled()) stalledMs -= ms
    else if (seekingMs > 0) seekingMs -= ms
    else if (!element.paused)
      currentTime = Math.min(options.durationS, currentTime + (ms / 1000) * element.playbackRate * options.drift)
  }
  return { element: element satisfies Steered, pass }
}

function show(films: Record<string, ReturnType<typeof createFilm>>, lengthS: number) {
  const time = { ms: 0 }
  const domain = { fromAt: T0, toAt: T0 + lengthS * 1000 }
  const clock = createPlaybackClock({ monotonic: () => time.ms, domain, at: T0 })
  const draw = (): void => {
    for (const [name, { element }] of Object.entries(films)) {
      const seconds = (clock.at() - T0) / 1000
      const state = { seconds, isRunning: clock.isRunning(), isPlaying: clock.isPlaying(), speed: clock.speed() }
      clock.wait(name, keepInStep(element, state))
    }
  }
  /** @returns how far the films were from the clock at most while it ran */
  const pass = (ms: number): number => {
    let worst = 0
    for (const until = time.ms + ms; time.ms < until; time.ms += STEP_MS) {
      draw()
      for (const { pass } of Object.values(films)) pass(STEP_MS)
      if (!clock.isRunning()) continue
      const at = (clock.at() + STEP_MS * clock.speed() - T0) / 1000
      for (const { element } of Object.values(films)) {
        if (at < element.duration - 1) worst = Math.max(worst, Math.abs(element.currentTime - at))
      }
    }
    return worst
  }
  return { clock, pass, draw }
}

test('films that seek and run unequally stay in step, at any speed, and none waits for ever', () => {
  const camera = createFilm({ durationS: 600, seekMs: 100, drift: 1.002 })
  const screen = createFilm({ durationS: 600, seekMs: 900, drift: 0.99 })
  const { clock, pass, draw } = show({ camera, screen }, 600)
  clock.play()
  pass(2000)
  expect(pass(20_000)).toBeLessThan(0.4)
  clock.seek(T0 + 300_000)
  pass(3000)
  expect(Math.min(camera.element.currentTime, screen.element.currentTime)).toBeGreaterThan(300)
  clock.setSpeed(2)
  pass(2000)
  expect(pass(20_000)).toBeLessThan(0.8)
  const at = clock.at()
  expect((at - T0) / 1000).toBeGreaterThan(335)
  // a clock that stands draws once, whatever a film is just doing
  screen.element.currentTime += 0.3
  clock.pause()
  draw()
  expect([camera.element.paused, screen.element.paused, clock.at()]).toEqual([true, true, at])
})

test('one that stalls holds the others, and all go on together', () => {
  const camera = createFilm({ durationS: 600, seekMs: 100, drift: 1 })
  const screen = createFilm({ durationS: 600, seekMs: 100, drift: 1, stallsAtS: 10, stallMs: 5000 })
  const { clock, pass } = show({ camera, screen }, 600)
  clock.play()
  pass(12_000)
  expect(camera.element.paused).toBe(true)
  expect((clock.at() - T0) / 1000).toBeLessThan(11)
  pass(10_000)
  expect((clock.at() - T0) / 1000).toBeGreaterThan(14)
  expect(camera.element.currentTime - screen.element.currentTime).toBeCloseTo(0, 0)
})

test('a file that ends a moment before its part does holds nobody', () => {
  const camera = createFilm({ durationS: 19.6, seekMs: 100, drift: 1 })
  const screen = createFilm({ durationS: 60, seekMs: 100, drift: 1 })
  const { clock, pass } = show({ camera, screen }, 20)
  clock.play()
  pass(25_000)
  expect(clock.at()).toBe(T0 + 20_000)
  expect(clock.isPlaying()).toBe(false)
})
