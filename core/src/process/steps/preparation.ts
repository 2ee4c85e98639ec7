// Owns: step 2 设备准备: the checks of room, devices and network; results are kept for the organiser.
import { defineStep, happened } from '../rule.ts'
import { windowBefore } from '../schedule.ts'

export const preparation = defineStep<'prepare'>({
  step: 'preparation',
  window: (it) => windowBefore(it, 'preparation'),
  doneAt: (it) => it.facts.preparedAt,
  isOff: () => false,
  after: [],
  commands: {
    // may be repeated: the newest result counts
    prepare: {
      needsGate: true,
      needsLease: false,
      decide: ({ command }) => happened({ kind: 'prepared', checks: command.checks }),
    },
  },
})
