// Owns: step 10 开始答题: the countdown, the A4 sheet, T0 of a self-paced attempt, and the early end.
// Never needs the network to end: T0 + duration ends it by the clock alone.
import { refuse } from '../../refusal/index.ts'
import { refuseUnlessRecording } from '../due.ts'
import { already, defineStep, happened } from '../rule.ts'
import { endsAtOf, isOver, overFromOf, startsAtOf } from '../schedule.ts'

export const answering = defineStep<'begin' | 'showSheet' | 'finish'>({
  step: 'answering',
  window(it) {
    const startsAt = startsAtOf(it)
    return startsAt === null ? null : { opensAt: startsAt, closesAt: endsAtOf(it) }
  },
  doneAt: (it, now) => (it.facts.enteredAt !== null && isOver(it, now) ? overFromOf(it) : null),
  isOff: () => false,
  after: ['entry'],
  commands: {
    begin: {
      needsGate: false,
      needsLease: true,
      decide({ attempt, command, now }) {
        const { selfPaced } = attempt.sitting
        if (!selfPaced) return refuse('notSelfPaced')
        if (attempt.facts.enteredAt === null) return refuse('stepMissing', { step: 'entry' })
        if (attempt.facts.ownStartsAt !== null) return already
        if (now > selfPaced.closesAt) return refuse('windowClosed', { at: selfPaced.closesAt })
        const refused = refuseUnlessRecording(command.recording, attempt, now)
        if (refused) return refused
        return happened({ kind: 'begun', startsAt: now + attempt.settings.answering.selfPacedLead })
      },
    },
    showSheet: {
      needsGate: false,
      needsLease: true,
      decide({ attempt, now }) {
        if (attempt.facts.enteredAt === null) return refuse('stepMissing', { step: 'entry' })
        if (attempt.facts.sheetShownAt !== null) return already
        return isOver(attempt, now) ? refuse('attemptOver') : happened({ kind: 'sheetShown' })
      },
    },
    finish: {
      needsGate: true,
      needsLease: true,
      decide({ attempt, now }) {
        if (attempt.facts.finishedAt !== null) return already
        const endsAt = endsAtOf(attempt)
        if (!attempt.settings.answering.isEarlyFinishAllowed && endsAt !== null && now < endsAt) {
          return refuse('earlyFinishNotAllowed', { at: endsAt })
        }
        return happened({ kind: 'finished' })
      },
    },
  },
})
