// Owns: what pages are told of a zone: its name, and its offsets by this server's data for as long as anybody looks.
// Never computes the same twice a day: every view carries it.
import { DAY_MS, offsetsOf, ZONE_RANGE_MS, type Instant, type ZoneOffset } from '@zhishi/core/time'

export type Zone = { timeZone: string; zoneOffsets: ZoneOffset[] }
const known = new Map<string, { day: number; zone: Zone }>()

export function zoneOf(timeZone: string, now: Instant): Zone {
  const day = Math.floor(now / DAY_MS)
  const found = known.get(timeZone)
  if (found?.day === day) return found.zone
  const zone = { timeZone, zoneOffsets: offsetsAround(timeZone, day * DAY_MS) }
  known.set(timeZone, { day, zone })
  return zone
}

function offsetsAround(timeZone: string, at: Instant): ZoneOffset[] {
  try {
    const fromAt = at - ZONE_RANGE_MS / 2
    return offsetsOf(timeZone, fromAt, fromAt + ZONE_RANGE_MS)
  } catch {
    // a name that an older program took and this engine does not know
    return []
  }
}
