// Proves when a feed that is due and does not record is an alarm, one millisecond to each side, whatever its device says.
import { expect, test } from 'vitest'
import { defaultSettings } from '../interview/index.ts'
import { noFacts, type Attempt, type Facts } from '../process/index.ts'
import type { Feed } from '../recording/index.ts'
import { MINUTE_MS, SECOND_MS } from '../time/index.ts'
import { alarmsOf, type FeedSeen } from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const attempt = (facts: Partial<Facts> = {}): Attempt => ({
  settings: defaultSettings,
  sitting: { startsAt: T0, selfPaced: null, entryReleasedAt: null },
  facts: { ...noFacts, enteredAt: T0 - MINUTE_MS, ...facts },
})
const NOW = T0 + MINUTE_MS
/** Heard a second ago, and growing: as if all were well. */
const well: FeedSeen = {
  grewAt: NOW - SECOND_MS,
  bytesAt: NOW - SECOND_MS,
  reported: null,
  lastBeatAt: NOW - SECOND_MS,
}
const alarms = (camera: Partial<FeedSeen>, it = attempt(), now = NOW) =>
  alarmsOf(
    it,
    new Map<Feed, FeedSeen>([
      ['camera', { ...well, ...camera }],
      ['screen', { ...well, grewAt: now, lastBeatAt: now }],
    ]),
    now,
  )

test('bytes that have not grown for two beats, though the device is heard and sends what it has', () => {
  expect(alarms({})).toEqual([])
  expect(alarms({ grewAt: NOW - 10 * SECOND_MS })).toEqual([])
  expect(alarms({ grewAt: NOW - 10 * SECOND_MS - 1 })).toEqual([
    { feed: 'camera', sinceAt: NOW - 10 * SECOND_MS - 1, cause: null },
  ])
  // it makes up for what was recorded an hour ago
  expect(alarms({ grewAt: null, bytesAt: NOW })).toMatchObject([{ feed: 'camera', cause: null }])
})

test('a device that is not heard: bytes may still come, and then nobody can tell', () => {
  const gone = { grewAt: NOW - 20 * SECOND_MS, lastBeatAt: NOW - 10 * SECOND_MS - 1 }
  expect(alarms({ ...gone, bytesAt: NOW - 10 * SECOND_MS })).toEqual([])
  expect(alarms({ ...gone, bytesAt: NOW - 10 * SECOND_MS - 1 })).toEqual([
    { feed: 'camera', sinceAt: NOW - 20 * SECOND_MS, cause: 'noBeats' },
  ])
  expect(alarms({ grewAt: null, bytesAt: null, lastBeatAt: null })).toEqual([
    { feed: 'camera', sinceAt: T0 - MINUTE_MS, cause: 'noBeats' },
  ])
})

test('what the device says counts at once, until a beat shows that bytes grew after it', () => {
  const reported = { at: NOW - 4 * SECOND_MS, cause: 'taken' } as const
  expect(alarms({ reported, grewAt: NOW - 6 * SECOND_MS })).toEqual([
    { feed: 'camera', sinceAt: NOW - 6 * SECOND_MS, cause: 'taken' },
  ])
  // the beat may tell of bytes from up to five seconds before it
  expect(alarms({ reported, grewAt: reported.at + 5 * SECOND_MS - 1 }, attempt(), NOW + 5 * SECOND_MS)).toHaveLength(1)
  expect(alarms({ reported, grewAt: reported.at + 5 * SECOND_MS }, attempt(), NOW + 5 * SECOND_MS)).toEqual([])
  expect(alarms({ reported: { ...reported, at: T0 - MINUTE_MS - 1 } }), 'of before entry').toEqual([])
})

test('only what is due: from entry to the end, and a phone that has sent something', () => {
  const dead = { grewAt: null, bytesAt: null }
  expect(alarms(dead, attempt({ enteredAt: NOW - 10 * SECOND_MS }))).toEqual([])
  expect(alarms(dead, attempt({ enteredAt: NOW - 10 * SECOND_MS - 1 }))).toHaveLength(1)
  expect(alarms(dead, attempt({ finishedAt: NOW }))).toEqual([])
  expect(alarms(dead, attempt({ enteredAt: null }))).toEqual([])
  expect(alarms({}, attempt({ evidenceReceivedAt: T0 - MINUTE_MS }))).toMatchObject([{ feed: 'evidence' }])
})
