// Proves that the timeline marks what has happened, once each, and that its labels leave each other room.
import { journalPage } from '@zhishi/core/contract'
import { MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import { expect, test } from 'vitest'
import { labelledMarks, noticeMarks, noticesOf, phaseMarks } from './timeline-marks.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)

test('phases that have a time are marked, and T0 keeps its label where others come too near', () => {
  const marks = phaseMarks({
    schedule: { startsAt: T0, endsAt: T0 + 600 * SECOND_MS, isSelfPaced: false },
    enteredAt: T0 - 30 * SECOND_MS,
    finishedAt: T0 + 300 * SECOND_MS,
    handedInAt: null,
  } as Parameters<typeof phaseMarks>[0])
  expect(marks.map(({ kind, at }) => [kind, (at - T0) / SECOND_MS])).toEqual([
    ['start', 0],
    ['end', 600],
    ['finished', 300],
    ['entered', -30],
  ])
  const labelled = labelledMarks(marks, { fromAt: T0 - MINUTE_MS, toAt: T0 + 620 * SECOND_MS })
  expect(marks.filter((mark) => labelled.has(mark)).map(({ kind }) => kind)).toEqual(['start', 'end', 'finished'])

  // near the end a label stands before its mark, over what stands behind an earlier one
  const domain = { fromAt: T0 - MINUTE_MS, toAt: T0 + 40 * SECOND_MS }
  const near = [
    { kind: 'start' as const, at: T0 },
    { kind: 'finished' as const, at: T0 + 32 * SECOND_MS },
  ]
  expect([...labelledMarks(near, domain)].map(({ kind }) => kind)).toEqual(['start'])
})

test('of a journal that was read only notices with a time are marked', () => {
  const partId = '00000000-0000-7000-8000-000000000001'
  const line = { partId, device: 'computer', arrivedAt: T0 + 9000 }
  const { entries } = journalPage.parse({
    serverNow: T0,
    entries: [
      { ...line, offset: 0, claimedAt: T0, body: { kind: 'questionsShown' } },
      { ...line, offset: 1, claimedAt: T0 + 4000, body: { kind: 'notice', notice: 'pageHidden' } },
      { ...line, offset: 2, claimedAt: null, body: { kind: 'notice', notice: 'networkLost' } },
      { ...line, offset: 3, claimedAt: null, body: null },
    ],
    next: null,
    counts: { all: 4, notices: 2, unreadable: 1 },
  })
  expect(noticesOf(entries)).toEqual([{ at: T0 + 4000, body: { kind: 'notice', notice: 'pageHidden' } }])
})

test('notices that lie too near for a press of their own are one mark at the first of them', () => {
  const domain = { fromAt: T0, toAt: T0 + 1000 * SECOND_MS }
  const notice = (afterS: number) => ({
    at: T0 + afterS * SECOND_MS,
    body: { kind: 'notice' as const, notice: 'pageHidden' as const },
  })
  const marks = noticeMarks([notice(531), notice(500), notice(0), notice(532), notice(560)], domain)
  const inSeconds = (at: number) => (at - T0) / SECOND_MS
  expect(marks.map((mark) => [inSeconds(mark.at), mark.notices.map(({ at }) => inSeconds(at))])).toEqual([
    [0, [0]],
    [500, [500, 531]],
    [532, [532, 560]],
  ])
})
