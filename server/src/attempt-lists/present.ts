// Owns: what of an attempt stands in a row of the staff table.
// Never a whole name or number: names leave masked only.
import type { AttemptRow } from '@zhishi/core/contract'
import { endsAtOf, identityCheckOf, phaseAt, startsAtOf } from '@zhishi/core/process'
import type { Instant } from '@zhishi/core/time'
import type { LoadedAttempt } from '../attempts/service.ts'
import type { PersonView } from '../candidates/service.ts'

export function presentAttemptRow(
  it: LoadedAttempt,
  person: PersonView,
  around: Pick<
    AttemptRow,
    | 'recordings'
    | 'notices'
    | 'lastBeatAt'
    | 'unwitnessedMs'
    | 'helpWaitingSince'
    | 'otherDeviceSince'
    | 'notRecording'
    | 'missing'
    | 'held'
  >,
  now: Instant,
): AttemptRow {
  const { facts } = it.attempt
  return {
    attemptId: it.id,
    maskedName: person.maskedName,
    maskedNumber: person.maskedNumber,
    post: it.post,
    phase: phaseAt(it.attempt, now),
    startsAt: startsAtOf(it.attempt),
    endsAt: endsAtOf(it.attempt),
    enteredAt: facts.enteredAt,
    finishedAt: facts.finishedAt,
    handedInAt: facts.handedInAt,
    handedInGaps: facts.handedInGaps,
    identityAskedAt: facts.identityAskedAt,
    identityCheck: identityCheckOf(facts),
    ...around,
  }
}
