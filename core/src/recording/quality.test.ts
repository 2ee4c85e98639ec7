import { expect, test } from 'vitest'
import { MINUTE_MS } from '../time/index.ts'
import { decideQuality, startPatienceMs, stepOfTry, type QualitySigns, type QualityStep } from './quality.ts'

const WELL: QualitySigns = { framesCaptured: 150, framesWritten: 150, waitingMs: 300, recordableMs: 3_600_000 }

test('one step down for a machine or a disk that cannot keep up, as far as it must for the room, never up', () => {
  const rows: Array<[string, QualityStep, Partial<QualitySigns>, ReturnType<typeof decideQuality>]> = [
    ['all is well', 0, {}, null],
    ['the browser does not say what is free', 0, { recordableMs: null }, null],
    ['just enough frames', 0, { framesWritten: 135 }, null],
    ['one frame less', 0, { framesWritten: 134 }, { step: 1, cause: 'machine' }],
    ['still too slow', 1, { framesWritten: 100 }, { step: 2, cause: 'machine' }],
    ['nothing lower', 2, { framesWritten: 0, waitingMs: 60_000, recordableMs: 0 }, null],
    ['too few frames to say anything', 0, { framesCaptured: 49, framesWritten: 0 }, null],
    ['enough to say something', 0, { framesCaptured: 50, framesWritten: 0 }, { step: 1, cause: 'machine' }],
    ['a slow flush', 0, { waitingMs: 5000 }, null],
    ['a slow disk', 0, { waitingMs: 5001 }, { step: 1, cause: 'disk' }],
    ['room for twenty minutes', 0, { recordableMs: 20 * MINUTE_MS }, null],
    ['a little less', 0, { recordableMs: 20 * MINUTE_MS - 1 }, { step: 1, cause: 'room' }],
    ['already down for it', 1, { recordableMs: 20 * MINUTE_MS - 1 }, null],
    ['room for five minutes', 1, { recordableMs: 5 * MINUTE_MS }, null],
    ['hardly any room, from the top', 0, { recordableMs: 5 * MINUTE_MS - 1 }, { step: 2, cause: 'room' }],
    ['the room before the machine', 1, { recordableMs: 0, framesWritten: 0 }, { step: 2, cause: 'room' }],
    ['well again: it stays', 2, {}, null],
  ]
  for (const [what, now, signs, expected] of rows) {
    expect([what, decideQuality(now, { ...WELL, ...signs })]).toEqual([what, expected])
  }
})

test('a start that gives nothing is tried with less, step by step and with growing patience, and never given up', () => {
  expect([1, 2, 3, 4, 50].map((tries) => stepOfTry(0, tries))).toEqual([0, 1, 2, 2, 2])
  expect(stepOfTry(1, 2)).toBe(2)
  expect([1, 2, 3, 4, 50].map(startPatienceMs)).toEqual([5000, 10_000, 20_000, 30_000, 30_000])
})
