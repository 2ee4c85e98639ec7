// Owns: the time on the wall of an interview's zone, as a field of the page shows it, and back to an instant.
// Never the zone of this computer: an organiser may travel.
import { DAY_MS, isDay } from '@zhishi/core/time'
import { asShown } from '../../../client/zones.ts'

/** `2026-12-17T09:30:00` */
export function wallTime(at: number, timeZone: string): string {
  const shown = asShown(at, timeZone)
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: shown.timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(shown.at)
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}`
}

const WALL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/

/** The instant at which a wall in that zone shows this; in the hour that comes twice, the first. Null: none ever does. */
export function instantOfWall(text: string, timeZone: string): number | null {
  const match = WALL.exec(text)
  if (!match || !isDay(Number(match[1]), Number(match[2]), Number(match[3]))) return null
  const wall = match[6] === undefined ? `${text}:00` : text
  const asUtc = Date.parse(`${wall}Z`)
  if (!Number.isFinite(asUtc)) return null
  const ahead = (at: number): number => Date.parse(`${wallTime(at, timeZone)}Z`) - at
  // where clocks are changed, the zone is ahead by one amount the day before and by another the day after
  const possible = [asUtc - ahead(asUtc - DAY_MS), asUtc - ahead(asUtc + DAY_MS)]
  const shown = possible.filter((at) => wallTime(at, timeZone) === wall)
  return shown.length > 0 ? Math.min(...shown) : null
}
