// Owns: turning settings, sitting and allowances into the absolute windows of one attempt (docs/process-rules.md#windows).
// Never looks at the time: a window is the same at whatever moment it is asked.
import type { Instant, Window } from '../time/index.ts'
import type { Allowance, Attempt } from './attempt.ts'
import type { Step } from './step.ts'

/** T0: the sitting's, or, self-paced, the attempt's own once it has begun. Null: not known yet. */
export function startsAtOf(it: Attempt): Instant | null {
  return it.sitting.selfPaced ? it.facts.ownStartsAt : it.sitting.startsAt
}

/** The last instant at which the attempt may answer: T0 + duration + extra time. Late entry does not move it. */
export function endsAtOf(it: Attempt): Instant | null {
  const startsAt = startsAtOf(it)
  if (startsAt === null) return null
  const extraMs = allowancesOf(it, 'extraTime').reduce((sum, one) => sum + one.lengthMs, 0)
  return startsAt + it.settings.answering.duration + extraMs
}

/**
 * The first instant at which answering is over: that of an early finish, or the one after the last allowed instant,
 * because windows are closed. Null while it is not known (self-paced and not entered).
 */
export function overFromOf(it: Attempt): Instant | null {
  const { selfPaced } = it.sitting
  const lastAt = endsAtOf(it) ?? (selfPaced && it.facts.enteredAt !== null ? selfPaced.closesAt : null)
  const { finishedAt } = it.facts
  if (lastAt === null) return finishedAt
  return finishedAt === null ? lastAt + 1 : Math.min(finishedAt, lastAt + 1)
}

/** Whether answering is over: early, or by the clock alone. */
export function isOver(it: Attempt, now: Instant): boolean {
  const overFrom = overFromOf(it)
  return overFrom !== null && now >= overFrom
}

/** Until when the candidate checks that the phone has uploaded (step 11); null: answering is not over. */
export function checkEvidenceUntil(it: Attempt, now: Instant): Instant | null {
  const overFrom = overFromOf(it)
  return overFrom !== null && now >= overFrom ? overFrom + it.settings.evidence.checkWithin : null
}

/** From a step's instant until answering is over: the window of an attempt that is inside. */
export function windowInside(it: Attempt, opensAt: Instant): Window {
  const overFrom = overFromOf(it)
  return { opensAt, closesAt: overFrom === null ? null : overFrom - 1 }
}

/** First entry. Self-paced: the sitting's own window. */
export function entryWindow(it: Attempt): Window | null {
  const { selfPaced, startsAt, entryReleasedAt } = it.sitting
  const { opensBefore, closesAfter, release } = it.settings.entry
  if (selfPaced) return { opensAt: selfPaced.opensAt, closesAt: selfPaced.closesAt }
  if (startsAt === null) return null
  if (release === 'organiser' && entryReleasedAt === null) return null
  const opensAt = it.sitting.keptOpenings?.entry ?? Math.max(startsAt - opensBefore, entryReleasedAt ?? 0)
  return { opensAt, closesAt: Math.max(opensAt, firstEntryClosesAt(it, startsAt + closesAfter)) }
}

/** The instant after which an attempt that has not entered is missed, known even before entry is released. */
export function missedAfter(it: Attempt): Instant | null {
  const { selfPaced, startsAt } = it.sitting
  if (selfPaced) return selfPaced.closesAt
  return startsAt === null ? null : firstEntryClosesAt(it, startsAt + it.settings.entry.closesAfter)
}

function firstEntryClosesAt(it: Attempt, regularAt: Instant): Instant {
  const latest = Math.max(regularAt, ...allowancesOf(it, 'lateEntry').map((one) => one.untilAt))
  return Math.min(latest, endsAtOf(it) ?? latest)
}

/**
 * Sign-in and evidence stay open for those who have entered, until their recordings are handed in
 * (docs/process-rules.md#sign-in).
 */
export function checkInWindow(it: Attempt, closes: 'withEntry' | 'withHandIn'): Window | null {
  const { selfPaced, startsAt } = it.sitting
  const opensAt = selfPaced
    ? selfPaced.opensAt
    : startsAt === null
      ? null
      : (it.sitting.keptOpenings?.signIn ?? startsAt - it.settings.signIn.opensBefore)
  if (opensAt === null) return null
  if (closes === 'withHandIn' && it.facts.enteredAt !== null) return { opensAt, closesAt: it.facts.handedInAt }
  return { opensAt, closesAt: missedAfter(it) }
}

/** A window that counts back from T0, for what is done on the days before. */
export function windowBefore(it: Attempt, step: 'download' | 'preparation'): Window | null {
  const { selfPaced, startsAt, keptOpenings } = it.sitting
  const lengths = it.settings[step]
  if (selfPaced) return { opensAt: selfPaced.opensAt - lengths.opensBefore, closesAt: selfPaced.closesAt }
  return startsAt === null
    ? null
    : { opensAt: keptOpenings?.[step] ?? startsAt - lengths.opensBefore, closesAt: startsAt - lengths.closesBefore }
}

/** Whether an allowance excuses the step. */
export function isExcused(it: Attempt, step: Step): boolean {
  return allowancesOf(it, 'excuse').some((one) => one.step === step)
}

function allowancesOf<Kind extends Allowance['kind']>(it: Attempt, kind: Kind): Extract<Allowance, { kind: Kind }>[] {
  return it.facts.allowances.filter((one): one is Extract<Allowance, { kind: Kind }> => one.kind === kind)
}
