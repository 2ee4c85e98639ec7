// Proves what is said before a sign-out: that a recording computer stays, that the face is asked for again, or nothing.
import type { AttemptView } from '@zhishi/core/contract'
import { deviceId } from '@zhishi/core/ids'
import { expect, test } from 'vitest'
import { signOutMeans } from './sign-out.ts'

const here = deviceId.parse('00000000-0000-4000-8000-000000000001')
const elsewhere = deviceId.parse('00000000-0000-4000-8000-000000000002')

function viewOf(phase: AttemptView['phase'], isConfirmed: boolean, leaseDeviceId: AttemptView['leaseDeviceId'] = here) {
  const doneAt = isConfirmed ? 1 : null
  const signIn = { step: 'signIn' as const, state: 'open' as const, opensAt: 0, closesAt: 0, doneAt, reasons: [] }
  return { phase, leaseDeviceId, face: 'required' as const, gates: [signIn] }
}

test('what signing out means follows from the attempts that this computer holds', () => {
  expect(signOutMeans([], here)).toBe('nothing')
  expect(signOutMeans([viewOf('checkIn', false)], here)).toBe('nothing')
  expect(signOutMeans([viewOf('checkIn', true)], here)).toBe('identity')
  expect(signOutMeans([{ ...viewOf('checkIn', true), face: 'off' }], here)).toBe('nothing')
  expect(signOutMeans([viewOf('checkIn', true, elsewhere), viewOf('answering', true, elsewhere)], here)).toBe('nothing')
  for (const phase of ['waiting', 'answering', 'handingIn'] as const) {
    expect(signOutMeans([viewOf('checkIn', true), viewOf(phase, true)], here)).toBe('held')
  }
  expect(signOutMeans([viewOf('handedIn', true), viewOf('missed', true)], here)).toBe('nothing')
})
