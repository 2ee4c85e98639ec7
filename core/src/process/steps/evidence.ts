// Owns: step 5 佐证绑定: the phone is bound and its first bytes have been received once before entry
// (docs/process-rules.md#evidence).
// Never hides a later interruption: that is the recording's gap, not this step's.
import { already, defineStep, happened } from '../rule.ts'
import { checkInWindow } from '../schedule.ts'

export const evidence = defineStep<'bindEvidence' | 'receiveEvidence'>({
  step: 'evidence',
  // re-binding stays open until hand-in for an attempt that has entered
  window: (it) => checkInWindow(it, 'withHandIn'),
  doneAt: (it) => it.facts.evidenceReceivedAt,
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
  },
})
