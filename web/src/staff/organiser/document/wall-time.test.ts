import { describe, expect, it } from 'vitest'
import { instantOfWall, wallTime } from './wall-time.ts'

describe('the time on the wall of a zone', () => {
  it.each([
    ['Asia/Shanghai', '2026-12-17T09:30:00', Date.UTC(2026, 11, 17, 1, 30)],
    ['UTC', '2026-12-17T00:00:00', Date.UTC(2026, 11, 17)],
    ['Europe/Berlin', '2026-07-01T09:30:00', Date.UTC(2026, 6, 1, 7, 30)],
    ['Europe/Berlin', '2026-12-01T09:30:00', Date.UTC(2026, 11, 1, 8, 30)],
    ['America/New_York', '2026-03-08T03:30:00', Date.UTC(2026, 2, 8, 7, 30)],
    // 02:30 comes twice on this night: the first
    ['Europe/Berlin', '2026-10-25T02:30:00', Date.UTC(2026, 9, 25, 0, 30)],
    ['Asia/Kolkata', '2026-12-17T23:59:59', Date.UTC(2026, 11, 17, 18, 29, 59)],
  ])('%s %s', (zone, wall, at) => {
    expect(instantOfWall(wall, zone)).toBe(at)
    expect(wallTime(at, zone)).toBe(wall)
  })

  it('takes a field without seconds, and no nonsense', () => {
    expect(instantOfWall('2026-12-17T09:30', 'Asia/Shanghai')).toBe(Date.UTC(2026, 11, 17, 1, 30))
    expect(instantOfWall('', 'Asia/Shanghai')).toBeNull()
  })

  it.each([
    ['Europe/Berlin', '2026-03-29T02:30:00', 'clocks go from 02:00 to 03:00'],
    ['Europe/Berlin', '2026-03-29T02:59:59', 'the last second that is left out'],
    ['America/New_York', '2026-03-08T02:00:00', 'the first one'],
    ['Pacific/Apia', '2011-12-30T12:00:00', 'a whole day was left out'],
    ['Asia/Shanghai', '2026-02-30T09:30:00', 'no such day'],
    ['Asia/Shanghai', '2026-06-31T09:30', 'no such day'],
    ['Asia/Shanghai', '2026-12-17T24:00:00', 'no such hour'],
  ])('never makes another time of one that does not exist: %s %s, %s', (zone, wall) => {
    expect(instantOfWall(wall, zone)).toBeNull()
  })
})
