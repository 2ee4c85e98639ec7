import type { TFunction } from 'i18next'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '@zhishi/core/time'
import {
  formatBytes,
  formatDay,
  formatDayTime,
  formatLeft,
  formatMoment,
  formatTime,
  formatLength,
  zoneName,
} from './time.ts'

// 2026-12-17 09:30:00 in Beijing, still the 16th in New York
const T0 = Date.UTC(2026, 11, 17, 1, 30, 0)
const BEIJING = 'Asia/Shanghai'

/** Stands for i18next: the number and the unit are what is tested, not the words. */
const t = ((key: string, facts: { count?: number; first?: string; second?: string }) =>
  key === 'clock.join'
    ? `${facts.first} ${facts.second}`
    : `${facts.count} ${key.replace('clock.', '')}`) as TFunction<'ui'>

describe('times', () => {
  it('are those of the interview, whatever the zone of the device', () => {
    expect(formatTime(T0, BEIJING)).toBe('09:30')
    expect(formatTime(T0, BEIJING, true)).toBe('09:30:00')
    expect(formatTime(T0, 'America/New_York')).toBe('20:30')
    expect(formatTime(Date.UTC(2026, 11, 16, 16, 0), BEIJING)).toBe('00:00')
    expect(formatDay(T0, BEIJING, 'zh-CN')).toBe('12 月 17 日')
    expect(formatDay(T0, 'America/New_York', 'en')).toBe('16 December')
    expect(zoneName(BEIJING, T0, 'en', 'Beijing')).toBe('Beijing')
    expect(zoneName('Asia/Tokyo', T0, 'en', 'Beijing')).not.toBe('Beijing')
  })

  it('of another day carry the day', () => {
    expect(formatMoment(T0, T0 - HOUR_MS, BEIJING)).toBe('09:30')
    expect(formatMoment(T0, T0 - 10 * HOUR_MS, BEIJING)).toBe('12-17')
    expect(formatDayTime(T0, T0 - 10 * HOUR_MS, BEIJING, 'en')).toBe('17 December 09:30')
  })
})

describe('time left', () => {
  it('shows zero at the deadline itself, one millisecond before it still a second', () => {
    expect(formatLeft(0, t)).toBe('00:00')
    expect(formatLeft(1, t)).toBe('00:01')
    expect(formatLeft(1000, t)).toBe('00:01')
    expect(formatLeft(-5000, t)).toBe('00:00')
    expect(formatLeft(4 * MINUTE_MS + 31_001, t)).toBe('04:32')
    expect(formatLeft(64 * MINUTE_MS + 32_000, t)).toBe('1:04:32')
    expect(formatLeft(51 * HOUR_MS, t)).toBe('2 dayCount')
  })

  it('is said in its two largest units', () => {
    expect(formatLength(100_000, t)).toBe('1 minutes 40 seconds')
    expect(formatLength(60_000, t)).toBe('1 minutes')
    expect(formatLength(26 * HOUR_MS, t)).toBe('1 dayCount 2 hours')
    expect(formatLength(0, t)).toBe('0 seconds')
  })
})

it('sizes never say that nothing is left while something is', () => {
  expect(formatBytes(78_400_000)).toBe('78.4 MB')
  expect(formatBytes(99_999)).toBe('100 kB')
  expect(formatBytes(1)).toBe('1 kB')
  expect(formatBytes(0)).toBe('0 kB')
})
