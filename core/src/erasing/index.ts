// Owns: when what is kept of an attempt or of an interview may be erased, and what whoever asks must say that they accept.
// Never erases, and never decides how long something must be kept: that is the organiser's to know.
import { z } from 'zod'
import type { AttemptId, PartId } from '../ids/index.ts'
import { isFinal, phaseAt, type Attempt } from '../process/index.ts'
import { accept, refuse, type Result } from '../refusal/index.ts'
import type { Instant } from '../time/index.ts'

/**
 * `unsealed`: devices may still hold bytes that never came, and send them in vain afterwards · `unpublished`: it is to be scored,
 * and nobody will be able to. The program publishes no results, so every attempt that is to be scored needs the second.
 */
export const ERASING_ACCEPTS = ['unsealed', 'unpublished'] as const
export const erasingAccept = z.enum(ERASING_ACCEPTS)
export type ErasingAccept = z.infer<typeof erasingAccept>

export type ErasableAttempt = {
  id: AttemptId
  attempt: Attempt
  /** parts that are announced and not sealed */
  unsealed: readonly PartId[]
  /** its interview has a rubric, and its sitting is not for practice */
  isToBeScored: boolean
}

/** More names are read by nobody. */
const NAMED_AT_MOST = 20

/**
 * Whether all of these may be erased. Refuses `attemptNotOver` (its candidate may still come, or is inside: whoever is not to
 * come is taken off the roster), `recordingsNotSafe` and `resultNotPublished`, each with the ids it is about.
 */
export function decideErasing(
  those: readonly ErasableAttempt[],
  accepted: readonly ErasingAccept[],
  now: Instant,
): Result<null> {
  const named = (ids: readonly string[]): { ids: string[] } => ({ ids: ids.slice(0, NAMED_AT_MOST) })
  const phases = those.map((one) => ({ ...one, phase: phaseAt(one.attempt, now) }))
  const isDone = ({ phase }: (typeof phases)[number]): boolean =>
    isFinal(phase) || phase === 'handedIn' || phase === 'handingIn'
  const going = phases.filter((one) => !isDone(one))
  if (going.length > 0) return refuse('attemptNotOver', named(going.map(({ id }) => id)))
  const unsafe = phases.filter(({ phase, unsealed }) => phase === 'handingIn' || unsealed.length > 0)
  if (unsafe.length > 0 && !accepted.includes('unsealed')) {
    const ids = unsafe.flatMap(({ id, unsealed }): string[] => (unsealed.length > 0 ? [...unsealed] : [id]))
    return refuse('recordingsNotSafe', named(ids))
  }
  const unscored = phases.filter(
    ({ phase, isToBeScored }) => isToBeScored && (phase === 'handedIn' || phase === 'handingIn'),
  )
  if (unscored.length > 0 && !accepted.includes('unpublished'))
    return refuse('resultNotPublished', named(unscored.map(({ id }) => id)))
  return accept(null)
}
