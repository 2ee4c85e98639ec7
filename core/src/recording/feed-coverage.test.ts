// Proves what the server may say of a feed: what sealed files show is recorded, what devices say is claimed, the rest is
// missing and has a reason; each millisecond of the due time is exactly one of the three.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '../time/index.ts'
import { feedCoverage, wasStoppedEarly, type FeedNotes, type HeldPart } from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const due = { fromAt: T0, toAt: T0 + MINUTE_MS }
const nothing: FeedNotes = { missing: [], gaps: [] }

/** Sealed and read: it shows all of its stretch. */
const part = (fromS: number, toS: number, more: Partial<HeldPart> = {}): HeldPart => ({
  startedAt: T0 + fromS * SECOND_MS,
  endedAt: T0 + toS * SECOND_MS,
  lastBytesAt: T0 + toS * SECOND_MS,
  endReason: 'reloaded',
  bytes: 1000,
  isSealed: true,
  recorded: [{ fromMs: 0, toMs: (toS - fromS) * SECOND_MS }],
  ...more,
})
const sums = (...parts: HeldPart[]) => {
  const { recordedMs, claimedMs, missingMs } = feedCoverage(due, parts, nothing).sums
  return [recordedMs / SECOND_MS, claimedMs / SECOND_MS, missingMs / SECOND_MS]
}
const gaps = (parts: HeldPart[], notes: FeedNotes = nothing) =>
  feedCoverage(due, parts, notes).gaps.map(({ fromAt, toAt, reason, cause }) => [
    (fromAt - T0) / SECOND_MS,
    (toAt - T0) / SECOND_MS,
    reason,
    cause,
  ])

test('what is read is recorded, what is not read is claimed, and a part without bytes is neither', () => {
  expect(sums()).toEqual([0, 0, 60])
  expect(sums(part(0, 60))).toEqual([60, 0, 0])
  expect(sums(part(0, 60, { recorded: [{ fromMs: 0, toMs: 12 * SECOND_MS }] })), 'a file with few frames').toEqual([
    12, 0, 48,
  ])
  expect(sums(part(0, 60, { recorded: [] })), 'a file that shows nothing').toEqual([0, 0, 60])
  expect(sums(part(0, 60, { recorded: null }))).toEqual([0, 60, 0])
  expect(sums(part(0, 60, { recorded: null, bytes: 0 }))).toEqual([0, 0, 60])
  const running = { recorded: null, isSealed: false, endReason: null }
  expect(sums(part(0, 60, { ...running, endedAt: null, lastBytesAt: T0 + 20 * SECOND_MS }))).toEqual([0, 20, 40])
  expect(sums(part(0, 60, { ...running, endedAt: null, lastBytesAt: null, bytes: 0 }))).toEqual([0, 0, 60])
  expect(sums(part(0, 60, running)), 'bytes were lost here, and its end says nothing of the rest').toEqual([0, 0, 60])
  expect(sums(part(0, 30), part(20, 50, { recorded: null })), 'both: recorded').toEqual([30, 20, 10])
  expect(feedCoverage(null, [part(0, 60)], nothing)).toMatchObject({ sums: { dueMs: 0, missingMs: 0 }, gaps: [] })
})

test('why a stretch is missing: how it began, and what its device said meanwhile', () => {
  const said = (atS: number, cause: 'opening' | 'absent') => ({ at: T0 + atS * SECOND_MS, cause })
  expect(gaps([])).toEqual([[0, 60, 'notStarted', null]])
  expect(gaps([], { ...nothing, missing: [said(30, 'absent'), said(5, 'opening'), said(99, 'opening')] })).toEqual([
    [0, 60, 'notStarted', 'absent'],
  ])
  // an interruption of the phone, and that it was stopped by hand before the end
  expect(gaps([part(0, 10, { endReason: 'feedEnded' }), part(20, 40, { endReason: 'finished' })])).toEqual([
    [10, 20, 'feedEnded', null],
    [40, 60, 'stoppedEarly', null],
  ])
  expect(gaps([part(0, 30, { endReason: 'answeringStarted' }), part(31, 60)])).toEqual([[30, 31, 'partChanged', null]])
  const holes = [
    { fromMs: 0, toMs: 10 * SECOND_MS },
    { fromMs: 25 * SECOND_MS, toMs: MINUTE_MS },
  ]
  expect(gaps([part(0, 60, { recorded: holes })])).toEqual([[10, 25, 'notInFile', null]])
  const open = { recorded: null, isSealed: false, endReason: null, endedAt: null }
  expect(gaps([part(0, 30, open)])).toEqual([[30, 60, 'notHere', null]])
  const declared = { fromAt: T0 + 30 * SECOND_MS, toAt: T0 + 40 * SECOND_MS, reason: 'crashed' } as const
  expect(gaps([part(0, 30, open)], { ...nothing, gaps: [declared] })).toEqual([[30, 60, 'crashed', null]])
  // a part that gave nothing is no part before
  expect(gaps([part(0, 30, { bytes: 0, recorded: null })])).toEqual([[0, 60, 'notStarted', null]])
})

test('stopped early: from three seconds before the end on it is the press at the end; another gap is none', () => {
  const isEarly = (toS: number, endReason: 'finished' | 'crashed' = 'finished') =>
    wasStoppedEarly(feedCoverage(due, [part(0, toS, { endReason })], nothing).gaps)
  expect([60, 57.001, 57, 10].map((toS) => isEarly(toS))).toEqual([false, false, true, true])
  expect(isEarly(10, 'crashed')).toBe(false)
})

test('each millisecond of the due time is recorded, claimed or missing', () => {
  const some = fc.record({
    from: fc.integer({ min: -9, max: 69 }),
    length: fc.nat(30),
    isRead: fc.boolean(),
    isSealed: fc.boolean(),
    bytes: fc.constantFrom(0, 5),
  })
  fc.assert(
    fc.property(fc.array(some, { maxLength: 6 }), (all) => {
      const parts = all.map(({ from, length, isRead, isSealed, bytes }) =>
        part(from, from + length, {
          bytes,
          isSealed,
          endedAt: isSealed ? T0 + (from + length) * SECOND_MS : null,
          recorded: isSealed && isRead ? [{ fromMs: 0, toMs: length * SECOND_MS }] : null,
        }),
      )
      const { sums: found, gaps: missing } = feedCoverage(due, parts, nothing)
      expect(found.recordedMs + found.claimedMs + found.missingMs).toBe(found.dueMs)
      expect(missing.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0)).toBe(found.missingMs)
    }),
  )
})
