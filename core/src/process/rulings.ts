// Owns: what people decide about an attempt outside the eleven steps: allowances, withdrawal, removal,
// voiding, whether it was the candidate who went on at another computer, and that nobody waits to sign in.
// Never happens by machine (docs/promises.md#machines-notice-people-decide).
import { refuse, type Refused } from '../refusal/index.ts'
import type { Instant } from '../time/index.ts'
import type { Attempt } from './attempt.ts'
import type { CommandRule } from './rule.ts'
import { already, happened } from './rule.ts'
import { endsAtOf } from './schedule.ts'
import { decidedByAnother, identityCheckOf } from './steps/sign-in.ts'

type RulingKind = 'grantAllowance' | 'settleIdentity' | 'endWaiting' | 'withdraw' | 'remove' | 'void'

export const rulings: { [K in RulingKind]: CommandRule<K> } = {
  grantAllowance: {
    needsGate: false,
    needsLease: false,
    against: onceHandedIn,
    decide({ attempt, command: { allowance }, now }) {
      const refused =
        allowance.kind === 'extraTime'
          ? refuseExtraTime(attempt, allowance.lengthMs, now)
          : allowance.kind === 'lateEntry'
            ? refuseLateEntry(attempt, allowance.untilAt, now)
            : null
      return refused ?? happened({ kind: 'allowanceGranted', allowance: { ...allowance, grantedAt: now } })
    },
  },
  settleIdentity: {
    needsGate: false,
    needsLease: false,
    decide({ attempt, command: { isConfirmed, reason }, actor, evidence }) {
      const decided = decidedByAnother(attempt, actor, evidence)
      if (decided) return decided
      if (identityCheckOf(attempt.facts) === null) return already
      return happened(
        isConfirmed ? { kind: 'identityConfirmed', by: 'staff', reason } : { kind: 'identityRefused', reason },
      )
    },
  },
  // each time it is given it counts anew: what it frees is a number of tries
  endWaiting: {
    needsGate: false,
    needsLease: false,
    decide: ({ command }) => happened({ kind: 'waitingEnded', reason: command.reason }),
  },
  withdraw: {
    needsGate: false,
    needsLease: false,
    decide: ({ attempt, command }) =>
      attempt.facts.withdrawnAt === null ? happened({ kind: 'withdrawn', reason: command.reason }) : already,
  },
  remove: {
    needsGate: false,
    needsLease: false,
    against: onceHandedIn,
    decide: ({ attempt, command }) =>
      attempt.facts.removedAt === null ? happened({ kind: 'removed', reason: command.reason }) : already,
  },
  void: {
    needsGate: false,
    needsLease: false,
    decide: ({ attempt, command }) =>
      attempt.facts.voidedAt === null ? happened({ kind: 'voided', reason: command.reason }) : already,
  },
}

/** What is handed in is with the examiners: it is not reopened or taken away, only declared void by the organiser. */
function onceHandedIn({ facts }: Attempt): Refused | null {
  return facts.handedInAt === null ? null : refuse('attemptOver')
}

/** More time helps nobody who has ended, and moves no end into the past. */
function refuseExtraTime(it: Attempt, lengthMs: number, now: Instant): Refused | null {
  if (it.facts.finishedAt !== null) return refuse('attemptOver')
  const endsAt = endsAtOf(it)
  return endsAt !== null && endsAt + lengthMs <= now ? refuse('windowClosed', { at: endsAt + lengthMs }) : null
}

/** For who has not entered, and until an instant that is still to come. */
function refuseLateEntry({ facts }: Attempt, untilAt: Instant, now: Instant): Refused | null {
  if (facts.enteredAt !== null) return refuse('attemptOver')
  return untilAt <= now ? refuse('windowClosed', { at: untilAt }) : null
}
