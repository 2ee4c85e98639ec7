// Proves which instant is shown as the end: that of the press, whenever the server hears of it, and none in the future.
import { expect, test } from 'vitest'
import { endedAtOf } from './finish.ts'

test('the end that is shown is the press on this computer, else what the server says, and never after the end', () => {
  // pressed without a network: the server knows nothing yet, or learns of it much later
  expect(endedAtOf({ finishedAt: null, endsAt: 1000 }, 400)).toBe(400)
  expect(endedAtOf({ finishedAt: 900, endsAt: 1000 }, 400)).toBe(400)
  // pressed on another computer, told after the end had passed by the clock, never pressed, no end known
  expect(endedAtOf({ finishedAt: 500, endsAt: 1000 }, undefined)).toBe(500)
  expect(endedAtOf({ finishedAt: 1400, endsAt: 1000 }, undefined)).toBe(1000)
  expect(endedAtOf({ finishedAt: null, endsAt: 1000 }, undefined)).toBe(1000)
  expect(endedAtOf({ finishedAt: null, endsAt: null }, 400)).toBe(400)
  expect(endedAtOf({ finishedAt: null, endsAt: null }, undefined)).toBeNull()
})
