// Owns: what support is shown of an attempt.
// Never carries anything that was recorded, said or written.
import type { SupportRow } from '@zhishi/core/contract'
import type { AttemptBrief, Preparation } from '../attempts/service.ts'
import type { SignIn } from '../candidates/service.ts'
import type { UploadingDevice } from '../recordings/service.ts'

type SupportDevice = SupportRow['devices'][number]

export function presentSupportRow(
  brief: AttemptBrief,
  known: {
    abilities: SupportRow['abilities']
    preparation: Preparation | null
    devices: readonly UploadingDevice[]
    signIns: readonly SignIn[]
  },
): SupportRow {
  const uploading = new Map(known.devices.map((device) => [device.deviceId, device]))
  // a browser that is signed in and has no grant yet is a computer all the same: phones never sign in
  const signedIn = [...new Set(known.signIns.map((one) => one.deviceId))].filter((id) => !uploading.has(id))
  const devices: Omit<SupportDevice, 'hasLease'>[] = [
    ...uploading.values(),
    ...signedIn.map((deviceId) => ({
      deviceId,
      kind: 'computer' as const,
      userAgent: null,
      lastBeatAt: null,
      bytesBehind: 0,
    })),
  ]
  const { interviewId: _interviewId, personId: _personId, leaseDeviceId, ...line } = brief
  return {
    ...line,
    abilities: known.abilities,
    preparation: known.preparation,
    devices: devices.map((device) => ({ ...device, hasLease: device.deviceId === leaseDeviceId })),
  }
}
