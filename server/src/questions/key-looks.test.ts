// Proves that no T0 is slept through, whichever millisecond the timer rings in and however time passes during a look.
import { expect, test } from 'vitest'
import { pauseBeforeCheck, reasonToRead } from './key-looks.ts'

const T0 = Date.UTC(2026, 9, 10, 1)

const known = { startsAt: T0, readAt: T0 - 20_000, isDue: false }

test('a timer that rings a millisecond early, with T0 coming during the look, makes the next look at once', () => {
  // the look finds nobody, the question after it is asked at T0 or later
  expect(reasonToRead(known, T0 - 1)).toBeNull()
  for (const now of [T0, T0 + 1, T0 + 40]) {
    expect(pauseBeforeCheck([known], now)).toBe(0)
    expect(reasonToRead(known, now)).toBe('started')
  }
})

test('before T0 it looks at T0 or within a second; read since T0 it waits; what changed is read at once', () => {
  expect([5000, 1000, 999, 1].map((beforeMs) => pauseBeforeCheck([known], T0 - beforeMs))).toEqual([1000, 1000, 999, 1])
  const late = { ...known, startsAt: T0 + 60_000 }
  expect(pauseBeforeCheck([late, known], T0 - 300)).toBe(300)
  const done = { ...known, readAt: T0 }
  expect([pauseBeforeCheck([done], T0 + 5), reasonToRead(done, T0 + 5)]).toEqual([1000, null])
  expect([
    pauseBeforeCheck([done, { ...done, isDue: true }], T0 + 5),
    reasonToRead({ ...done, isDue: true }, T0),
  ]).toEqual([0, 'due'])
  expect(reasonToRead(done, T0 + 30_001)).toBe('due')
  const selfPaced = { startsAt: null, readAt: T0, isDue: false }
  expect([pauseBeforeCheck([selfPaced], T0), reasonToRead(selfPaced, T0 + 1)]).toEqual([1000, null])
})
