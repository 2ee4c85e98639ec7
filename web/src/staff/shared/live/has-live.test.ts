import { PHASES } from '@zhishi/core/process'
import { expect, test } from 'vitest'
import { hasLive } from './has-live.ts'

test('a way to the live view is there while something may be recorded, and until the phone is stopped', () => {
  const during = (isPhoneOpen: boolean) => PHASES.filter((phase) => hasLive(phase, isPhoneOpen))
  expect(during(false)).toEqual(['checkIn', 'waiting', 'answering'])
  expect(during(true)).toEqual(['checkIn', 'waiting', 'answering', 'handingIn'])
})
