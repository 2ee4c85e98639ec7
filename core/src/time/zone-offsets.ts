// Owns: how far a time zone is ahead of UTC, by the zone data of the engine it runs on, and when that changes.
// Never decides whose data is right: the server's is, and pages compare theirs with it.
import { DAY_MS, SECOND_MS } from './lengths.ts'

/** From this instant on the zone is ahead of UTC by so much; the first one also says what was before. */
export type ZoneOffset = { fromAt: number; aheadMs: number }

/** How long a time a server tells of: interviews are set up months ahead and looked at months later. */
export const ZONE_RANGE_MS = 800 * DAY_MS
/** Zones keep an offset for four weeks at the least (Morocco changes it for Ramadan): a look a week misses none. */
const CHECK_EVERY_MS = 7 * DAY_MS
const clocks = new Map<string, Intl.DateTimeFormat>()

/** @throws RangeError where this engine does not know the zone */
export function aheadMs(at: number, timeZone: string): number {
  let clock = clocks.get(timeZone)
  if (!clock) {
    // en-US: the calendar and the digits are the same in every engine
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    })
    clocks.set(timeZone, clock)
  }
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return wall - Math.floor(at / SECOND_MS) * SECOND_MS
}

/** Every offset of the zone from one instant to another, in order. @throws RangeError where the zone is not known */
export function offsetsOf(timeZone: string, fromAt: number, untilAt: number): ZoneOffset[] {
  const found: ZoneOffset[] = [{ fromAt, aheadMs: aheadMs(fromAt, timeZone) }]
  for (let at = fromAt; at < untilAt;) {
    const next = Math.min(at + CHECK_EVERY_MS, untilAt)
    const ahead = aheadMs(next, timeZone)
    if (ahead !== found.at(-1)!.aheadMs) found.push({ fromAt: changeBetween(at, next, timeZone), aheadMs: ahead })
    at = next
  }
  return found
}

/** The first second with the offset of the later instant. */
function changeBetween(before: number, after: number, timeZone: string): number {
  const ahead = aheadMs(after, timeZone)
  let [low, high] = [Math.floor(before / SECOND_MS), Math.floor(after / SECOND_MS)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (aheadMs(middle * SECOND_MS, timeZone) === ahead) high = middle
    else low = middle
  }
  return high * SECOND_MS
}

/** The offset at an instant; before the first and after the last, the nearest. */
export function offsetAt(offsets: readonly ZoneOffset[], at: number): number {
  return (offsets.findLast((one) => one.fromAt <= at) ?? offsets[0])?.aheadMs ?? 0
}
