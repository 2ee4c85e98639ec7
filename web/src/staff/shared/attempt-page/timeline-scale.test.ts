// Proves that the timeline shows what was recorded and what was not, how soon it was known, and where.
import { recordingView, type RecordingView } from '@zhishi/core/contract'
import { MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everySpan, spansOf } from './timeline-spans.ts'
import { domainOf, labelledGaps, shareOf, stretchOf, ticksOf } from './timeline-scale.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)

function recording(parts: [number, number | null][], gaps: [number, number][] = []): RecordingView {
  return recordingView.parse({
    line: 'camera',
    parts: parts.map(([from, to], at) => ({
      partId: `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`,
      line: 'camera',
      number: at + 1,
      mime: 'video/webm',
      startedAt: T0 + from * SECOND_MS,
      startedAtErrorMs: 20,
      endedAt: to === null ? null : T0 + to * SECOND_MS,
      endReason: null,
      bytes: 1,
      generation: 1,
      digest: null,
      sealedAt: null,
      receipt: null,
    })),
    gaps: gaps.map(([from, to]) => ({ fromAt: T0 + from * SECOND_MS, toAt: T0 + to * SECOND_MS })),
    bytes: 1,
    isSealed: false,
  })
}

test('an open part reaches to the gap after it, the last one to now', () => {
  const camera = recording(
    [
      [-60, null],
      [42, null],
    ],
    [[10, 42]],
  )
  const toAt = camera.parts.map((part) => (stretchOf(part, camera, T0 + 90 * SECOND_MS).toAt - T0) / SECOND_MS)
  expect(toAt).toEqual([10, 90])
  const backwards = recording([[5, -5]])
  expect(stretchOf(backwards.parts[0]!, backwards, T0)).toEqual({ fromAt: T0 + 5000, toAt: T0 + 5000 })
})

test('the timeline holds all parts, and T0 and the end once they have been', () => {
  const camera = recording([[-60, 300]])
  const schedule = { startsAt: T0, endsAt: T0 + 600 * SECOND_MS }
  const inSeconds = (now: number) => {
    const domain = domainOf([camera], schedule, T0 + now * SECOND_MS)
    return domain && [(domain.fromAt - T0) / SECOND_MS, (domain.toAt - T0) / SECOND_MS]
  }
  expect(inSeconds(400)).toEqual([-60, 300])
  expect(inSeconds(600)).toEqual([-60, 600])
  expect(domainOf([recording([])], schedule, T0)).toBeNull()
})

test('ticks stand at whole steps, few enough to read, whatever the length', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 * 86_400_000 }),
      fc.integer({ min: 0, max: 86_400_000 }),
      (length, shift) => {
        const domain = { fromAt: T0 + shift, toAt: T0 + shift + length }
        const { ticks, stepMs } = ticksOf(domain)
        expect(ticks.length).toBeLessThanOrEqual(10)
        expect(ticks.every((at) => at % stepMs === 0 && at >= domain.fromAt && at <= domain.toAt)).toBe(true)
        expect(ticks.map((at) => shareOf(at, domain)).every((share) => share >= 0 && share <= 1)).toBe(true)
      },
    ),
  )
  expect(ticksOf({ fromAt: T0, toAt: T0 + 600 * SECOND_MS }).stepMs).toBe(120 * SECOND_MS)
})

test('gap labels never cover each other, and the first always has room', () => {
  const gap = (from: number, to: number) => ({ fromAt: T0 + from, toAt: T0 + to })
  const gaps = [gap(0, 2), gap(50, 52), gap(99, 101), gap(150, 250), gap(290, 291)]
  const labelled = labelledGaps(gaps, { fromAt: T0, toAt: T0 + 1000 })
  expect(gaps.map((one) => labelled.has(one))).toEqual([true, false, false, true, false])
})

test('what was not live is drawn over its part, gaps and parts that never came beside them, and all of it is named', () => {
  const camera = recording(
    [
      [0, 60],
      [90, 120],
    ],
    [[60, 90]],
  )
  const [first, second] = camera.parts
  const stretch = (partId: string, state: string, from: number, to: number, lateByMs: number | null = null) => ({
    partId,
    state,
    fromAt: T0 + from * SECOND_MS,
    toAt: T0 + to * SECOND_MS,
    lateByMs,
  })
  const never = '00000000-0000-7000-8000-00000000ffff'
  const witnessed = recordingView.parse({
    ...camera,
    witness: [
      stretch(first!.partId, 'live', 0, 20),
      stretch(first!.partId, 'unwitnessed', 20, 60, 70_000),
      stretch(never, 'missing', 60, 88),
      stretch(second!.partId, 'live', 90, 120),
    ],
  })
  expect(spansOf(witnessed).map((span) => [span.kind, (span.fromAt - T0) / SECOND_MS, span.partId])).toEqual([
    ['unwitnessed', 20, first!.partId],
    ['missing', 60, null],
    ['gap', 60, null],
  ])
  const within = { fromAt: T0 - 30 * SECOND_MS, toAt: T0 + 200 * SECOND_MS }
  const presence = {
    serverNow: T0,
    within,
    gaps: [{ fromAt: T0 + 20 * SECOND_MS, toAt: T0 + MINUTE_MS }],
    finish: null,
  }
  expect(everySpan([witnessed], presence).map((span) => [span.line, span.kind])).toEqual([
    ['camera', 'unwitnessed'],
    ['camera', 'missing'],
    ['camera', 'gap'],
    [null, 'away'],
  ])
  const schedule = { startsAt: T0, endsAt: T0 + 600 * SECOND_MS }
  expect(domainOf([witnessed], schedule, T0 + 150 * SECOND_MS, within)).toEqual(within)
})
