// Owns: step 8 进入面试: first entry within its window, one display, the whole screen shared; an attempt that has
// entered returns until its end. Late entry does not move the end (docs/process-rules.md#entry).
import { refuse } from '../../refusal/index.ts'
import { defineStep, happened } from '../rule.ts'
import { entryWindow, windowInside } from '../schedule.ts'
import { drawIfMissing } from './draw.ts'

export const entry = defineStep<'enter'>({
  step: 'entry',
  window(it) {
    const { enteredAt } = it.facts
    return enteredAt === null ? entryWindow(it) : windowInside(it, enteredAt)
  },
  doneAt: (it) => it.facts.enteredAt,
  isOff: () => false,
  after: ['signIn', 'briefing', 'evidence', 'attachments'],
  commands: {
    enter: {
      needsGate: true,
      needsLease: true,
      decide({ attempt, command, actor }) {
        if (actor.kind !== 'candidate') return refuse('notAllowed')
        if (command.displays !== 1) return refuse('displaysNotOne')
        if (command.displaySurface !== 'monitor') return refuse('screenNotWhole')
        const { deviceId } = actor
        return attempt.facts.enteredAt === null
          ? happened(...drawIfMissing(attempt), { kind: 'entered', deviceId })
          : happened({ kind: 'returned', deviceId })
      },
    },
  },
})
