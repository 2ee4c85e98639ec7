// Owns: what people decide about an attempt outside the eleven steps: allowances, withdrawal, removal, voiding.
// Never happens by machine (DESIGN §7: machines notice, people decide).
import type { CommandRule } from './rule.ts'
import { already, happened } from './rule.ts'

type RulingKind = 'grantAllowance' | 'withdraw' | 'remove' | 'void'

export const rulings: { [K in RulingKind]: CommandRule<K> } = {
  grantAllowance: {
    needsGate: false,
    needsLease: false,
    decide: ({ command, now }) =>
      happened({ kind: 'allowanceGranted', allowance: { ...command.allowance, grantedAt: now } }),
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
