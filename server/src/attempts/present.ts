// Owns: what of an attempt leaves the server.
// Never sends a fact that the asking person may not know: the lot only once it is drawn, names only masked.
import type { AttemptRow, AttemptView } from '@zhishi/core/contract'
import { abilities, endsAtOf, gates, nextChangeAt, phaseAt, startsAtOf, type Actor } from '@zhishi/core/process'
import type { Instant } from '@zhishi/core/time'
import type { PersonView } from '../people/service.ts'
import type { LoadedAttempt } from './repo.ts'

export function presentAttempt(it: LoadedAttempt, person: PersonView, actor: Actor, now: Instant): AttemptView {
  const { attempt, interview, sitting } = it
  const { facts, settings } = attempt
  return {
    serverNow: now,
    attemptId: it.id,
    interview: {
      interviewId: interview.id as AttemptView['interview']['interviewId'],
      name: interview.name,
      organiser: interview.organiser,
      timeZone: interview.timeZone,
      supportPhone: interview.supportPhone,
    },
    sitting: { sittingId: it.sittingId, name: sitting.name },
    candidate: { maskedName: person.maskedName, post: it.post },
    lot: facts.lotDrawnAt === null ? null : it.lot,
    phase: phaseAt(attempt, now),
    schedule: {
      startsAt: startsAtOf(attempt),
      endsAt: endsAtOf(attempt),
      durationMs: settings.answering.duration,
      isSelfPaced: attempt.sitting.selfPaced !== null,
    },
    gates: gates(attempt, now),
    nextChangeAt: nextChangeAt(attempt, now),
    abilities: abilities(attempt, actor, now),
    leaseDeviceId: facts.leaseDeviceId,
    enteredAt: facts.enteredAt,
    finishedAt: facts.finishedAt,
    handedInAt: facts.handedInAt,
    recording: settings.recording,
  }
}

export function presentAttemptRow(
  it: LoadedAttempt,
  person: PersonView,
  recordings: AttemptRow['recordings'],
  lastBeatAt: Instant | null,
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
    lastBeatAt,
    recordings,
  }
}
