// Owns: the one derived phase of an attempt, and when the clock alone will change it.
// Never stored, never changed by a read.
import type { Instant } from '../time/index.ts'
import type { Attempt } from './attempt.ts'
import type { Phase } from './gate.ts'
import { checkInWindow, isOver, missedAfter, startsAtOf } from './schedule.ts'

/**
 * The phase at an instant; total: every attempt has exactly one at every instant.
 * What people decided (voided, removed, withdrawn) stands before what the clock says.
 */
export function phaseAt(it: Attempt, now: Instant): Phase {
  const { facts } = it
  if (facts.voidedAt !== null) return 'voided'
  if (facts.removedAt !== null) return 'removed'
  if (facts.withdrawnAt !== null) return 'withdrawn'
  if (facts.enteredAt !== null) {
    if (isOver(it, now)) return facts.handedInAt === null ? 'handingIn' : 'handedIn'
    const startsAt = startsAtOf(it)
    return startsAt !== null && now >= startsAt ? 'answering' : 'waiting'
  }
  const closesAt = missedAfter(it)
  if (closesAt !== null && now > closesAt) return 'missed'
  const checkIn = checkInWindow(it, 'withEntry')
  return checkIn !== null && now >= checkIn.opensAt ? 'checkIn' : 'before'
}

const FINAL_PHASES = ['missed', 'withdrawn', 'removed', 'voided'] as const satisfies readonly Phase[]
export type FinalPhase = (typeof FINAL_PHASES)[number]

/** Phases in which nothing can be done any more by the candidate. */
export function isFinal(phase: Phase): phase is FinalPhase {
  return FINAL_PHASES.some((final) => final === phase)
}
