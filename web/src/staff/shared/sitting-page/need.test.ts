// Proves who stands first in the staff table, and that the order does not depend on how the rows arrived.
import type { AttemptRow, NoticeSeen } from '@zhishi/core/contract'
import { attemptRow } from '@zhishi/core/contract'
import { PHASES } from '@zhishi/core/process'
import { BEAT_INTERVAL_MS } from '@zhishi/core/recording'
import { ABSENT_FROM_MS } from '@zhishi/core/watch'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineStateOf } from './line-state.ts'
import { BEAT_IS_FRESH_MS, inOrderOfNeed, needOf, NOTICE_IS_NEW_MS, waitsOf } from './need.ts'

const NOW = Date.UTC(2026, 11, 17, 1, 35)
/** T0 of who is to be in by now. */
const SOON = NOW + ABSENT_FROM_MS
const both = (sealedParts: number) =>
  (['camera', 'screen'] as const).map((line) => ({ line, parts: 2, bytes: 1000, sealedParts }))

let made = 0
function row(over: Partial<AttemptRow>): AttemptRow {
  made += 1
  return attemptRow.parse({
    attemptId: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
    maskedName: '林＊＊',
    maskedNumber: '****0001',
    post: null,
    phase: 'answering',
    startsAt: NOW - 300_000,
    endsAt: NOW + 300_000,
    enteredAt: NOW - 600_000,
    finishedAt: null,
    handedInAt: null,
    lastBeatAt: NOW - 1000,
    identityAskedAt: null,
    helpWaitingSince: null,
    otherDeviceSince: null,
    identityCheck: null,
    unwitnessedMs: 0,
    recordings: both(0),
    ...over,
  })
}

const noticed = (kind: NoticeSeen['kind'], arrivedAt: number): AttemptRow['notices'] => ({
  count: 2,
  last: { kind, feed: null, claimedAt: null, arrivedAt },
})
const silent = { lastBeatAt: NOW - 60_000 }
const lost = (feed: 'camera' | 'screen', forMs: number, cause: 'taken' | 'noBeats' = 'taken') => ({
  notRecording: [{ feed, sinceAt: NOW - forMs, cause }],
})
const inOrder = {
  'answering, camera not recorded for a minute': row(lost('camera', 60_000)),
  'waiting, screen not recorded for ten seconds': row({ phase: 'waiting', ...lost('screen', 10_000) }),
  'answering, never heard': row({ lastBeatAt: null }),
  'answering, silent for a minute': row(silent),
  'answering, silent for half a minute': row({ lastBeatAt: NOW - 30_000 }),
  'answering, screen not arriving': row({ recordings: both(0).slice(0, 1) }),
  'answering, camera without a byte': row({
    recordings: both(0).map((line) => (line.line === 'camera' ? { ...line, bytes: 0 } : line)),
    maskedNumber: '****0002',
  }),
  'answering, recordings held back on the device': row({
    held: [{ kind: 'screen', sinceAt: NOW - 9000, lastAt: NOW }],
  }),
  'voided, recordings held back': row({
    phase: 'voided',
    held: [{ kind: 'commands', sinceAt: NOW - 8000, lastAt: NOW }],
  }),
  'waits for an identity, longest': row({ phase: 'checkIn', startsAt: SOON + 1, identityAskedAt: NOW - 90_000 }),
  'asks for help and not all is sealed': row({
    phase: 'handedIn',
    helpWaitingSince: NOW - 80_000,
    recordings: both(1),
  }),
  'asks for help while answering': row({ helpWaitingSince: NOW - 70_000, otherDeviceSince: NOW - 10_000 }),
  'another computer came': row({ phase: 'waiting', otherDeviceSince: NOW - 60_000 }),
  'answering, left the page': row({ notices: noticed('pageHidden', NOW - 50_000) }),
  'waiting, a second display': row({ phase: 'waiting', notices: noticed('displayAdded', NOW - 40_000) }),
  'not entered, five minutes before T0': row({
    phase: 'checkIn',
    startsAt: SOON,
    enteredAt: null,
    maskedNumber: '****0001',
  }),
  'never signed in, T0 has passed': row({ phase: 'before', enteredAt: null, maskedNumber: '****0002' }),
  'handing in, silent': row({ phase: 'handingIn', ...silent }),
  'waiting, silent': row({ phase: 'waiting', ...silent }),
  'handing in, uploading': row({ phase: 'handingIn' }),
  'handed in, phone not sealed': row({
    phase: 'handedIn',
    recordings: [...both(2), { line: 'evidence', parts: 1, bytes: 5, sealedParts: 0 }],
  }),
  'answering well': row({ maskedNumber: '****0001' }),
  'answering well, next number': row({ maskedNumber: '****0002' }),
  'waiting well': row({ phase: 'waiting' }),
  'checking in, no beat yet': row({ phase: 'checkIn', startsAt: SOON + 1, lastBeatAt: null, recordings: [] }),
  before: row({ phase: 'before', startsAt: SOON + 1, lastBeatAt: null, recordings: [] }),
  missed: row({ phase: 'missed', lastBeatAt: null, recordings: [] }),
  done: row({ phase: 'handedIn', recordings: both(2), ...silent }),
  withdrawn: row({ phase: 'withdrawn', ...silent }),
  removed: row({ phase: 'removed', ...silent }),
  voided: row({ phase: 'voided', ...silent }),
}

test('who needs a person stands first, in one order however the rows arrive', () => {
  const names = new Map(Object.entries(inOrder).map(([name, { attemptId }]) => [attemptId, name]))
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.values(inOrder), { minLength: names.size }), (rows) => {
      expect(inOrderOfNeed(rows, NOW).map((it) => names.get(it.row.attemptId))).toEqual(Object.keys(inOrder))
    }),
    { numRuns: 50 },
  )
})

test('what a candidate waits for: the longest first; a computer that comes after the end waits for nothing', () => {
  const since = { identityAskedAt: NOW - 1, helpWaitingSince: NOW - 3, otherDeviceSince: NOW - 2 }
  expect(waitsOf(row({ phase: 'checkIn', ...since }))).toEqual([
    { kind: 'help', sinceAt: NOW - 3 },
    { kind: 'handOver', sinceAt: NOW - 2 },
    { kind: 'identity', sinceAt: NOW - 1 },
  ])
  expect(waitsOf(row({ phase: 'missed', ...since, identityAskedAt: null }))).toEqual([
    { kind: 'help', sinceAt: NOW - 3 },
  ])
  expect(waitsOf(row({}))).toEqual([])
})

test('silence begins when two beats and the age of the table have passed, to the millisecond', () => {
  const kindAt = (ageMs: number) => needOf(row({ lastBeatAt: NOW - ageMs }), NOW)?.kind
  expect(BEAT_IS_FRESH_MS).toBeGreaterThan(2 * BEAT_INTERVAL_MS)
  expect([0, BEAT_IS_FRESH_MS, BEAT_IS_FRESH_MS + 1].map(kindAt)).toEqual([undefined, undefined, 'answeringSilent'])
  // a device clock ahead of the server's, or a beat that arrived after serverNow was read, is not silence
  expect(kindAt(-500)).toBeUndefined()
})

test('a feed that does not record names itself; a device that is not heard of at all is silent, which says more', () => {
  const needs = (more: Partial<AttemptRow>) => needOf(row(more), NOW)
  expect(needs(lost('camera', 23_000))).toMatchObject({
    kind: 'notRecording',
    sinceAt: NOW - 23_000,
    feeds: [{ feed: 'camera', cause: 'taken' }],
  })
  expect(needs({ ...silent, ...lost('camera', 60_000, 'noBeats') })).toMatchObject({ kind: 'answeringSilent' })
  expect(needs({ phase: 'handedIn', recordings: both(2), ...lost('camera', 60_000) })).toBeNull()
})

test('a notice needs somebody for two minutes from its arrival; that the network is back needs nobody', () => {
  const kindOf = (kind: NoticeSeen['kind'], ageMs: number, more: Partial<AttemptRow> = {}) =>
    needOf(row({ notices: noticed(kind, NOW - ageMs), ...more }), NOW)?.kind
  expect([NOTICE_IS_NEW_MS, NOTICE_IS_NEW_MS + 1].map((ageMs) => kindOf('gap', ageMs))).toEqual(['noticed', undefined])
  expect(kindOf('networkBack', 0)).toBeUndefined()
  expect(kindOf('captureStopped', 0, { phase: 'handedIn', recordings: both(2) })).toBeUndefined()
  expect(kindOf('captureStopped', 0, silent), 'a recording at risk says more').toBe('answeringSilent')
})

test('a line is called safe only when every part is sealed and no more are being made', () => {
  const table = PHASES.map((phase) => [
    lineStateOf({ parts: 0, sealedParts: 0 }, phase),
    lineStateOf({ parts: 2, sealedParts: 1 }, phase),
    lineStateOf({ parts: 2, sealedParts: 2 }, phase),
  ])
  expect(table.every(([none, some]) => none === 'none' && some === 'arriving')).toBe(true)
  expect(PHASES.filter((_, at) => table[at]?.[2] !== 'safe')).toEqual(['checkIn', 'waiting', 'answering'])
})
