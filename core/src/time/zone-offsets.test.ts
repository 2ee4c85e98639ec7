// Proves the offsets of zones: whole and half hours, both sides of every change to the second, and changes that come quickly.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aheadMs, DAY_MS, HOUR_MS, MINUTE_MS, offsetAt, offsetsOf, SECOND_MS } from './index.ts'

const YEAR = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)] as const

test('a zone without changes has one offset, half hours and quarters too', () => {
  expect(offsetsOf('Asia/Shanghai', ...YEAR)).toEqual([{ fromAt: YEAR[0], aheadMs: 8 * HOUR_MS }])
  expect(offsetsOf('Asia/Kathmandu', ...YEAR)).toEqual([{ fromAt: YEAR[0], aheadMs: 5 * HOUR_MS + 45 * MINUTE_MS }])
})

test('changes are found to the second, the shortest too', () => {
  expect(offsetsOf('Europe/Berlin', ...YEAR)).toEqual([
    { fromAt: YEAR[0], aheadMs: HOUR_MS },
    { fromAt: Date.UTC(2026, 2, 29, 1), aheadMs: 2 * HOUR_MS },
    { fromAt: Date.UTC(2026, 9, 25, 1), aheadMs: HOUR_MS },
  ])
  // Ramadan: an hour back, five weeks later forth
  expect(
    offsetsOf('Africa/Casablanca', ...YEAR)
      .slice(0, 3)
      .map((one) => one.aheadMs),
  ).toEqual([HOUR_MS, 0, HOUR_MS])
})

test('the table says at every instant what the engine says', () => {
  const zones = fc.constantFrom('America/New_York', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Asia/Shanghai')
  const at = fc.integer({ min: YEAR[0], max: YEAR[1] })
  const tables = new Map<string, ReturnType<typeof offsetsOf>>()
  fc.assert(
    fc.property(zones, at, (zone, instant) => {
      const table = tables.get(zone) ?? offsetsOf(zone, ...YEAR)
      tables.set(zone, table)
      return offsetAt(table, instant) === aheadMs(instant, zone)
    }),
  )
})

test('before the first and after the last the nearest counts; no zone is an error', () => {
  const table = offsetsOf('Europe/Berlin', ...YEAR)
  expect(offsetAt(table, YEAR[0] - DAY_MS)).toBe(HOUR_MS)
  expect(offsetAt(table, YEAR[1] + 90 * DAY_MS)).toBe(HOUR_MS)
  expect(offsetAt(table, Date.UTC(2026, 2, 29, 1) - SECOND_MS)).toBe(HOUR_MS)
  expect(() => offsetsOf('Mars/Olympus', ...YEAR)).toThrow(RangeError)
})
