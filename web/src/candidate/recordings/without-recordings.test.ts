// Proves what is said of an attempt of which this computer holds nothing.
import { expect, test } from 'vitest'
import { withoutRecordings } from './without-recordings.ts'

test('nobody is sent to the computer of then for what was never recorded', () => {
  expect(withoutRecordings({ enteredAt: null, phase: 'before' }, false)).toBe('notYet')
  expect(withoutRecordings({ enteredAt: null, phase: 'checkIn' }, false)).toBe('notYet')
  expect(withoutRecordings({ enteredAt: null, phase: 'missed' }, false)).toBe('never')
  expect(withoutRecordings({ enteredAt: 1, phase: 'handedIn' }, false)).toBe('notHere')
  expect(withoutRecordings({ enteredAt: null, phase: 'before' }, true)).toBe('elsewhere')
  // not known here: it may lie anywhere
  expect(withoutRecordings(undefined, false)).toBe('notHere')
})
