// Owns: step 11 结束面试: handed in once every byte of camera, screen and journal is safe on the server; the phone
// has its own time in which the candidate checks it.
import { refuse, type Refused } from '../../refusal/index.ts'
import type { Evidence } from '../command.ts'
import { already, defineStep, happened } from '../rule.ts'
import { overFromOf } from '../schedule.ts'

export const handIn = defineStep<'handIn' | 'confirmEvidence'>({
  step: 'handIn',
  window(it) {
    const overFrom = it.facts.enteredAt === null ? null : overFromOf(it)
    // never closes: what is late is still handed in (DESIGN §6)
    return overFrom === null ? null : { opensAt: overFrom, closesAt: null }
  },
  doneAt: (it) => it.facts.handedInAt,
  isOff: () => false,
  after: ['entry'],
  commands: {
    handIn: {
      needsGate: true,
      needsLease: true,
      decide: ({ attempt, evidence }) =>
        attempt.facts.handedInAt === null ? (unsafeIn(evidence) ?? happened({ kind: 'handedIn' })) : already,
    },
    // nobody confirms what has not arrived
    confirmEvidence: {
      needsGate: true,
      needsLease: false,
      decide: ({ attempt, evidence }) =>
        attempt.facts.evidenceCheckedAt === null
          ? (unsafeIn(evidence) ?? happened({ kind: 'evidenceChecked' }))
          : already,
    },
  },
})

function unsafeIn({ unsafePartIds = [] }: Evidence): Refused | null {
  return unsafePartIds.length > 0 ? refuse('recordingsNotSafe', { ids: [...unsafePartIds] }) : null
}
