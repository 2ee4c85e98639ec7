// Proves what an examiner's file is made of: nothing before T0, no instant twice, no part that is not the answer.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerStretches } from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const part = (fromMs: number, toMs: number | null) => ({
  startedAt: T0 + fromMs,
  endedAt: toMs === null ? null : T0 + toMs,
})
const stretches = (...parts: ReturnType<typeof part>[]) =>
  answerStretches(parts, { fromAt: T0, toAt: T0 + 60_000 }).map(({ startsMs, fromMs, toMs }) => [
    startsMs,
    fromMs,
    toMs,
  ])

test('the part that begins at T0 is taken whole, others where they are the answer', () => {
  // the part of the waiting room runs 300 ms into the one that begins at T0
  expect(stretches(part(-90_000, 320), part(20, 60_020))).toEqual([[20, 20, 60_000]])
  expect(stretches(part(-90_000, 1400), part(900, 60_020)), 'cut late: nothing of the answer is lost').toEqual([
    [-90_000, 0, 900],
    [900, 900, 60_000],
  ])
  expect(stretches(part(-200, 60_000)), 'a clock that is a little early').toEqual([[0, 0, 60_000]])
  expect(stretches(part(-251, 60_000)), 'a part that was not cut at T0').toEqual([[-251, 0, 60_000]])
  expect(stretches(part(-90_000, -400))).toEqual([])
  expect(stretches(part(60_000, 70_000)), 'begun after the end').toEqual([])
  // a camera that was changed, with a gap; the last part was never ended
  expect(stretches(part(30_000, null), part(0, 20_000))).toEqual([
    [0, 0, 20_250],
    [30_000, 30_000, 60_000],
  ])
})

test('no instant before T0, after the end, or twice', () => {
  const some = fc.record({ from: fc.integer({ min: -9, max: 70 }), length: fc.nat(40) })
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), (all) => {
      let reached = 0
      for (const [, fromMs, toMs] of stretches(
        ...all.map((one) => part(one.from * 1000, (one.from + one.length) * 1000)),
      )) {
        expect(fromMs).toBeGreaterThanOrEqual(reached)
        expect(toMs).toBeGreaterThan(fromMs!)
        reached = toMs!
      }
      expect(reached).toBeLessThanOrEqual(60_000)
    }),
  )
})
