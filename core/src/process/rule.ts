// Owns: the form that every step's rule has, and what steps share: order, lease, and the words for "no".
// Never holds a rule of one step.
import type { Actor } from '../access/index.ts'
import { accept, refuse, type Refused, type Result } from '../refusal/index.ts'
import type { Instant, Window } from '../time/index.ts'
import type { Attempt } from './attempt.ts'
import type { AttemptEvent, Command, CommandKind, Evidence } from './command.ts'
import type { GateReason } from './gate.ts'
import { isExcused } from './schedule.ts'
import type { Step } from './step.ts'

/** Everything a command's rule may look at. */
export type Asked<Kind extends CommandKind> = {
  attempt: Attempt
  command: Extract<Command, { kind: Kind }>
  actor: Actor
  now: Instant
  evidence: Evidence
}

/** The rule of one command. */
export type CommandRule<Kind extends CommandKind> = {
  /** asked only while its step's window is open and the steps before are settled */
  needsGate: boolean
  /** a candidate may give it only from the computer that holds the lease */
  needsLease: boolean
  /** what speaks against the command at this instant whatever its details are; null: nothing */
  against?(it: Attempt, now: Instant): Refused | null
  decide(asked: Asked<Kind>): Result<AttemptEvent[]>
}

/** The rule of one step: when it is open, what must come first, when it is done, and its commands. */
export type StepRule<Kind extends CommandKind = CommandKind> = {
  step: Step
  window(it: Attempt): Window | null
  /** null: not done */
  doneAt(it: Attempt, now: Instant): Instant | null
  /** the settings do not ask for this step */
  isOff(it: Attempt): boolean
  /** steps that must be done, excused or off before this one */
  after: readonly Step[]
  commands: { [K in Kind]: CommandRule<K> }
}

/** Declares a step's rule; only helps the compiler to see which commands it owns. */
export function defineStep<Kind extends CommandKind>(rule: StepRule<Kind>): StepRule<Kind> {
  return rule
}

/** Whether a step no longer stands in the way of later ones. */
export function isSettled(rule: Pick<StepRule, 'step' | 'doneAt' | 'isOff'>, it: Attempt, now: Instant): boolean {
  return rule.isOff(it) || isExcused(it, rule.step) || rule.doneAt(it, now) !== null
}

/** An answer that changes nothing: what was asked is so already. */
export const already: Result<AttemptEvent[]> = accept([])

export function happened(...events: AttemptEvent[]): Result<AttemptEvent[]> {
  return accept(events)
}

/** The refusal for the first reason of a gate. */
export function refuseFor(reason: GateReason): Refused {
  return refuse(reason.code, {
    ...(reason.step === undefined ? {} : { step: reason.step }),
    ...(reason.at === undefined ? {} : { at: reason.at }),
  })
}

/**
 * One computer at a time: a candidate's command must come from the device that holds the lease
 * (docs/process-rules.md#sign-in).
 */
export function fromOtherDevice(it: Attempt, actor: Actor): boolean {
  return actor.kind === 'candidate' && it.facts.leaseDeviceId !== actor.deviceId
}
