// Proves: the stage moves on by the clock over a view that has grown old, follows an end that is moved, and never lets in
// who may not be inside.
import type { Phase } from '@zhishi/core/process'
import { expect, test } from 'vitest'
import { stageOf, type Stage } from './stage.ts'

const START = 1000
const END = 2000

/** At this instant, by a view of this phase whose end is `endsAt`. */
function at(phase: Phase, now: number, endsAt = END, isFinishedHere = false): Stage {
  return stageOf(phase, { hasBegun: now >= START, hasEnded: now >= endsAt, isFinishedHere })
}

test('a view from before T0 is enough to come to the questions and to their end without a network', () => {
  expect([999, 1000, 1999, 2000].map((now) => at('waiting', now))).toEqual([
    'waiting',
    'answering',
    'answering',
    'over',
  ])
})

test('who came back late has no more time; extra time moves the end, also after it had passed here', () => {
  expect([1900, 2000].map((now) => at('answering', now))).toEqual(['answering', 'over'])
  expect([2000, 2499, 2500].map((now) => at('answering', now, 2500))).toEqual(['answering', 'answering', 'over'])
  // an early end stays one
  expect(at('answering', 1500, 2500, true)).toBe('over')
})

test('the server has the last word on who is inside', () => {
  for (const phase of ['before', 'checkIn', 'missed', 'withdrawn', 'removed', 'voided'] as const) {
    expect(at(phase, 1500)).toBe('outside')
  }
  expect(at('handingIn', 1500)).toBe('over')
})
