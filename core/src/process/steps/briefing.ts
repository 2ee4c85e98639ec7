// Owns: step 4 阅读面试流程: the candidate has read the process to its end and confirms it.
import { already, defineStep, happened } from '../rule.ts'
import { checkInWindow } from '../schedule.ts'

export const briefing = defineStep<'confirmBriefing'>({
  step: 'briefing',
  window: (it) => checkInWindow(it, 'withEntry'),
  doneAt: (it) => it.facts.briefedAt,
  isOff: (it) => !it.settings.briefing.isRequired,
  after: ['signIn'],
  commands: {
    confirmBriefing: {
      needsGate: true,
      needsLease: true,
      decide: ({ attempt }) => (attempt.facts.briefedAt === null ? happened({ kind: 'briefed' }) : already),
    },
  },
})
