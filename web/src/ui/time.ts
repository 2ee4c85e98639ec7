// Owns: how instants, lengths and sizes are written. Times are shown in the interview's zone, never in the device's.
// Never decides anything by time.
import type { TFunction } from 'i18next'
import { SECOND_MS } from '@zhishi/core/time'
import type { Language } from './i18n.ts'
import { asShown, shownOffset } from '../client/zones.ts'

/** 2026-12-17 09:15:00 → `09:15` or `09:15:00`, 24 hours, in the given zone. */
export function formatTime(at: number, timeZone: string, withSeconds = false): string {
  // en-GB writes 24 hours with two digits; the language of the page changes nothing in a clock
  const shown = asShown(at, timeZone)
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: shown.timeZone,
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
  }).format(shown.at)
}

/** `12 月 17 日` · `17 December` */
export function formatDay(at: number, timeZone: string, language: Language): string {
  const shown = asShown(at, timeZone)
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: shown.timeZone,
    month: language === 'en' ? 'long' : 'numeric',
    day: 'numeric',
  })
    .formatToParts(shown.at)
    .reduce<Record<string, string>>((found, { type, value }) => ({ ...found, [type]: value }), {})
  return language === 'en' ? `${parts['day']} ${parts['month']}` : `${parts['month']} 月 ${parts['day']} 日`
}

/** `12-09`, for narrow places. */
export function formatShortDay(at: number, timeZone: string): string {
  const shown = asShown(at, timeZone)
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: shown.timeZone,
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(shown.at)
  const of = (type: string) => day.find((part) => part.type === type)?.value ?? ''
  return `${of('month')}-${of('day')}`
}

export function isSameDay(one: number, other: number, timeZone: string): boolean {
  return dayKey(one, timeZone) === dayKey(other, timeZone)
}

function dayKey(at: number, timeZone: string): string {
  const shown = asShown(at, timeZone)
  return new Intl.DateTimeFormat('en-CA', { timeZone: shown.timeZone }).format(shown.at)
}

/** `2026` */
export function formatYear(at: number, timeZone: string): string {
  return dayKey(at, timeZone).slice(0, 4)
}

/** The time of today, the day of another day: `09:15` or `12-09`. */
export function formatMoment(at: number, now: number, timeZone: string): string {
  return isSameDay(at, now, timeZone) ? formatTime(at, timeZone) : formatShortDay(at, timeZone)
}

/** The time of today, day and time of another day: `09:15` or `12 月 17 日 09:15`. */
export function formatDayTime(at: number, now: number, timeZone: string, language: Language): string {
  const time = formatTime(at, timeZone)
  return isSameDay(at, now, timeZone) ? time : `${formatDay(at, timeZone, language)} ${time}`
}

/** What people call the zone's time: 北京时间, else what the browser's language data says; the offset where the server's counts. */
export function zoneName(timeZone: string, at: number, language: Language, beijing: string): string {
  const offset = shownOffset(at, timeZone)
  if (offset !== null) return offset
  if (timeZone === 'Asia/Shanghai') return beijing
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'shortGeneric' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone
}

const DAY_S = 86_400

/** Whole seconds still to go, rounded up: zero is shown at the deadline itself, never before. */
export function secondsLeft(leftMs: number): number {
  return Math.max(0, Math.ceil(leftMs / SECOND_MS))
}

/** `04:32`, `1:04:32`; from two days on only the days are worth reading: `3 天`. */
export function formatLeft(leftMs: number, t: TFunction<'ui'>): string {
  const seconds = secondsLeft(leftMs)
  if (seconds >= 2 * DAY_S) return t('clock.dayCount', { count: Math.floor(seconds / DAY_S) })
  const hours = Math.floor(seconds / 3600)
  const rest = [Math.floor((seconds % 3600) / 60), seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** A length as one says it, its two largest units: `1 分钟 40 秒`, `2 hours 5 minutes`. */
export function formatLength(lengthMs: number, t: TFunction<'ui'>): string {
  const seconds = secondsLeft(lengthMs)
  const parts = [
    t('clock.dayCount', { count: Math.floor(seconds / DAY_S) }),
    t('clock.hours', { count: Math.floor((seconds % DAY_S) / 3600) }),
    t('clock.minutes', { count: Math.floor((seconds % 3600) / 60) }),
    t('clock.seconds', { count: seconds % 60 }),
  ]
  const counts = [seconds >= DAY_S, seconds % DAY_S >= 3600, seconds % 3600 >= 60, seconds % 60 > 0]
  const [first, second] = parts.filter((_, at) => counts[at])
  if (first === undefined) return t('clock.seconds', { count: 0 })
  return second === undefined ? first : t('clock.join', { first, second })
}

const MB = 1_000_000

/** Decimal megabytes, as a disk's label counts: `78.4 MB`; below 100 kB in kB. */
export function formatBytes(bytes: number): string {
  return bytes < MB / 10 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / MB).toFixed(1)} MB`
}
