// Proves that times are shown by the server's offsets where this browser's zone data says otherwise, and by name where not.
import { HOUR_MS, MINUTE_MS, offsetsOf, ZONE_RANGE_MS } from '@zhishi/core/time'
import { expect, test } from 'vitest'
import { instantOfWall, wallTime } from '../staff/organiser/document/wall-time.ts'
import { formatDay, formatTime, isSameDay, zoneName } from '../ui/time.ts'
import { noteZone, noteZonesIn } from './zones.ts'

const FROM = Date.UTC(2026, 0, 1)
const T0 = Date.UTC(2026, 11, 17, 1, 30)
const JULY = Date.UTC(2026, 6, 1, 7, 30)

test('where both agree the zone keeps its name', () => {
  noteZone('Asia/Shanghai', offsetsOf('Asia/Shanghai', FROM, FROM + ZONE_RANGE_MS))
  noteZone('Europe/Berlin', offsetsOf('Europe/Berlin', FROM, FROM + ZONE_RANGE_MS))
  expect(formatTime(T0, 'Asia/Shanghai')).toBe('09:30')
  expect(zoneName('Asia/Shanghai', T0, 'en', 'Beijing')).toBe('Beijing')
  expect(formatTime(JULY, 'Europe/Berlin')).toBe('09:30')
  expect(zoneName('Europe/Berlin', JULY, 'en', '')).not.toMatch(/^UTC/)
})

test('a zone that gave up summer time after this browser was built is shown by the server’s offset, and named by it', () => {
  // as a server says it that knows of the change
  const view = { interview: { timeZone: 'America/New_York', zoneOffsets: [{ fromAt: FROM, aheadMs: -5 * HOUR_MS }] } }
  noteZonesIn([{ rows: [view] }])
  expect(formatTime(JULY, 'America/New_York')).toBe('02:30')
  expect(zoneName('America/New_York', JULY, 'en', '')).toBe('UTC−5')
  expect(formatDay(Date.UTC(2026, 6, 1, 4, 30), 'America/New_York', 'en')).toBe('30 June')
  expect(isSameDay(Date.UTC(2026, 6, 1, 4, 30), Date.UTC(2026, 6, 1, 5, 30), 'America/New_York')).toBe(false)
  // what an organiser types is read by it too
  expect(wallTime(JULY, 'America/New_York')).toBe('2026-07-01T02:30:00')
  expect(instantOfWall('2026-07-01T02:30:00', 'America/New_York')).toBe(JULY)
  // and put right when the server says so
  noteZone('America/New_York', offsetsOf('America/New_York', FROM, FROM + ZONE_RANGE_MS))
  expect(formatTime(JULY, 'America/New_York')).toBe('03:30')
})

test('a zone this browser has never heard of is shown by the server’s offset, and one that nobody knows as UTC', () => {
  noteZone('Asia/Newtown', [{ fromAt: FROM, aheadMs: 5 * HOUR_MS + 30 * MINUTE_MS }])
  expect(formatTime(T0, 'Asia/Newtown')).toBe('07:00')
  expect(zoneName('Asia/Newtown', T0, 'en', '')).toBe('UTC+5:30')
  // half typed in a form
  expect(formatTime(T0, 'Asia/Sha')).toBe('01:30')
  expect(zoneName('Asia/Sha', T0, 'en', '')).toBe('UTC')
})
