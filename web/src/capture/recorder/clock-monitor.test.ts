// Proves: the journal gets the device's offset at the start, after every jump of either clock, and when a guess became
// certain; and nothing in between.
import type { JournalBody } from '@zhishi/core/recording'
import { expect, test } from 'vitest'
import { monitorClock } from './clock-monitor.ts'
import { createServerClock } from '../../client/server-clock.ts'

test('offsets are noted at the start, after a jump, and when the server is heard', () => {
  let monotonic = 0
  let wall = 1_000_000
  const noted: JournalBody[] = []
  const serverClock = createServerClock(() => monotonic)
  const look = monitorClock({ serverClock, wall: () => wall, note: (body) => noted.push(body) })
  const pass = (ms: number): void => {
    monotonic += ms
    wall += ms
    look()
  }
  pass(500)
  expect(noted).toEqual([])

  serverClock.add({ serverNow: 4_600_500, sentAt: 500, receivedAt: 500, isGuess: true })
  pass(500)
  pass(500)
  expect(noted.splice(0)).toEqual([{ kind: 'clockOffset', offsetMs: 3_600_000, errorMs: null }])

  // the guess was right; now it is known to be
  serverClock.add({ serverNow: 4_601_510, sentAt: 1490, receivedAt: 1510 })
  look()
  pass(60_000)
  expect(noted.splice(0)).toEqual([{ kind: 'clockOffset', offsetMs: 3_600_010, errorMs: 10 }])

  wall += 7_200_000
  look()
  pass(500)
  expect(noted.splice(0)).toEqual([{ kind: 'clockOffset', offsetMs: -3_599_990, errorMs: 16 }])
})
