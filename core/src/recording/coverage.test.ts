// Proves what counts as recorded: the times of frames and sound in files against the time that was due.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR_MS } from '../time/index.ts'
import { coverageOf, FRAME_HOLDS_MS, recordedSpans, type Span } from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const stretch = (fromMs: number, toMs: number) => ({ fromAt: T0 + fromMs, toAt: T0 + toMs })

const held = (...times: number[]) => recordedSpans({ frames: times, sound: null })

test('a frame holds two seconds, a sound packet too, and both are needed where sound is recorded', () => {
  expect(recordedSpans({ frames: [], sound: null })).toEqual([])
  expect(recordedSpans({ frames: [4000, 0, 2000, 6001], sound: null })).toEqual([
    { fromMs: 0, toMs: 6000 },
    { fromMs: 6001, toMs: 6001 + FRAME_HOLDS_MS },
  ])
  expect(recordedSpans({ frames: [0, 1000, 2000, 3000], sound: [] })).toEqual([])
  expect(recordedSpans({ frames: [0, 1000, 2000, 9000], sound: [500, 5500, 7500] })).toEqual([
    { fromMs: 500, toMs: 2500 },
    { fromMs: 9000, toMs: 9500 },
  ])
  expect(held(-5, 25 * HOUR_MS, NaN), 'a little early is the first moment; what no file lasts is no time').toEqual([
    { fromMs: 0, toMs: FRAME_HOLDS_MS },
  ])
})

test('in whatever order times come, a millisecond is held exactly when one of them is within two seconds before it', () => {
  const times = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 25 })
  fc.assert(
    fc.property(times, times, (frames, sound) => {
      const isHeld = (all: number[], ms: number) => all.some((time) => time <= ms && ms < time + FRAME_HOLDS_MS)
      const isIn = (spans: readonly Span[], ms: number) => spans.some(({ fromMs, toMs }) => fromMs <= ms && ms < toMs)
      const pictures = held(...frames)
      const both = recordedSpans({ frames, sound })
      const edges = [...frames, ...sound].flatMap((time) => [
        time - 1,
        time,
        time + FRAME_HOLDS_MS - 1,
        time + FRAME_HOLDS_MS,
      ])
      for (const ms of edges) {
        expect(isIn(pictures, ms)).toBe(isHeld(frames, ms))
        expect(isIn(both, ms)).toBe(isHeld(frames, ms) && isHeld(sound, ms))
      }
      pictures.slice(1).forEach(({ fromMs }, at) => expect(fromMs).toBeGreaterThan(pictures[at]!.toMs))
    }),
  )
})

test('what of the due time is missing, at its beginning, in the middle and at its end', () => {
  const due = stretch(0, 60_000)
  expect(coverageOf(null, [due])).toEqual({ dueMs: 0, recordedMs: 0, missingMs: 0, gaps: [] })
  expect(coverageOf(due, [])).toEqual({ dueMs: 60_000, recordedMs: 0, missingMs: 60_000, gaps: [due] })
  expect(coverageOf(due, [stretch(-5000, 70_000)])).toMatchObject({ recordedMs: 60_000, missingMs: 0, gaps: [] })
  expect(coverageOf(due, [stretch(40_000, 55_000), stretch(1, 20_000), stretch(15_000, 30_000)])).toEqual({
    dueMs: 60_000,
    recordedMs: 44_999,
    missingMs: 15_001,
    gaps: [stretch(0, 1), stretch(30_000, 40_000), stretch(55_000, 60_000)],
  })
  expect(coverageOf(due, [stretch(-9000, 0), stretch(60_000, 70_000)]).missingMs).toBe(60_000)
})

test('each millisecond of the due time is either recorded or in exactly one gap', () => {
  const some = fc.record({ from: fc.integer({ min: -9, max: 39 }), length: fc.nat(12) })
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), fc.nat(30), (all, length) => {
      const due = stretch(0, length)
      const recorded = all.map((one) => stretch(one.from, one.from + one.length))
      const { recordedMs, missingMs, gaps } = coverageOf(due, recorded)
      const isIn = (among: typeof gaps, at: number) => among.filter((one) => at >= one.fromAt && at < one.toAt).length
      const all30 = Array.from({ length }, (_, ms) => T0 + ms)
      expect(all30.filter((at) => isIn(recorded, at) > 0)).toHaveLength(recordedMs)
      expect(all30.filter((at) => isIn(gaps, at) === 1 && isIn(recorded, at) === 0)).toHaveLength(missingMs)
      expect(recordedMs + missingMs).toBe(length)
    }),
  )
})
