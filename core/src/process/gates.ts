// Owns: the gate of every step at an instant: open, not yet and since when, why not, done (docs/process-rules.md#facts).
// Never changes anything; total for every attempt and instant.
import { isWithin, type Instant, type Window } from '../time/index.ts'
import type { Attempt } from './attempt.ts'
import type { Gate, GateReason, GateState } from './gate.ts'
import { isFinal, phaseAt } from './phase.ts'
import { isSettled } from './rule.ts'
import { isExcused } from './schedule.ts'
import { STEPS, type Step } from './step.ts'
import { stepRules } from './steps/index.ts'

/** Why the step cannot be done at this instant; empty when it can. The window comes before what is missing. */
export function reasonsAgainst(step: Step, it: Attempt, now: Instant): GateReason[] {
  const rule = stepRules[step]
  const window = rule.window(it)
  const phase = phaseAt(it, now)
  if (isFinal(phase) && phase !== 'missed') return [{ code: 'attemptOver' }]
  const reasons: GateReason[] = []
  if (window === null) reasons.push({ code: 'notYetOpen' })
  else if (now < window.opensAt) reasons.push({ code: 'notYetOpen', at: window.opensAt })
  else if (!isWithin(window, now)) reasons.push({ code: 'windowClosed', at: window.closesAt! })
  for (const earlier of rule.after) {
    if (!isSettled(stepRules[earlier], it, now)) reasons.push({ code: 'stepMissing', step: earlier })
  }
  return reasons
}

/** The window of a step; null: not known yet. */
export function windowOf(step: Step, it: Attempt): Window | null {
  return stepRules[step].window(it)
}

/** The gate of one step. */
export function gateOf(step: Step, it: Attempt, now: Instant): Gate {
  const rule = stepRules[step]
  const window = rule.window(it)
  const doneAt = rule.doneAt(it, now)
  const reasons = reasonsAgainst(step, it, now)
  return {
    step,
    state: stateOf(),
    opensAt: window?.opensAt ?? null,
    closesAt: window?.closesAt ?? null,
    doneAt,
    reasons,
  }

  function stateOf(): GateState {
    if (doneAt !== null) return 'done'
    if (rule.isOff(it) || isExcused(it, step)) return 'excused'
    const codes = reasons.map((reason) => reason.code)
    if (codes.includes('windowClosed') || codes.includes('attemptOver')) return 'missed'
    if (codes.includes('notYetOpen')) return 'notYet'
    return reasons.length > 0 ? 'blocked' : 'open'
  }
}

/** All eleven gates in the order of the process. */
export function gates(it: Attempt, now: Instant): Gate[] {
  return STEPS.map((step) => gateOf(step, it, now))
}

/** The next instant at which phase or gates differ from now by the clock alone; null: never. */
export function nextChangeAt(it: Attempt, now: Instant): Instant | null {
  const edges = STEPS.flatMap((step) => {
    const window = stepRules[step].window(it)
    return window === null ? [] : [window.opensAt, ...(window.closesAt === null ? [] : [window.closesAt + 1])]
  })
  const current = outline(it, now)
  return (
    edges
      .filter((edge) => edge > now)
      .sort((a, b) => a - b)
      .find((edge) => outline(it, edge) !== current) ?? null
  )
}

function outline(it: Attempt, now: Instant): string {
  return [
    phaseAt(it, now),
    ...gates(it, now).map(
      (gate) => `${gate.state}:${gate.reasons.map(({ code, step }) => `${code}${step ?? ''}`).join()}`,
    ),
  ].join()
}
