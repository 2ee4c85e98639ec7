// Owns: how exact instants and short lengths are written on staff pages.
// Never rounds a length away: a gap of 0.4 s is 0.4 s.
import type { Instant } from '@zhishi/core/time'
import type { TFunction } from 'i18next'
import { formatShortDay, formatTime, formatYear, isSameDay, formatLength } from '../../ui/time.ts'

/** `09:15:00` of today, `12-09 09:15:00` of this year, else `2027-12-09 09:15:00`; in the interview's zone. */
export function formatInstant(at: Instant, now: Instant, zone: string): string {
  const time = formatTime(at, zone, true)
  if (isSameDay(at, now, zone)) return time
  const year = formatYear(at, zone)
  return `${year === formatYear(now, zone) ? '' : `${year}-`}${formatShortDay(at, zone)} ${time}`
}

/** Below this a tenth of a second is worth reading. */
const EXACT_BELOW_MS = 10_000

/** `0.4 秒`, `42 秒`, `3 分钟 20 秒`. */
export function formatExactLength(lengthMs: number, t: TFunction<'staff'>, ui: TFunction<'ui'>): string {
  if (lengthMs >= EXACT_BELOW_MS) return formatLength(lengthMs, ui)
  return t('seconds', { value: Math.max(0.1, lengthMs / 1000).toFixed(1) })
}
