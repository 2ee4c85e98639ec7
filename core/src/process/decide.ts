// Owns: the only way an attempt is changed: a command becomes events, or a named refusal.
// Pure and total; the service runs it under a row lock and stores what it says.
import { may, type Actor } from '../access/index.ts'
import { refuse, type Refused, type Result } from '../refusal/index.ts'
import type { Instant } from '../time/index.ts'
import type { Attempt, OwnedAttempt } from './attempt.ts'
import type { AttemptEvent, Command, CommandKind, Evidence } from './command.ts'
import { COMMAND_KINDS } from './command.ts'
import { reasonsAgainst } from './gates.ts'
import { isFinal, phaseAt } from './phase.ts'
import { fromOtherDevice, refuseFor, type CommandRule } from './rule.ts'
import { rulings } from './rulings.ts'
import type { Step } from './step.ts'
import { stepRules } from './steps/index.ts'

type Owned = { step: Step | null; rule: CommandRule<CommandKind> }

/** Which step owns which command; every command has exactly one owner (a test keeps it so). */
const owners = new Map<CommandKind, Owned>()
for (const rule of Object.values(stepRules)) {
  for (const [kind, one] of Object.entries(rule.commands)) {
    owners.set(kind as CommandKind, { step: rule.step, rule: one as CommandRule<CommandKind> })
  }
}
for (const [kind, one] of Object.entries(rulings)) {
  owners.set(kind as CommandKind, { step: null, rule: one as CommandRule<CommandKind> })
}

/** The step a command belongs to; null for what people decide outside the steps. */
export function ownerOf(kind: CommandKind): Step | null {
  return ownedBy(kind).step
}

/**
 * What happens when `actor` asks `command` of the attempt at `now` (the instant the server received the request).
 * `ok` with no events: it is so already.
 */
export function decide(
  it: OwnedAttempt,
  command: Command,
  actor: Actor,
  now: Instant,
  evidence: Evidence = {},
): Result<AttemptEvent[]> {
  const refused = refusalBefore(it, command.kind, actor, now)
  if (refused) return refused
  return ownedBy(command.kind).rule.decide({ attempt: it, command, actor, now, evidence })
}

/** What ends an attempt is a claim that may come late; it is never held up by a doubt about the clock. */
const ENDING: readonly CommandKind[] = ['finish', 'handIn', 'confirmEvidence']

/** Whether a wrong clock would let somebody through a gate at the wrong time, or set a wrong T0 (【开始】). */
export function opensByClock(kind: CommandKind): boolean {
  return kind === 'begin' || (ownedBy(kind).rule.needsGate && !ENDING.includes(kind))
}

/** Why the actor may not do now what belongs to a step beside its commands (a code, a picture); null: may. */
export function refusalTo(step: Step, it: Attempt, actor: Actor, now: Instant): Refused | null {
  const reason = reasonsAgainst(step, it, now)[0]
  if (reason) return refuseFor(reason)
  return fromOtherDevice(it, actor) ? refuse('otherDevice') : null
}

/** Commands that would not be refused before their details are looked at: what a page may offer now. */
export function abilities(it: OwnedAttempt, actor: Actor, now: Instant): CommandKind[] {
  return COMMAND_KINDS.filter((kind) => refusalBefore(it, kind, actor, now) === null)
}

function refusalBefore(it: OwnedAttempt, kind: CommandKind, actor: Actor, now: Instant) {
  if (!may(actor, kind, it)) return refuse('notAllowed')
  const { step, rule } = ownedBy(kind)
  const isCandidate = actor.kind === 'candidate'
  if (isCandidate && isFinal(phaseAt(it, now)) && phaseAt(it, now) !== 'missed') return refuse('attemptOver')
  if (rule.needsGate && step !== null) {
    const reason = reasonsAgainst(step, it, now)[0]
    if (reason) return refuseFor(reason)
  }
  if (rule.needsLease && fromOtherDevice(it, actor)) return refuse('otherDevice')
  return rule.against?.(it, now) ?? null
}

function ownedBy(kind: CommandKind): Owned {
  const owned = owners.get(kind)
  if (!owned) throw new Error(`no step owns the command ${kind}`)
  return owned
}
