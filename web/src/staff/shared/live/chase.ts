// Owns: how a live picture stays near the edge of what has come: by the rate of playing, and by jumps.
// Pure. Never touches a player (feed-player.ts).

/** What a viewer has ahead: data come in lumps of a second, so this much covers one that is late by half of that. */
export const AHEAD_S = 1.5
/** A line on which it stood still gets more, up to this; above it nobody would call it live. */
export const AHEAD_MAX_S = 4
/** How much more after each time it stood still. */
export const AHEAD_STEP_S = 0.5
/** The lumps themselves: within it nothing is done, or the rate would change each second. */
const BAND_S = 0.7
/** Rates at which speech sounds as it is. */
const SLOWER = 0.93
const FASTER = 1.07
const MUCH_FASTER = 1.25
/** Further behind than this nobody waits for a quicker rate. */
const JUMP_S = 5

export type Chase = { kind: 'rate'; rate: number } | { kind: 'jump'; toAheadS: number }

/** @param aheadS what lies between the picture and the edge; @param wantedS what should lie there */
export function chase(aheadS: number, wantedS: number): Chase {
  const tooMuch = aheadS - wantedS
  if (tooMuch > JUMP_S) return { kind: 'jump', toAheadS: wantedS }
  if (tooMuch > 2 * BAND_S) return { kind: 'rate', rate: MUCH_FASTER }
  if (tooMuch > BAND_S) return { kind: 'rate', rate: FASTER }
  if (tooMuch < -BAND_S) return { kind: 'rate', rate: SLOWER }
  return { kind: 'rate', rate: 1 }
}

/** Stretches of time that are buffered, in order. */
export type Ranges = readonly { from: number; to: number }[]

/** Two ranges that are nearer than this are one: recorders leave holes of a frame or two. */
const HOLE_S = 0.15

/** How far it goes on from a time without a hole; the time itself where nothing is there. */
export function endOfRange(ranges: Ranges, at: number): number {
  return ranges.reduce((end, { from, to }) => (from <= end + HOLE_S && to > end ? to : end), at)
}

/** Where to go on when nothing is at a time: the next stretch; null: none is known. A part that ended leaves such holes. */
export function nextRange(ranges: Ranges, at: number): number | null {
  return ranges.find(({ from, to }) => to > at + HOLE_S && from > at)?.from ?? null
}
