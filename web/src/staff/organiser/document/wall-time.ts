// Owns: the time on the wall of an interview's zone, as a field of the page shows it, and back to an instant.
// Never the zone of this computer: an organiser may travel.

/** `2026-12-17T09:30:00` */
export function wallTime(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}`
}

const DAY_MS = 86_400_000

/** The instant at which a wall in that zone shows this; null: no such time. In the hour that comes twice, the first. */
export function instantOfWall(text: string, timeZone: string): number | null {
  const wall = text.length === 16 ? `${text}:00` : text
  const asUtc = Date.parse(`${wall}Z`)
  if (!Number.isFinite(asUtc)) return null
  const ahead = (at: number): number => Date.parse(`${wallTime(at, timeZone)}Z`) - at
  // where clocks are changed, the zone is ahead by one amount the day before and by another the day after
  const possible = [asUtc - ahead(asUtc - DAY_MS), asUtc - ahead(asUtc + DAY_MS)]
  const shown = possible.filter((at) => wallTime(at, timeZone) === wall)
  return shown.length > 0 ? Math.min(...shown) : (possible[0] ?? null)
}
