// Proves that a live picture stays near the edge without restlessness, and gets over holes.
import { expect, test } from 'vitest'
import { AHEAD_S, chase, endOfRange, nextRange } from './chase.ts'

test('far behind it jumps, a little behind it hurries, too near it waits; within a lump of a second it rests', () => {
  const rows: Array<[number, ReturnType<typeof chase>]> = [
    [AHEAD_S + 20, { kind: 'jump', toAheadS: AHEAD_S }],
    [AHEAD_S + 4.9, { kind: 'rate', rate: 1.25 }],
    [AHEAD_S + 1, { kind: 'rate', rate: 1.07 }],
    [AHEAD_S + 0.6, { kind: 'rate', rate: 1 }],
    [AHEAD_S - 0.6, { kind: 'rate', rate: 1 }],
    [AHEAD_S - 0.8, { kind: 'rate', rate: 0.93 }],
    [0, { kind: 'rate', rate: 0.93 }],
  ]
  for (const [aheadS, expected] of rows) expect([aheadS, chase(aheadS, AHEAD_S)]).toEqual([aheadS, expected])
})

test('played with data in lumps of a second it settles where it should, and never runs dry', () => {
  for (const beginsAheadS of [0.2, 4, 6]) {
    let aheadS = beginsAheadS
    const seen: number[] = []
    for (let tick = 0; tick < 400; tick++) {
      const wish = chase(aheadS, AHEAD_S)
      if (wish.kind === 'jump') aheadS = wish.toAheadS
      aheadS -= 0.25 * (wish.kind === 'rate' ? wish.rate : 1)
      if (tick % 4 === 0) aheadS += 1
      seen.push(aheadS)
    }
    const settled = seen.slice(-40)
    expect(Math.min(...settled)).toBeGreaterThan(0.3)
    expect(Math.max(...settled)).toBeLessThan(AHEAD_S + 1.5)
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
