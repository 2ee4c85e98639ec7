// Owns: step 11 结束面试: handed in once every byte of camera, screen and journal is safe on the server, with what was not
// recorded named; the phone has its own time in which the candidate checks it.
import { refuse, type Refused } from '../../refusal/index.ts'
import type { Attempt, LineGap } from '../attempt.ts'
import type { Evidence, Uncovered } from '../command.ts'
import { already, defineStep, happened } from '../rule.ts'
import { overFromOf } from '../schedule.ts'

export const handIn = defineStep<'handIn' | 'confirmEvidence'>({
  step: 'handIn',
  window(it) {
    const overFrom = it.facts.enteredAt === null ? null : overFromOf(it)
    // never closes: what is late is still handed in (docs/process-rules.md#hand-in)
    return overFrom === null ? null : { opensAt: overFrom, closesAt: null }
  },
  doneAt: (it) => it.facts.handedInAt,
  isOff: () => false,
  after: ['entry'],
  commands: {
    handIn: {
      needsGate: true,
      needsLease: true,
      decide({ attempt, command, evidence }) {
        if (attempt.facts.handedInAt !== null) return already
        const { uncovered = [] } = evidence
        const refused = unsafeIn(evidence) ?? (command.acceptsMissing ? null : absentIn(uncovered))
        return refused ?? happened({ kind: 'handedIn', gaps: gapsThatCount(uncovered, attempt) })
      },
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

/** Nothing at all of a line: perhaps it lies on another computer, so somebody who knows has to say that it does not. */
function absentIn(uncovered: readonly Uncovered[]): Refused | null {
  const absent = uncovered.filter(({ isAbsent }) => isAbsent)
  return absent.length > 0 ? refuse('recordingsMissing', { ids: absent.map(({ line }) => line) }) : null
}

/** Handed in with gaps: those that are longer than the interview's settings let pass. */
function gapsThatCount(uncovered: readonly Uncovered[], { settings }: Attempt): LineGap[] {
  return uncovered
    .filter(({ missingMs }) => missingMs > settings.recording.gapCountsFrom)
    .map(({ line, missingMs }) => ({ line, lengthMs: Math.round(missingMs) }))
}

function unsafeIn({ unsafePartIds = [] }: Evidence): Refused | null {
  return unsafePartIds.length > 0 ? refuse('recordingsNotSafe', { ids: [...unsafePartIds] }) : null
}
