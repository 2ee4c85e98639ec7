// Proves that a moment is written in the interview's zone and with as much of its date as tells it apart.
import { expect, test } from 'vitest'
import { formatInstant } from './moment.ts'

test('today the time, this year the day, else the year too', () => {
  const now = Date.UTC(2026, 11, 17, 1, 30)
  const say = (at: number) => formatInstant(at, now, 'Asia/Shanghai')
  expect(say(now - 1000)).toBe('09:29:59')
  // 16 December in London is already the 17th in Shanghai
  expect(say(Date.UTC(2026, 11, 16, 16, 5))).toBe('00:05:00')
  expect(say(Date.UTC(2026, 11, 16, 15, 59, 59))).toBe('12-16 23:59:59')
  expect(say(Date.UTC(2027, 11, 17, 1, 30))).toBe('2027-12-17 09:30:00')
})
