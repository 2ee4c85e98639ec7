// Proves that each instant shows the part and the second that were recorded then, and nothing where nothing was.
import { recordingView, type RecordingView } from '@zhishi/core/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextFrameAt, positionAt, witnessAt } from './positions.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const NOW = T0 + 900_000
const at = (second: number): number => T0 + second * 1000
const idOf = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`

type Part = { from: number; to: number | null; isSealed?: boolean }

function recording(parts: Part[], gaps: [number, number][] = []): RecordingView {
  return recordingView.parse({
    line: 'camera',
    parts: parts.map(({ from, to, isSealed = true }, index) => ({
      partId: idOf(index + 1),
      line: 'camera',
      number: index + 1,
      mime: 'video/webm',
      startedAt: at(from),
      startedAtErrorMs: 20,
      endedAt: to === null ? null : at(to),
      endReason: null,
      bytes: 1,
      generation: 1,
      digest: null,
      sealedAt: isSealed ? at(800) : null,
      receipt: null,
    })),
    gaps: gaps.map(([from, to]) => ({ fromAt: at(from), toAt: at(to) })),
    witness: [
      { partId: idOf(2), state: 'live', fromAt: at(0), toAt: at(20), lateByMs: null },
      { partId: idOf(2), state: 'unwitnessed', fromAt: at(20), toAt: at(60), lateByMs: 70_000 },
    ],
    bytes: 1,
    isSealed: false,
  })
}

/** Before T0; from T0, running 0.4 s before the first stops; after a gap of 32 s; still being written. */
const camera = recording(
  [
    { from: -60, to: 0.4 },
    { from: 0, to: 60 },
    { from: 92, to: 120 },
    { from: 120, to: null, isSealed: false },
  ],
  [[60, 92]],
)

test('which part and which second is shown at which instant', () => {
  const rows: [second: number, shows: unknown][] = [
    [-60.001, { kind: 'outside', beginsAt: at(-60) }],
    [-60, { kind: 'picture', number: 1, seconds: 0 }],
    [-0.001, { kind: 'picture', number: 1, seconds: 59.999 }],
    [0, { kind: 'picture', number: 2, seconds: 0 }],
    [0.2, { kind: 'picture', number: 2, seconds: 0.2 }],
    [59.999, { kind: 'picture', number: 2, seconds: 59.999 }],
    [60, { kind: 'gap', fromAt: at(60), toAt: at(92) }],
    [91.999, { kind: 'gap', fromAt: at(60), toAt: at(92) }],
    [92, { kind: 'picture', number: 3, seconds: 0 }],
    [120, { kind: 'notSealed', number: 4 }],
    [900, { kind: 'outside', beginsAt: null }],
  ]
  for (const [second, shows] of rows) {
    const place = positionAt(camera, at(second), NOW)
    const { part, ...rest } = 'part' in place ? place : { ...place, part: null }
    expect(part === null ? rest : { ...rest, number: part.number }, `${second} s`).toEqual(shows)
  }
})

test('a sealed part is shown rather than one that runs over it and is not sealed yet', () => {
  const switched = recording([
    { from: 0, to: 60 },
    { from: 59, to: 100, isSealed: false },
  ])
  expect(positionAt(switched, at(59.5), NOW)).toMatchObject({ kind: 'picture', seconds: 59.5 })
  expect(positionAt(switched, at(60), NOW)).toMatchObject({ kind: 'notSealed' })
})

test('what is proven is said of the instant that is seen', () => {
  const second = camera.parts[1]!
  expect(witnessAt(camera, second, at(19.999))?.state).toBe('live')
  expect(witnessAt(camera, second, at(20))).toMatchObject({ state: 'unwitnessed', lateByMs: 70_000 })
  expect(witnessAt(camera, second, at(60))).toBeNull()
  expect(witnessAt(camera, camera.parts[0]!, at(-10))).toBeNull()
})

test('a gap can be passed only where no feed has a picture, and only to where the next one begins', () => {
  const screen = recording([{ from: -30, to: 70 }])
  expect(nextFrameAt([camera, screen], at(65), NOW)).toBeNull()
  expect(nextFrameAt([camera, screen], at(75), NOW)).toBe(at(92))
  expect(nextFrameAt([camera, screen], at(500), NOW)).toBeNull()
})

test('at every instant there is exactly one answer, and a picture is never older or newer than its part', () => {
  fc.assert(
    fc.property(fc.integer({ min: -120_000, max: 900_000 }), (ms) => {
      const place = positionAt(camera, T0 + ms, NOW)
      if (place.kind !== 'picture') return true
      const { part, seconds } = place
      return seconds >= 0 && part.startedAt + seconds * 1000 === T0 + ms && T0 + ms < (part.endedAt ?? NOW)
    }),
  )
})
