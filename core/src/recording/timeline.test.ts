import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gapsBetween, type RecordedStretch } from './timeline.ts'

const part = (startedAt: number, endedAt: number | null, lastBytesAt: number | null = null): RecordedStretch => ({
  startedAt,
  endedAt,
  lastBytesAt,
})

describe('the gaps of a recording', () => {
  test.each([
    ['nothing recorded', [], []],
    ['one part', [part(0, 100)], []],
    ['a gap of one millisecond', [part(0, 100), part(101, 200)], [{ fromAt: 100, toAt: 101 }]],
    ['parts that touch', [part(0, 100), part(100, 200)], []],
    ['the next one started before the last one stopped', [part(0, 100), part(90, 200)], []],
    ['a short part inside a long one does not bring its end forward', [part(0, 300), part(50, 60), part(280, 400)], []],
    ['parts in any order', [part(500, 600), part(0, 100)], [{ fromAt: 100, toAt: 500 }]],
    [
      'two gaps',
      [part(0, 1), part(5, 6), part(9, 10)],
      [
        { fromAt: 1, toAt: 5 },
        { fromAt: 6, toAt: 9 },
      ],
    ],
    [
      'a part without an end reaches to its last bytes',
      [part(0, null, 70), part(100, 200)],
      [{ fromAt: 70, toAt: 100 }],
    ],
    ['a part of which nothing ever came', [part(0, null), part(100, 200)], [{ fromAt: 0, toAt: 100 }]],
    ['an end before its start', [part(50, 10), part(100, 200)], [{ fromAt: 50, toAt: 100 }]],
  ])('%s', (_name, stretches, gaps) => {
    expect(gapsBetween(stretches)).toEqual(gaps)
  })

  test('an instant between the first start and the last end is in a gap exactly when no part covers it', () => {
    const stretch = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
      .map(([from, lengthMs]) => part(from, from + lengthMs))
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 8 }), (stretches) => {
        const gaps = gapsBetween(stretches)
        const ends = stretches.map((it) => it.endedAt ?? 0)
        for (let at = Math.min(...stretches.map((it) => it.startedAt)); at < Math.max(...ends); at++) {
          const isCovered = stretches.some((it) => it.startedAt <= at && at < (it.endedAt ?? 0))
          expect(gaps.some((gap) => gap.fromAt <= at && at < gap.toAt)).toBe(!isCovered)
        }
      }),
    )
  })
})
