// Proves which feeds are an alarm, that another outage is another alarm, and whom a feed that is not recorded holds.
import type { FeedStatement } from '@zhishi/core/recording'
import { expect, test } from 'vitest'
import { alarmingOf, isHeldBy, isNotable, outageKey, waitedFor } from './alarming.ts'

const NOW = Date.UTC(2026, 11, 17, 1, 32, 33)
const of = (feed: FeedStatement['feed'], change: Partial<FeedStatement> = {}): FeedStatement => ({
  feed,
  state: 'recording',
  sinceAt: NOW - 60_000,
  missingMs: 0,
  cause: null,
  ...change,
})
const missing = { state: 'missing', cause: 'taken', missingMs: 23_000 } as const

test('missing is an alarm; starting is none yet, unless only a press can begin it; the phone has its own line', () => {
  const feedsOf = (...feeds: FeedStatement[]) => alarmingOf(feeds).map(({ feed }) => feed)
  expect(feedsOf(of('camera', missing), of('screen'))).toEqual(['camera'])
  expect(feedsOf(of('camera', { state: 'starting', cause: 'opening' }))).toEqual([])
  expect(feedsOf(of('screen', { state: 'starting', cause: 'pressNeeded' }))).toEqual(['screen'])
  expect(feedsOf(of('evidence', missing), of('camera', { state: 'notDue' }))).toEqual([])
})

test('the same outage stays the same while its seconds count; a later one is another', () => {
  const first = of('camera', missing)
  expect(outageKey({ ...first, sinceAt: first.sinceAt })).toBe(
    outageKey(of('camera', { ...missing, missingMs: 99_000 })),
  )
  expect(outageKey(of('camera', { ...missing, sinceAt: NOW }))).not.toBe(outageKey(first))
  expect(outageKey(of('screen', missing))).not.toBe(outageKey(first))
})

test('what was missing is told afterwards from three seconds on', () => {
  expect([0, 2999, 3000].map((missingMs) => isNotable({ missingMs }))).toEqual([false, false, true])
})

test('before T0 a feed that is not recorded holds, also one nothing is known of; after it, offline or excused it never does', () => {
  const before = { stage: 'waiting', isReached: true, isExcused: false } as const
  const screenLost = waitedFor([of('camera'), of('screen', missing)])
  expect(screenLost.map(({ feed }) => feed)).toEqual(['screen'])
  expect(waitedFor([]).map(({ feed }) => feed)).toEqual(['camera', 'screen'])
  expect(isHeldBy(screenLost, before)).toBe(true)
  expect(isHeldBy(waitedFor([of('camera'), of('screen')]), before)).toBe(false)
  for (const change of [{ stage: 'answering' }, { isReached: false }, { isExcused: true }] as const) {
    expect(isHeldBy(screenLost, { ...before, ...change })).toBe(false)
  }
})
