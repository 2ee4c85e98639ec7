// Proves what the search and the choices of the staff table let through, and that a strange address shows everybody.
import { attemptRow } from '@zhishi/core/contract'
import type { Phase } from '@zhishi/core/process'
import { expect, test } from 'vitest'
import type { NeedyRow } from './need.ts'
import { choicesOf, sieve, sift } from './sieve.ts'

function row(number: string, phase: Phase, post: string | null, isNeedy = false): NeedyRow {
  const made = attemptRow.parse({
    attemptId: `00000000-0000-7000-8000-00000000${number}`,
    maskedName: 'A***',
    maskedNumber: `****${number}`,
    post,
    phase,
    startsAt: null,
    endsAt: null,
    enteredAt: null,
    finishedAt: null,
    handedInAt: null,
    lastBeatAt: null,
    identityAskedAt: null,
    helpWaitingSince: null,
    otherDeviceSince: null,
    identityCheck: null,
    unwitnessedMs: 0,
    recordings: [],
  })
  return { row: made, need: isNeedy ? { kind: 'answeringSilent', sinceAt: null } : null, waits: [] }
}

const rows = [
  row('0001', 'answering', '综合管理岗 A0106', true),
  row('0002', 'answering', null),
  row('0106', 'before', '信息技术岗 B0203'),
]
const found = (asked: object) => sift(rows, sieve.parse(asked)).map((it) => it.row.maskedNumber.slice(-4))

test('every word must be found, in name, number or post; a phase or the need narrows', () => {
  expect(found({})).toEqual(['0001', '0002', '0106'])
  expect(found({ find: ' 0106 ' })).toEqual(['0001', '0106'])
  expect(found({ find: 'b0203 a**' })).toEqual(['0106'])
  expect(found({ find: 'Ｂ０２０３\u200E' })).toEqual(['0106'])
  expect(found({ find: 'b0203 综合' })).toEqual([])
  expect(found({ show: 'answering' })).toEqual(['0001', '0002'])
  expect(found({ show: 'needing', find: '0002' })).toEqual([])
  expect(found({ show: 'nonsense', find: 7 })).toEqual(['0001', '0002', '0106'])
})

test('choices count what they would show, and keep the chosen one though nobody is left in it', () => {
  const counts = (chosen: Phase | undefined) => choicesOf(rows, chosen).map(({ show, count }) => [show, count])
  expect(counts(undefined)).toEqual([
    ['needing', 1],
    ['before', 1],
    ['answering', 2],
  ])
  expect(counts('voided').at(-1)).toEqual(['voided', 0])
})
