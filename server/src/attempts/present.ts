// Owns: what of an attempt leaves the server.
// Never sends a fact that the asking person may not know: the lot only once it is drawn, names only masked.
import { abilitiesOn, type Actor } from '@zhishi/core/access'
import type { AttemptView } from '@zhishi/core/contract'
import {
  abilities,
  checkEvidenceUntil,
  endsAtOf,
  gates,
  identityCheckOf,
  mayGoOnAt,
  nextChangeAt,
  phaseAt,
  startsAtOf,
} from '@zhishi/core/process'
import type { Instant } from '@zhishi/core/time'
import type { PersonView } from '../candidates/service.ts'
import type { LoadedAttempt } from './repo.ts'
import { zoneOf } from '../platform/zone.ts'

/** What a view needs to know of other features. */
export type Around = {
  person: PersonView
  /** how many attachments the sitting has */
  attachments: number
  evidence: { lastBytesAt: Instant | null; bytes: number; isSealed: boolean } | null
}

export function presentAttempt(it: LoadedAttempt, around: Around, actor: Actor, now: Instant): AttemptView {
  const { attempt, interview, sitting } = it
  const { facts, settings } = attempt
  return {
    serverNow: now,
    attemptId: it.id,
    interview: {
      interviewId: interview.id as AttemptView['interview']['interviewId'],
      name: interview.name,
      organiser: interview.organiser,
      ...zoneOf(interview.timeZone, now),
      supportPhone: interview.supportPhone,
    },
    sitting: { sittingId: it.sittingId, name: sitting.name, isMock: sitting.isMock },
    candidate: {
      maskedName: around.person.maskedName,
      maskedNumber: around.person.maskedNumber,
      post: it.post,
    },
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
    abilities: [...abilities(attempt, actor, now), ...abilitiesOn(actor, attempt)],
    leaseDeviceId: facts.leaseDeviceId,
    canGoOnHere: actor.kind === 'candidate' && mayGoOnAt(attempt, actor.deviceId, now),
    identityCheck: identityCheckOf(facts),
    enteredAt: facts.enteredAt,
    finishedAt: facts.finishedAt,
    handedInAt: facts.handedInAt,
    handedInGaps: facts.handedInGaps,
    face: settings.signIn.face,
    texts: interview.texts,
    evidence: presentEvidence(it, around, now),
    sweepMs: settings.evidence.sweep,
    attachments: around.attachments,
    recording: settings.recording,
  }
}

function presentEvidence({ attempt }: LoadedAttempt, { evidence }: Around, now: Instant): AttemptView['evidence'] {
  const { evidenceBoundAt, evidenceReceivedAt, evidenceSweptAt, evidenceCheckedAt } = attempt.facts
  if (evidenceBoundAt === null) return null
  return {
    boundAt: evidenceBoundAt,
    receivedAt: evidenceReceivedAt,
    sweptAt: evidenceSweptAt,
    lastBytesAt: evidence?.lastBytesAt ?? null,
    bytes: evidence?.bytes ?? 0,
    isSealed: evidence?.isSealed ?? false,
    checkUntil: checkEvidenceUntil(attempt, now),
    checkedAt: evidenceCheckedAt,
  }
}
