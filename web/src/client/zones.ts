// Owns: zones as the server knows them. Browsers bring zone data of their own, which may be years old: where it disagrees
// with the server's, times are shown by the server's offset.
// Never guesses: a zone that neither knows is shown as UTC, and named so.
import { offsetAt, offsetsOf, ZONE_RANGE_MS, type ZoneOffset } from '@zhishi/core/time'

type Known = { offsets: readonly ZoneOffset[]; agrees: boolean }
const zones = new Map<string, Known>()

/** Takes what the server says of a zone. */
export function noteZone(timeZone: string, offsets: readonly ZoneOffset[]): void {
  const known = zones.get(timeZone)
  if (known && isSame(known.offsets, offsets)) return
  zones.set(timeZone, { offsets, agrees: offsets.length === 0 ? isKnownHere(timeZone) : doesAgree(timeZone, offsets) })
}

/** Takes every zone out of an answer of the server, or of one that was kept. */
export function noteZonesIn(it: unknown): void {
  if (Array.isArray(it)) {
    for (const one of it) noteZonesIn(one)
  } else if (typeof it === 'object' && it !== null) {
    const { timeZone, zoneOffsets } = it as { timeZone?: unknown; zoneOffsets?: unknown }
    // parsed by the contract before
    if (typeof timeZone === 'string' && Array.isArray(zoneOffsets)) noteZone(timeZone, zoneOffsets as ZoneOffset[])
    for (const one of Object.values(it)) if (typeof one === 'object') noteZonesIn(one)
  }
}

/** The instant and the zone by which `Intl` writes what a clock in the zone shows then. */
export function asShown(at: number, timeZone: string): { at: number; timeZone: string } {
  const known = zones.get(timeZone)
  if (known?.agrees ?? isKnownHere(timeZone)) return { at, timeZone }
  return { at: at + offsetAt(known?.offsets ?? [], at), timeZone: 'UTC' }
}

/** The offset by which the zone is shown instead of by its name: `UTC+5:30`. Null: by its name. */
export function shownOffset(at: number, timeZone: string): string | null {
  if (asShown(at, timeZone).timeZone === timeZone) return null
  const minutes = Math.round(offsetAt(zones.get(timeZone)?.offsets ?? [], at) / 60_000)
  if (minutes === 0) return 'UTC'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}

function doesAgree(timeZone: string, offsets: readonly ZoneOffset[]): boolean {
  const { fromAt } = offsets[0]!
  try {
    return isSame(offsetsOf(timeZone, fromAt, fromAt + ZONE_RANGE_MS), offsets)
  } catch {
    return false
  }
}

const isSame = (one: readonly ZoneOffset[], other: readonly ZoneOffset[]): boolean =>
  one.length === other.length &&
  one.every(({ fromAt, aheadMs }, at) => fromAt === other[at]?.fromAt && aheadMs === other[at].aheadMs)

function isKnownHere(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
