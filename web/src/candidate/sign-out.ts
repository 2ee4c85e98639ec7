// Owns: what signing out would mean for the interviews of who is signed in here, so that it is said before it is done.
// Never releases a computer: the server does, by the same facts (core/src/process/steps/sign-in.ts).
import type { AttemptView } from '@zhishi/core/contract'
import type { DeviceId } from '@zhishi/core/ids'

/**
 * `held`: this computer records for an attempt, or sends what it recorded, and stays its computer ·
 * `identity`: it is let go, and who is there has to be shown again · `nothing`: nothing of this is lost.
 */
export type SignOutMeans = 'held' | 'identity' | 'nothing'

const RECORDS = new Set<AttemptView['phase']>(['waiting', 'answering', 'handingIn'])

export function signOutMeans(
  views: readonly Pick<AttemptView, 'phase' | 'leaseDeviceId' | 'face' | 'gates'>[],
  device: DeviceId,
): SignOutMeans {
  const here = views.filter(({ leaseDeviceId }) => leaseDeviceId === device)
  if (here.some(({ phase }) => RECORDS.has(phase))) return 'held'
  const isConfirmed = here.some(
    ({ phase, face, gates }) =>
      phase === 'checkIn' &&
      face === 'required' &&
      gates.some(({ step, doneAt }) => step === 'signIn' && doneAt !== null),
  )
  return isConfirmed ? 'identity' : 'nothing'
}
