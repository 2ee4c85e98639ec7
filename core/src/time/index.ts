// Owns: instants, lengths of time and closed windows as plain numbers, and the ISO 8601 text of a length.
// Never reads a clock: every rule is told what time it is.
import { z } from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './lengths.ts'

export * from './lengths.ts'
export * from './zone-offsets.ts'

/** A moment: milliseconds since 1970-01-01T00:00:00Z, an integer. Names of instants end in `At`. */
export const instant = z.int().min(0).meta({ id: 'Instant', description: 'Milliseconds since 1970-01-01T00:00:00Z' })
export type Instant = z.infer<typeof instant>

/**
 * The only instant at which a window may be tested is when the server received the request
 * (docs/process-rules.md#windows).
 */
export type Window = { opensAt: Instant; closesAt: Instant | null }

/** Windows are closed intervals: both edges belong to them. `closesAt: null` never closes. */
export function isWithin(window: Window, now: Instant): boolean {
  return now >= window.opensAt && (window.closesAt === null || now <= window.closesAt)
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/

/**
 * Reads an ISO 8601 duration of days, hours, minutes and seconds ("PT15M", "P7D", "PT1M30S").
 * Returns null for anything else; years and months are refused because their length is not fixed.
 */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text)
  if (!match || text === 'P' || text.endsWith('T')) return null
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  return (
    Number(days) * DAY_MS +
    Number(hours) * HOUR_MS +
    Number(minutes) * MINUTE_MS +
    Math.round(Number(seconds) * SECOND_MS)
  )
}

/** The shortest ISO 8601 text of a length: the inverse of {@link parseDuration}. */
export function formatDuration(lengthMs: number): string {
  const days = Math.floor(lengthMs / DAY_MS)
  const hours = Math.floor((lengthMs % DAY_MS) / HOUR_MS)
  const minutes = Math.floor((lengthMs % HOUR_MS) / MINUTE_MS)
  const seconds = (lengthMs % MINUTE_MS) / SECOND_MS
  const clock = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`
  return days || clock ? `P${days ? `${days}D` : ''}${clock ? `T${clock}` : ''}` : 'PT0S'
}

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(Z|[+-]\d{2}:\d{2})$/

/** Reads an RFC 3339 date-time with an explicit offset; null when it is not one (a local time has no instant). */
export function parseInstant(text: string): Instant | null {
  const match = RFC3339.exec(text)
  if (!match) return null
  const at = Date.parse(text)
  if (!Number.isFinite(at)) return null
  // engines read 30 February as 2 March, and 24:00 as the next day
  return match[4] !== '24' && isDay(Number(match[1]), Number(match[2]), Number(match[3])) ? at : null
}

/** Whether the calendar has this day. @param month from 1 */
export function isDay(year: number, month: number, day: number): boolean {
  const found = new Date(Date.UTC(year, month - 1, day))
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === day
}

/** RFC 3339 in UTC with milliseconds only where they are not zero. */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}
