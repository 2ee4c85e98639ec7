// Owns: step 3 人脸登录: one computer at a time, consent before anything is captured, identity confirmed for this
// sitting by face, by a proctor, or by the personal code alone where the settings ask for no face.
import { refuse } from '../../refusal/index.ts'
import { already, defineStep, fromOtherDevice, happened } from '../rule.ts'
import { checkInWindow, isExcused } from '../schedule.ts'

export const signIn = defineStep<'signIn' | 'consent' | 'confirmIdentity' | 'handOver'>({
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
      decide({ attempt, command, actor }) {
        const { leaseDeviceId, identityConfirmedAt } = attempt.facts
        if (actor.role === 'candidate' && actor.deviceId !== command.deviceId) return refuse('otherDevice')
        if (leaseDeviceId !== null && leaseDeviceId !== command.deviceId) return refuse('otherDevice')
        const isFaceAsked = attempt.settings.signIn.face === 'required' && !isExcused(attempt, 'signIn')
        return happened(
          ...(leaseDeviceId === null ? [{ kind: 'leased' as const, deviceId: command.deviceId }] : []),
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
    confirmIdentity: {
      needsGate: true,
      needsLease: false,
      decide({ attempt, actor, evidence }) {
        const { identityConfirmedAt, leaseDeviceId, faceTries, consentedAt } = attempt.facts
        if (identityConfirmedAt !== null) return already
        if (leaseDeviceId === null) return refuse('stepMissing', { step: 'signIn' })
        if (actor.role !== 'system') return happened({ kind: 'identityConfirmed', by: 'staff' })
        if (consentedAt === null) return refuse('identityNeeded')
        if (faceTries >= attempt.settings.signIn.faceTries) return refuse('triesUsedUp')
        return happened(
          evidence.faceMatched === true ? { kind: 'identityConfirmed', by: 'face' } : { kind: 'faceRefused' },
        )
      },
    },
    handOver: {
      needsGate: true,
      needsLease: false,
      decide({ attempt, command, actor }) {
        if (attempt.facts.leaseDeviceId === command.deviceId) return already
        // a candidate may only let go of the computer in hand; naming the next one is a proctor's decision
        if (actor.role === 'candidate' && (command.deviceId !== null || fromOtherDevice(attempt, actor))) {
          return refuse('otherDevice')
        }
        return happened({ kind: 'handedOver', deviceId: command.deviceId })
      },
    },
  },
})
