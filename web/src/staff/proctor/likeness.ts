// Owns: saying in a word what a distance between two face descriptors means. Pure.
// Never a verdict: at each of these distances there are strangers who look alike and people who look unlike themselves.

export type Likeness = 'veryClose' | 'close' | 'unclear' | 'far'

/** At most this the built-in engine calls a clear match; at 0.60, usual elsewhere, one stranger in three would pass. */
const VERY_CLOSE = 0.4
const CLOSE = 0.5
const UNCLEAR = 0.6

/** @param distance Euclidean, of the descriptors; 0: the same picture */
export function likenessOf(distance: number): Likeness {
  if (distance <= VERY_CLOSE) return 'veryClose'
  if (distance <= CLOSE) return 'close'
  return distance <= UNCLEAR ? 'unclear' : 'far'
}
