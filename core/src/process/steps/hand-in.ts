// Owns: step 11 结束面试: handed in once every byte of camera, screen and journal is safe on the server; the phone
// has its own time in which the candidate checks it.
import { refuse } from '../../refusal/index.ts'
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
      decide({ attempt, evidence }) {
        if (attempt.facts.handedInAt !== null) return already
        const unsafe = evidence.unsafePartIds ?? []
        return unsafe.length > 0 ? refuse('recordingsNotSafe', { ids: [...unsafe] }) : happened({ kind: 'handedIn' })
      },
    },
    confirmEvidence: {
      needsGate: true,
      needsLease: false,
      decide: ({ attempt }) =>
        attempt.facts.evidenceCheckedAt === null ? happened({ kind: 'evidenceChecked' }) : already,
    },
  },
})
