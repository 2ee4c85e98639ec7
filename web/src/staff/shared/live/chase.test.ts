// Proves that a live picture stays near the edge without restlessness, and gets over holes.
import { expect, test } from 'vitest'
import { chase, endOfRange, BACK_STEP_MS, nextRange, RESERVE_S } from './chase.ts'

test('far behind it jumps, a little behind it hurries, too near it waits, and otherwise it rests', () => {
  const rows: Array<[number, ReturnType<typeof chase>]> = [
    [RESERVE_S + 20, { kind: 'jump', byS: 20 }],
    [RESERVE_S + 2.4, { kind: 'rate', rate: 1.25 }],
    [RESERVE_S + 0.5, { kind: 'rate', rate: 1.07 }],
    [RESERVE_S + 0.2, { kind: 'rate', rate: 1 }],
    [RESERVE_S - 0.2, { kind: 'rate', rate: 1 }],
    [RESERVE_S - 0.4, { kind: 'rate', rate: 0.93 }],
  ]
  for (const [leastS, expected] of rows) expect([leastS, chase(leastS, RESERVE_S)]).toEqual([leastS, expected])
})

test('played with data that comes a second at a time it settles near the edge, and never runs dry', () => {
  for (const beginsAheadS of [1.2, 4, 6, 30]) {
    let aheadS = beginsAheadS
    let seen: number[] = []
    const settled: number[] = []
    for (let tick = 0; tick < 400; tick++) {
      const wish = chase(Math.min(...seen, aheadS), RESERVE_S)
      if (wish.kind === 'jump') {
        aheadS -= wish.byS
        seen = []
      }
      aheadS -= 0.25 * (wish.kind === 'rate' ? wish.rate : 1)
      seen = [...seen, aheadS].slice(-BACK_STEP_MS / 250)
      if (tick % 4 === 0) aheadS += 1
      if (tick > 200) settled.push(aheadS)
    }
    expect(Math.min(...settled)).toBeGreaterThan(0.15)
    expect(Math.max(...settled)).toBeLessThan(RESERVE_S + 1.5)
  }
})

test('holes of a frame are none; larger ones are passed over to what comes next', () => {
  const ranges = [
    { from: 2, to: 5 },
    { from: 5.1, to: 8 },
    { from: 9, to: 12 },
  ]
  expect([endOfRange(ranges, 3), endOfRange(ranges, 8), endOfRange(ranges, 8.95), endOfRange(ranges, 20)]).toEqual([
    8, 8, 12, 20,
  ])
  expect([nextRange(ranges, 8), nextRange(ranges, 1), nextRange(ranges, 12)]).toEqual([9, 2, null])
})
