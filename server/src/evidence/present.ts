// Owns: what a bound phone may know of the attempt it films.
// Never more than it needs to guide the candidate: no question, no lot, no whole name.
import type { EvidenceView } from '@zhishi/core/contract'
import { checkEvidenceUntil, endsAtOf, phaseAt, startsAtOf } from '@zhishi/core/process'
import type { GrantClaims } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { LoadedAttempt } from '../attempts/service.ts'
import { zoneOf } from '../platform/zone.ts'

/** `isStopped`: the phone may begin no new part, because another one was bound or because the attempt was decided. */
export function presentEvidence(
  { attempt, interview, sitting, id }: LoadedAttempt,
  options: { deviceId: GrantClaims['deviceId']; maskedName: string; isStopped: boolean },
  now: Instant,
): EvidenceView {
  const phase = phaseAt(attempt, now)
  const isDecided = phase === 'withdrawn' || phase === 'removed' || phase === 'voided'
  return {
    serverNow: now,
    attemptId: id,
    deviceId: options.deviceId,
    interviewName: interview.name,
    sittingName: sitting.name,
    ...zoneOf(interview.timeZone, now),
    supportPhone: interview.supportPhone,
    maskedName: options.maskedName,
    phase,
    startsAt: startsAtOf(attempt),
    endsAt: endsAtOf(attempt),
    checkUntil: checkEvidenceUntil(attempt, now),
    sweepMs: attempt.settings.evidence.sweep,
    isSwept: attempt.facts.evidenceSweptAt !== null,
    isReplaced: options.isStopped && !isDecided,
    bitsPerSecond: attempt.settings.recording.evidenceBitsPerSecond,
  }
}
