// Owns: step 5 佐证绑定: the phone is bound, its first bytes have been received and the room has been filmed all the way
// around, each once, before entry (docs/process-rules.md#evidence).
// Never hides a later interruption: that is the recording's gap, not this step's. Never judges the film: people do.
import { refuse } from '../../refusal/index.ts'
import type { Instant } from '../../time/index.ts'
import type { Attempt } from '../attempt.ts'
import { already, defineStep, happened } from '../rule.ts'
import { checkInWindow } from '../schedule.ts'

export const evidence = defineStep<'bindEvidence' | 'receiveEvidence' | 'finishSweep'>({
  step: 'evidence',
  // re-binding stays open until hand-in for an attempt that has entered
  window: (it) => checkInWindow(it, 'withHandIn'),
  doneAt,
  isOff: (it) => !it.settings.evidence.isRequired,
  after: ['signIn', 'briefing'],
  commands: {
    bindEvidence: { needsGate: true, needsLease: false, decide: () => happened({ kind: 'evidenceBound' }) },
    receiveEvidence: {
      needsGate: false,
      needsLease: false,
      decide: ({ attempt }) =>
        attempt.facts.evidenceReceivedAt === null ? happened({ kind: 'evidenceReceived' }) : already,
    },
    // what has been filmed is a fact, however late the phone can tell it
    finishSweep: {
      needsGate: false,
      needsLease: false,
      decide({ attempt, now }) {
        const { evidenceBoundAt, evidenceSweptAt } = attempt.facts
        if (evidenceSweptAt !== null) return already
        if (evidenceBoundAt === null) return refuse('stepMissing', { step: 'evidence' })
        const earliestAt = evidenceBoundAt + attempt.settings.evidence.sweep
        return now < earliestAt ? refuse('notYetOpen', { at: earliestAt }) : happened({ kind: 'evidenceSwept' })
      },
    },
  },
})

/** Null until both have happened; a phone that is bound later need not be carried around the room again. */
function doneAt({ facts: { evidenceReceivedAt, evidenceSweptAt } }: Attempt): Instant | null {
  return evidenceReceivedAt === null || evidenceSweptAt === null ? null : Math.max(evidenceReceivedAt, evidenceSweptAt)
}
