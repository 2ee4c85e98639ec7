// Owns: step 9 设备确认: the candidate confirms camera and microphone after entry, once camera and screen record; changing
// devices stays possible.
import { refuseUnlessRecording } from '../due.ts'
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
      decide({ attempt, command, now }) {
        if (attempt.facts.devicesConfirmedAt !== null) return already
        return refuseUnlessRecording(command.recording, attempt, now) ?? happened({ kind: 'devicesConfirmed' })
      },
    },
  },
})
