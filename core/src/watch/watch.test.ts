// Proves the rules behind the figures: every bound at its edge, percentiles and times left, and for one attempt which key,
// feed, seal and stretch is missing, one millisecond to each side of every limit.
import { expect, test } from 'vitest'
import { defaultSettings } from '../interview/index.ts'
import type { DeviceId } from '../ids/index.ts'
import { noFacts, PHASES, type Attempt, type Facts } from '../process/index.ts'
import type { HeldPart, Line } from '../recording/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../time/index.ts'
import {
  ABSENT_FROM_MS,
  boundsOfFigure,
  identityWaitsSince,
  isAbsent,
  isKeyDue,
  isSafe,
  isSealDue,
  missingOf,
  p95,
  stateOfFigure,
  timeLeft,
  type FigureName,
  type LineSeen,
  type Reading,
} from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const END = T0 + 10 * MINUTE_MS
const entered: Partial<Facts> = {
  leaseDeviceId: '00000000-0000-7000-8000-000000000001' as DeviceId,
  identityConfirmedAt: T0 - 10 * MINUTE_MS,
  enteredAt: T0 - MINUTE_MS,
}
const attempt = (facts: Partial<Facts> = entered): Attempt => ({
  settings: defaultSettings,
  sitting: { startsAt: T0, selfPaced: null, entryReleasedAt: null },
  facts: { ...noFacts, ...facts },
})

const stateOf = (name: FigureName, reading: Reading, among?: number) =>
  stateOfFigure(reading, boundsOfFigure(name, among))

test.each<[FigureName, check: number, act: number]>([
  ['receiptP95Ms', 250, 2500],
  ['bytesBehind', 2_000_000, 20_000_000],
  ['unsealedParts', 1, 20],
  ['openGaps', 1, 10],
  ['identityQueueAgeMs', 2 * MINUTE_MS, 5 * MINUTE_MS],
  ['databaseLagMs', 50, 500],
  ['outboxAgeMs', 2000, 10_000],
  ['clockOffsetMs', 50, 100],
])('%s is to be looked at from %d and acted on from %d', (name, check, act) => {
  expect([check - 1, check, act - 1, act].map((value) => stateOf(name, value))).toEqual(['ok', 'check', 'check', 'act'])
})

test('a key that is missing is acted on at once, a disk is bad when little is left, what failed is not good', () => {
  expect([0, 1].map((value) => stateOf('missingKeys', value))).toEqual(['ok', 'act'])
  const hours = [24 * HOUR_MS + 1, 24 * HOUR_MS, 4 * HOUR_MS + 1, 4 * HOUR_MS, 0]
  expect(hours.map((left) => stateOf('diskLeftMs', left))).toEqual(['ok', 'check', 'check', 'act', 'act'])
  expect(stateOf('openGaps', 'failed')).toBe('unknown')
  expect(stateOf('diskLeftMs', 'nothing')).toBe('ok')
  // three hundred who are each a pace behind are no backlog; one who is two hours behind is
  expect(stateOf('bytesBehind', 300 * 800_000, 300)).toBe('ok')
  expect(stateOf('bytesBehind', 300 * 800_000, 1)).toBe('act')
})

test('the 95th percentile by nearest rank, and how long a disk lasts', () => {
  expect(p95([])).toBe('nothing')
  expect(p95([7])).toBe(7)
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect(p95(hundred)).toBe(95)
  expect(p95([...hundred, 1000])).toBe(96)
  expect(timeLeft(3600, { bytes: 1, withinMs: SECOND_MS })).toBe(HOUR_MS)
  expect(timeLeft(3600, { bytes: 0, withinMs: SECOND_MS })).toBe('nothing')
  // bytes were lost: nothing came in
  expect(timeLeft(3600, { bytes: -5, withinMs: SECOND_MS })).toBe('nothing')
  expect(timeLeft(Infinity, { bytes: 1, withinMs: SECOND_MS })).toBe('nothing')
})

test('a key is due 5 s after T0 or after a later entry, while somebody answers', () => {
  expect(isKeyDue(attempt(), T0 + 4999)).toBe(false)
  expect(isKeyDue(attempt(), T0 + 5000)).toBe(true)
  const late = attempt({ ...entered, enteredAt: T0 + MINUTE_MS })
  expect([T0 + MINUTE_MS + 4999, T0 + MINUTE_MS + 5000].map((now) => isKeyDue(late, now))).toEqual([false, true])
  expect([END, END + 1].map((now) => isKeyDue(attempt(), now))).toEqual([true, false])
  expect(isKeyDue(attempt({}), T0 + MINUTE_MS)).toBe(false)
  expect(isKeyDue(attempt({ ...entered, removedAt: T0 }), T0 + MINUTE_MS)).toBe(false)
})

test('parts are to be sealed two minutes after the end, those of the phone when its check is over', () => {
  const due = (of: Line, now: Instant, facts = entered) => isSealDue(attempt(facts), of, now)
  const from = END + 1 + 2 * MINUTE_MS
  expect([due('camera', from - 1), due('camera', from)]).toEqual([false, true])
  expect([due('evidence', END + 1 + HOUR_MS), due('evidence', END + 2 + HOUR_MS)]).toEqual([false, true])
  expect(due('journal', T0 + 3 * MINUTE_MS, { ...entered, finishedAt: T0 + MINUTE_MS })).toBe(true)
  expect([due('camera', END + DAY_MS), due('camera', END + 1 + DAY_MS)]).toEqual([true, false])
  expect(due('camera', from, {})).toBe(false)
})

test('who waits for a proctor waits while checking in only', () => {
  const asked = { identityAskedAt: T0 - 5 * MINUTE_MS }
  expect(identityWaitsSince(attempt(asked), T0)).toBe(T0 - 5 * MINUTE_MS)
  expect(identityWaitsSince(attempt({ ...asked, identityConfirmedAt: T0 }), T0)).toBe(null)
  expect(identityWaitsSince(attempt(asked), T0 + HOUR_MS), 'missed').toBe(null)
})

const seen = (...lines: [Line, parts: number, sealedParts: number][]) =>
  new Map<Line, LineSeen>(lines.map(([of, parts, sealedParts]) => [of, { parts, sealedParts }]))

test('while somebody is inside, what is missing are the feeds that do not record', () => {
  const known = { alarms: [{ feed: 'screen' }] as const, seen: seen(['camera', 1, 0]), held: new Map() }
  const missing = [{ kind: 'notRecording', feed: 'screen' }]
  expect(missingOf(attempt(), known, T0 + MINUTE_MS)).toEqual(missing)
  expect(missingOf(attempt(), known, END)).toEqual(missing)
  expect(missingOf(attempt(), known, END + 1)).not.toContainEqual(missing[0])
  expect(missingOf(attempt({ ...entered, removedAt: T0 }), known, T0 + MINUTE_MS)).toEqual([])
  expect(missingOf(attempt({}), known, T0), 'never entered').toEqual([])
})

test('over: what never came, what is not sealed, and answering time that no part covers', () => {
  const now = END + HOUR_MS
  const part = (from: number, to: number, isMeasured = true): HeldPart => ({
    startedAt: T0 + from * SECOND_MS,
    endedAt: T0 + to * SECOND_MS,
    lastBytesAt: null,
    endReason: 'finished',
    bytes: 1,
    isSealed: true,
    recorded: isMeasured ? [{ fromMs: 0, toMs: (to - from) * SECOND_MS }] : null,
  })
  const whole = [part(-60, 0, false), part(0, 601)]
  const missing = (lines: Map<Line, LineSeen>, camera: HeldPart[], screen = whole) =>
    missingOf(
      attempt(),
      {
        alarms: [],
        seen: lines,
        held: new Map([
          ['camera', camera],
          ['screen', screen],
        ]),
      },
      now,
    )
  const sealed = seen(['camera', 2, 2], ['screen', 2, 2], ['journal', 1, 1])
  expect(missing(sealed, whole)).toEqual([])
  expect(missing(seen(['camera', 2, 2], ['journal', 3, 1]), whole)).toEqual([
    { kind: 'noFeed', feed: 'screen' },
    { kind: 'unsealed', line: 'journal', parts: 2 },
  ])
  // begins 4 s late, 30 s in the middle, 3 s that do not count, ends 100 s early
  const holes = [part(4, 100), part(130, 200, false), part(203, 500)]
  const gaps = missing(sealed, holes)
  expect(gaps).toEqual([{ kind: 'gaps', feed: 'camera', lengthMs: 4000 + 30_000 + 100_001 }])
  // what is not sealed may still come: its gaps are not known yet
  const open = missing(seen(['camera', 2, 1], ['screen', 2, 2]), holes)
  expect(open).toEqual([{ kind: 'unsealed', line: 'camera', parts: 1 }])

  expect(isSafe(attempt(), gaps, now), 'what was recorded is here').toBe(true)
  expect(isSafe(attempt(), open, now)).toBe(false)
  expect(isSafe(attempt(), [], T0), 'it goes on').toBe(null)
  expect(isSafe(attempt({}), [], now), 'it never began').toBe(null)
})

test('who is not in five minutes before T0 is looked for; who is in, out of it or without a T0 is not', () => {
  const from = T0 - ABSENT_FROM_MS
  expect([from - 1, from, T0 + 1].map((now) => isAbsent({ phase: 'checkIn', startsAt: T0 }, now))).toEqual([
    false,
    true,
    true,
  ])
  expect(PHASES.filter((phase) => isAbsent({ phase, startsAt: T0 }, T0))).toEqual(['before', 'checkIn'])
  expect(isAbsent({ phase: 'checkIn', startsAt: null }, T0)).toBe(false)
})
