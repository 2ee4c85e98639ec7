// Owns: how a live picture stays near the edge of what has come: by the rate of playing, and by jumps.
// Pure. Never touches a player (feed-player.ts).

/** What must be left ahead when the least is there, just before more comes: covers what is late by half of what comes at a time. */
export const RESERVE_S = 0.5
/** A line on which it stood still gets more, up to this; above it nobody would call it live. */
export const RESERVE_MAX_S = 2.5
/** How much more after each time it stood still. */
export const RESERVE_STEP_S = 0.3
/** Data come a second at a time: the least within so long a time is the moment before the next comes. */
export const BACK_STEP_MS = 2500
/** Nothing is done within it, or the rate would change each second. */
const BAND_S = 0.3
/** Rates at which speech sounds as it is. */
const SLOWER = 0.93
const FASTER = 1.07
const MUCH_FASTER = 1.25
/** Further behind than this nobody waits for a quicker rate. */
const JUMP_S = 2.5

export type Chase = { kind: 'rate'; rate: number } | { kind: 'jump'; byS: number }

/** @param leastS the least that lay ahead of the picture in the last {@link BACK_STEP_MS}; @param reserveS what should have */
export function chase(leastS: number, reserveS: number): Chase {
  const tooMuch = leastS - reserveS
  if (tooMuch > JUMP_S) return { kind: 'jump', byS: tooMuch }
  if (tooMuch > 3 * BAND_S) return { kind: 'rate', rate: MUCH_FASTER }
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
