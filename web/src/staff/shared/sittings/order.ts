// Owns: the order of the sittings: nearest to now first, so that the one that runs stands on top. Pure.
import type { SittingView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'

/** Self-paced sittings have no T0 and come after all that have one. */
export function nearestFirst(sittings: readonly SittingView[], now: Instant): SittingView[] {
  const distance = ({ startsAt }: SittingView): number => (startsAt === null ? Infinity : Math.abs(startsAt - now))
  // two without a T0 are equally far: Infinity - Infinity is no number
  return [...sittings].sort((a, b) => (distance(a) === distance(b) ? 0 : distance(a) - distance(b)))
}
