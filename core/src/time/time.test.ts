// Proves the texts of lengths and moments, and that a window's edges belong to it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, formatInstant, isWithin, parseDuration, parseInstant } from './index.ts'

test('a length and its ISO 8601 text are the same thing', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 90 * 86_400_000 }), (ms) => parseDuration(formatDuration(ms)) === ms))
  expect(['PT15M', 'P7D', 'PT1M30S', 'PT0.5S', 'P1DT2H'].map(parseDuration)).toEqual([
    900_000, 604_800_000, 90_000, 500, 93_600_000,
  ])
  expect(['15m', 'P', 'PT', 'P1M', 'P1Y', '-PT1S', 'PT1.5M', ''].map(parseDuration)).toEqual(Array(8).fill(null))
})

test('a moment needs an offset and must exist', () => {
  expect(parseInstant('2026-12-17T09:30:00+08:00')).toBe(Date.UTC(2026, 11, 17, 1, 30))
  expect(parseInstant('2026-12-17T01:30:00.250Z')).toBe(Date.UTC(2026, 11, 17, 1, 30, 0, 250))
  for (const text of [
    '2026-12-17T09:30:00',
    '2026-12-17',
    '2026-02-30T00:00:00Z',
    '2026-12-17T25:00:00Z',
    '2026-12-17T24:00:00Z',
    '2026-06-31T00:00:00+08:00',
    'now',
  ]) {
    expect(parseInstant(text), text).toBeNull()
  }
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), (at) => parseInstant(formatInstant(at)) === at))
})

test('windows are closed', () => {
  const window = { opensAt: 10, closesAt: 20 }
  expect([9, 10, 20, 21].map((now) => isWithin(window, now))).toEqual([false, true, true, false])
  expect(isWithin({ opensAt: 10, closesAt: null }, Number.MAX_SAFE_INTEGER)).toBe(true)
})
