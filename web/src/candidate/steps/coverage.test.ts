// Proves that what the table of 上传成功 shows adds up in whole seconds, and never rounds a gap away or up.
import type { FeedCoverageView } from '@zhishi/core/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowOf } from './coverage.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const within = { fromAt: T0, toAt: T0 + 600_000 }
const sums = (missingMs: number, claimedMs = 0, dueMs = 600_000) => ({
  dueMs,
  recordedMs: dueMs - missingMs - claimedMs,
  claimedMs,
  missingMs,
})
const view = (change: Partial<FeedCoverageView>): FeedCoverageView => ({
  feed: 'camera',
  fromEntry: sums(0, 0, 660_000),
  fromStart: sums(0),
  gaps: [],
  parts: 2,
  sealedParts: 2,
  measuredParts: 2,
  bytes: 9,
  ...change,
})
const gap = (fromMs: number, toMs: number) => ({
  fromAt: T0 + fromMs,
  toAt: T0 + toMs,
  reason: 'feedEnded' as const,
  cause: 'taken' as const,
})

test('gaps of the answering time are listed, those before T0 are summed apart, moments are not told', () => {
  const it = view({
    fromEntry: sums(28_400, 0, 660_000),
    fromStart: sums(23_400),
    gaps: [gap(-20_000, -15_000), gap(130_000, 153_000), gap(200_000, 200_400)],
  })
  expect(rowOf(it, within)).toMatchObject({
    dueMs: 600_000,
    recordedMs: 577_000,
    missingMs: 23_000,
    missingBeforeMs: 5000,
    gaps: [gap(130_000, 153_000)],
    state: 'safe',
  })
})

test('what the server lacks, waits for or has not read is never called safe', () => {
  expect(rowOf(view({ parts: 0, sealedParts: 0, measuredParts: 0 }), within).state).toBe('absent')
  expect(rowOf(view({ sealedParts: 1, measuredParts: 1 }), within).state).toBe('arriving')
  expect(rowOf(view({ measuredParts: 1 }), within).state).toBe('checking')
})

test('whatever the figures: whole seconds that add up, and nothing below zero', () => {
  fc.assert(
    fc.property(fc.nat(900_000), fc.nat(900_000), fc.nat(900_000), (recorded, claimed, missing) => {
      const row = rowOf(view({ fromStart: sums(missing, claimed, recorded + claimed + missing) }), within)
      const parts = [row.recordedMs, row.checkingMs, row.missingMs]
      expect(row.dueMs).toBe(parts.reduce((sum, one) => sum + one, 0))
      for (const one of [row.dueMs, ...parts]) {
        expect(one).toBeGreaterThanOrEqual(0)
        expect(one % 1000).toBe(0)
      }
      expect(row.missingMs).toBeLessThanOrEqual(missing)
    }),
  )
})
