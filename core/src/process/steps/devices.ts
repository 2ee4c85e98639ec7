// Owns: step 9 设备确认: the candidate confirms camera and microphone after entry; changing them stays possible.
import { already, defineStep, happened } from '../rule.ts'
import { windowInside } from '../schedule.ts'

export const devices = defineStep<'confirmDevices'>({
  step: 'devices',
  window: (it) => (it.facts.enteredAt === null ? null : windowInside(it, it.facts.enteredAt)),
  doneAt: (it) => it.facts.devicesConfirmedAt,
  isOff: () => false,
  after: ['entry'],
  commands: {
    confirmDevices: {
      needsGate: true,
      needsLease: true,
      decide: ({ attempt }) =>
        attempt.facts.devicesConfirmedAt === null ? happened({ kind: 'devicesConfirmed' }) : already,
    },
  },
})
