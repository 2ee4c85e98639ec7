// Owns: when a device was not heard of, from its beats. Made by the server: a device that is away cannot say so itself.
// Never says why: the network, the computer and the candidate look the same from here.
import type { Instant } from '../time/index.ts'
import { BEAT_INTERVAL_MS } from './beat.ts'
import type { Gap } from './timeline.ts'

/** Two beats missed. */
export const PRESENCE_GAP_MS = 2 * BEAT_INTERVAL_MS

/** The stretches of a time without a beat that are longer than {@link PRESENCE_GAP_MS}. Beats come in any order. */
export function presenceGaps(beatsAt: readonly Instant[], within: { fromAt: Instant; toAt: Instant }): Gap[] {
  const beatsInside = beatsAt.filter((at) => at >= within.fromAt && at <= within.toAt).sort((a, b) => a - b)
  return [...beatsInside, within.toAt].flatMap((toAt, at) => {
    const fromAt = beatsInside[at - 1] ?? within.fromAt
    return toAt - fromAt > PRESENCE_GAP_MS ? [{ fromAt, toAt }] : []
  })
}
