// Proves that all feeds have one time: it runs at one speed, waits for whoever has no picture, and stays within what there is.
import { expect, test } from 'vitest'
import { createPlaybackClock } from './playback-clock.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)

function build(lengthMs = 60_000) {
  const time = { ms: 500 }
  const clock = createPlaybackClock({
    monotonic: () => time.ms,
    domain: { fromAt: T0, toAt: T0 + lengthMs },
    at: T0 - 5000,
  })
  const after = (ms: number): number => {
    time.ms += ms
    return clock.at() - T0
  }
  return { clock, after }
}

test('it begins within what there is, stands until it is played, and runs by its speed', () => {
  const { clock, after } = build()
  expect(after(1000)).toBe(0)
  clock.play()
  expect(after(1000)).toBe(1000)
  clock.setSpeed(2)
  expect(after(1000)).toBe(3000)
  clock.pause()
  expect(after(1000)).toBe(3000)
  clock.seek(T0 + 90_000)
  expect(after(0)).toBe(60_000)
})

test('one feed that waits holds all of them, and a second one holds them on', () => {
  const { clock, after } = build()
  clock.play()
  after(1000)
  expect(clock.wait('camera', true)).toBe(true)
  expect(clock.wait('camera', true)).toBe(false)
  expect(after(5000)).toBe(1000)
  clock.wait('screen', true)
  clock.wait('camera', false)
  expect([after(5000), clock.isPlaying(), clock.isRunning()]).toEqual([1000, true, false])
  clock.wait('screen', false)
  expect(after(500)).toBe(1500)
})

test('it stops at the end, goes on where more has come, and played again at the end begins again', () => {
  const { clock, after } = build(2000)
  clock.play()
  expect(after(3000)).toBe(2000)
  expect([clock.isPlaying(), clock.isRunning()]).toEqual([false, false])
  clock.play()
  expect(after(500)).toBe(500)
  clock.seek(T0 + 2000)
  clock.widen({ fromAt: T0, toAt: T0 + 10_000 })
  expect(after(100)).toBe(2100)
})
