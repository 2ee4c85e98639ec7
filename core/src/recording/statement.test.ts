// Proves that no reassurance can stand beside a feed that is due and does not record, for every state of what is known.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FEEDS, MISSING_CAUSES, recordingStatement, STARTING_MS, type KnownFeed } from './index.ts'

const NOW = Date.UTC(2026, 11, 17, 1, 32, 33)
const good: KnownFeed = {
  feed: 'camera',
  isDue: true,
  recordingSince: NOW - 60_000,
  missingSince: null,
  missedMs: 0,
  cause: null,
  bytesHere: 1000,
  bytesThere: 400,
  isOnDisk: true,
}
const say = (...feeds: Partial<KnownFeed>[]) =>
  recordingStatement({ feeds: feeds.map((one) => ({ ...good, ...one })), isServerReachable: true }, NOW)

test('a feed that does not record is starting for some seconds, then an alarm with its length and cause', () => {
  const lost = { recordingSince: null, cause: 'taken' } as const
  const at = (ms: number) => say({ ...lost, missingSince: NOW - ms }, { feed: 'screen' })
  expect(at(STARTING_MS - 1)).toMatchObject({ sign: 'starting', missing: [], isAllRecording: false })
  expect(at(23_000)).toMatchObject({
    sign: 'missing',
    missing: [{ feed: 'camera', state: 'missing', sinceAt: NOW - 23_000, missingMs: 23_000, cause: 'taken' }],
    isAllRecording: false,
    isUnbroken: false,
    saved: ['screen'],
  })
  expect(say({ ...lost }).sign, 'not known since when: no grace').toBe('missing')
  expect(at(STARTING_MS).sign).toBe('missing')
})

test('what was missing before stays in the sum, and "without interruption" is not said again', () => {
  expect(say({ missedMs: 23_000 }, { feed: 'screen' })).toMatchObject({
    sign: 'recording',
    isAllRecording: true,
    isUnbroken: false,
    feeds: [{ missingMs: 23_000 }, { missingMs: 0 }],
  })
  expect(say({}, { feed: 'screen' })).toMatchObject({ isUnbroken: true, saved: ['camera', 'screen'] })
})

test('nothing is due: the sign is off and nothing is said', () => {
  expect(say({ isDue: false, recordingSince: null })).toMatchObject({
    sign: 'off',
    isAllRecording: false,
    isUnbroken: false,
    saved: [],
  })
  expect(recordingStatement({ feeds: [], isServerReachable: true }, NOW)).toMatchObject({
    sign: 'off',
    upload: 'nothing',
  })
})

test('what is uploaded: nothing, all, under way, waiting for the network', () => {
  const upload = (here: number, there: number, isServerReachable = true) =>
    recordingStatement({ feeds: [{ ...good, bytesHere: here, bytesThere: there }], isServerReachable }, NOW).upload
  expect([upload(0, 0), upload(9, 9), upload(9, 8), upload(9, 8, false)]).toEqual([
    'nothing',
    'all',
    'underway',
    'waiting',
  ])
})

test('whatever is known: no word of recording, of no interruption or of saving without every due feed doing it', () => {
  const some = fc.record<KnownFeed>({
    feed: fc.constantFrom(...FEEDS),
    isDue: fc.boolean(),
    recordingSince: fc.option(fc.constant(NOW - 5000)),
    missingSince: fc.option(fc.integer({ min: NOW - 90_000, max: NOW + 1000 })),
    missedMs: fc.nat(5000),
    cause: fc.option(fc.constantFrom(...MISSING_CAUSES)),
    bytesHere: fc.nat(3),
    bytesThere: fc.nat(3),
    isOnDisk: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(some, { maxLength: 3 }), fc.boolean(), (feeds, isServerReachable) => {
      const said = recordingStatement({ feeds, isServerReachable }, NOW)
      const isOneLost = feeds.some((one) => one.isDue && one.recordingSince === null)
      if (isOneLost)
        expect([said.isAllRecording, said.isUnbroken, said.sign === 'recording']).toEqual([false, false, false])
      for (const feed of said.saved) {
        expect(feeds.some((one) => one.feed === feed && one.isDue && one.isOnDisk && one.bytesHere > 0)).toBe(true)
      }
      if (said.upload === 'all') expect(feeds.every((one) => one.bytesThere >= one.bytesHere)).toBe(true)
    }),
  )
})
