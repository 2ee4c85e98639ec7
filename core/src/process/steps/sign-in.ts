// Owns: step 3 人脸登录: one computer at a time, what another one needs before and after T0, consent before anything is captured, identity confirmed for this
// sitting by face, by a proctor, or by the personal code alone where the settings ask for no face.
import type { Actor } from '../../access/index.ts'
import type { Settings } from '../../interview/index.ts'
import { refuse } from '../../refusal/index.ts'
import type { Attempt, Facts } from '../attempt.ts'
import type { Evidence } from '../command.ts'
import { already, defineStep, fromOtherDevice, happened } from '../rule.ts'
import type { DeviceId } from '../../ids/index.ts'
import type { Instant } from '../../time/index.ts'
import { checkInWindow, isExcused, startsAtOf } from '../schedule.ts'

/** The pictures without which nobody can be compared with anybody. */
export const COMPARED = ['idPhoto', 'front'] as const

/** Where a kept photo of somebody came from: the organiser registered it, or their own camera took it. */
export type PhotoOrigin = 'organiser' | 'camera'

/**
 * Whether a kept photo is what a face is compared with. What somebody's own camera took says only that the same person sits
 * there again: enough for practice, and no proof of who it is anywhere else.
 */
export function countsAsIdPhoto(origin: PhotoOrigin, { isMock }: { isMock: boolean }): boolean {
  return origin === 'organiser' || isMock
}

/** Whether somebody may take such a photo now. @param kept where the photo came from that is kept; null: there is none */
export function mayTakeIdPhoto(
  { signIn: { mayEnrolFromCamera } }: Settings,
  { isMock }: { isMock: boolean },
  kept: PhotoOrigin | null,
): boolean {
  return mayEnrolFromCamera && isMock && kept !== 'organiser'
}

/** Whether these pictures are enough to say that somebody is who they say; with fewer a person gives a reason instead. */
export function canCompare(pictures: readonly string[]): boolean {
  return COMPARED.every((one) => pictures.includes(one))
}

/**
 * Whether the candidate may go on at this computer although another one, or none, holds the attempt: from T0 on, once entered, a return
 * waits for nobody. It is noticed, and who is there is checked afterwards.
 */
export function mayGoOnAt(it: Attempt, deviceId: DeviceId, now: Instant): boolean {
  const { leaseDeviceId, enteredAt, handedInAt } = it.facts
  const startsAt = startsAtOf(it)
  return leaseDeviceId !== deviceId && enteredAt !== null && handedInAt === null && startsAt !== null && now >= startsAt
}

/** What is left of an identity that is checked afterwards. `refused`: a person said that it is somebody else. Null: nothing. */
export function identityCheckOf(facts: Facts): { state: 'toCheck' | 'refused'; sinceAt: Instant } | null {
  const { identityToCheckAt: sinceAt, identityRefusedReason } = facts
  return sinceAt === null ? null : { state: identityRefusedReason === null ? 'toCheck' : 'refused', sinceAt }
}

export const signIn = defineStep<
  'signIn' | 'consent' | 'askForPerson' | 'confirmIdentity' | 'refuseIdentity' | 'handOver'
>({
  step: 'signIn',
  // signing in again and hand-over stay open until hand-in for an attempt that has entered
  window: (it) => checkInWindow(it, 'withHandIn'),
  doneAt: (it) => it.facts.identityConfirmedAt,
  isOff: () => false,
  after: [],
  commands: {
    signIn: {
      needsGate: true,
      needsLease: false,
      decide({ attempt, command: { deviceId }, actor, now }) {
        const { leaseDeviceId, identityConfirmedAt, enteredAt } = attempt.facts
        if (actor.kind === 'candidate' && actor.deviceId !== deviceId) return refuse('otherDevice')
        // whoever has entered has shown who they are, at another computer
        const isMove = leaseDeviceId === null ? enteredAt !== null : mayGoOnAt(attempt, deviceId, now)
        if (isMove) return happened({ kind: 'moved', deviceId, fromDeviceId: leaseDeviceId })
        if (leaseDeviceId !== null && leaseDeviceId !== deviceId) return refuse('otherDevice')
        const isFaceAsked = attempt.settings.signIn.face === 'required' && !isExcused(attempt, 'signIn')
        return happened(
          ...(leaseDeviceId === null ? [{ kind: 'leased' as const, deviceId }] : []),
          ...(identityConfirmedAt === null && !isFaceAsked
            ? [{ kind: 'identityConfirmed' as const, by: 'personalCode' as const }]
            : []),
        )
      },
    },
    consent: {
      needsGate: false,
      needsLease: false,
      decide: ({ attempt }) => (attempt.facts.consentedAt === null ? happened({ kind: 'consented' }) : already),
    },
    askForPerson: {
      needsGate: true,
      needsLease: true,
      decide({ attempt }) {
        const { identityConfirmedAt, identityAskedAt } = attempt.facts
        return identityConfirmedAt !== null || identityAskedAt !== null ? already : happened({ kind: 'personAsked' })
      },
    },
    confirmIdentity: {
      needsGate: true,
      needsLease: false,
      decide({ attempt, command, actor, evidence }) {
        const { identityConfirmedAt, leaseDeviceId, faceTries, consentedAt } = attempt.facts
        const decided = decidedByAnother(attempt, actor, evidence)
        if (decided) return decided
        const isToCheck = attempt.facts.identityToCheckAt !== null
        // afterwards people settle it by their own command; the machine may still find that it is the same person
        if (identityConfirmedAt !== null && !(isToCheck && actor.kind === 'system')) return already
        if (leaseDeviceId === null) return refuse('stepMissing', { step: 'signIn' })
        if (actor.kind !== 'system') {
          const { reason } = command
          if (reason !== undefined) return happened({ kind: 'identityConfirmed', by: 'staff', reason })
          const seen = evidence.picturesSeen ?? []
          if (canCompare(seen)) return happened({ kind: 'identityConfirmed', by: 'staff' })
          return refuse('picturesUnseen', { ids: COMPARED.filter((one) => !seen.includes(one)) })
        }
        if (consentedAt === null) return refuse('identityNeeded')
        if (faceTries >= attempt.settings.signIn.faceTries) return refuse('triesUsedUp')
        if (evidence.faceMatched === true) return happened({ kind: 'identityConfirmed', by: 'face' })
        // what is not clearly the same person is looked at by a person, whatever is tried again meanwhile
        return happened(
          { kind: 'faceRefused' },
          ...(attempt.facts.identityAskedAt === null && !isToCheck ? [{ kind: 'personAsked' as const }] : []),
        )
      },
    },
    refuseIdentity: {
      needsGate: true,
      needsLease: false,
      decide: ({ attempt, command, actor, evidence }) =>
        decidedByAnother(attempt, actor, evidence) ??
        (attempt.facts.identityConfirmedAt === null && attempt.facts.identityAskedAt !== null
          ? happened({ kind: 'identityRefused', reason: command.reason })
          : already),
    },
    handOver: {
      needsGate: true,
      needsLease: false,
      decide({ attempt, command, actor, evidence }) {
        if (attempt.facts.leaseDeviceId === command.deviceId) return already
        if (actor.kind !== 'candidate') {
          const { deviceId } = command
          if (deviceId !== null && !evidence.signedInDeviceIds?.includes(deviceId)) return refuse('otherDevice')
          // before entry a computer that nobody has named shows who is there itself
          const isFreed = deviceId === null && attempt.facts.enteredAt === null
          return happened(isFreed ? { kind: 'released' } : { kind: 'handedOver', deviceId })
        }
        // a candidate may only let go of the computer in hand; naming the next one is a proctor's decision
        if (command.deviceId !== null || fromOtherDevice(attempt, actor)) return refuse('otherDevice')
        // from entry on this computer records, and sends what it recorded until the hand-in
        return attempt.facts.enteredAt === null ? happened({ kind: 'released' }) : refuse('notAllowed')
      },
    },
  },
})

/**
 * Two proctors may have the same person before them: the first decision stands, and the other one learns whose it is.
 * Null: nobody else has decided on what is being asked; one's own decision may be repeated.
 */
export function decidedByAnother({ facts }: Attempt, actor: Actor, { lastDecision }: Evidence) {
  if (actor.kind !== 'staff' || !lastDecision || lastDecision.staffId === actor.staffId) return null
  const isAsked = facts.identityConfirmedAt === null && facts.identityAskedAt !== null
  return isAsked || identityCheckOf(facts)?.state === 'toCheck'
    ? null
    : refuse('identityDecided', { by: lastDecision.name, at: lastDecision.at })
}
