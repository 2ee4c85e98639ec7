// Proves what is said of the phone at the edges of silence, and that an old phone's bytes do not speak for a new one.
import { expect, test } from 'vitest'
import { leftOf, phoneStateOf, stageOf } from './phone-state.ts'

const NOW = 1_000_000
const evidence = { receivedAt: null, sweptAt: null, bytes: 0, isSealed: false, checkUntil: null, checkedAt: null }
const said = (boundAgoMs: number, bytesAgoMs: number | null) =>
  phoneStateOf({
    serverNow: NOW,
    evidence: { ...evidence, boundAt: NOW - boundAgoMs, lastBytesAt: bytesAgoMs === null ? null : NOW - bytesAgoMs },
  })

test('bound, live, silent', () => {
  expect(phoneStateOf({ serverNow: NOW, evidence: null })).toEqual({ kind: 'none' })
  expect(said(9000, null)).toEqual({ kind: 'waiting' })
  expect(said(9001, null)).toEqual({ kind: 'silent', lengthMs: 9001 })
  expect(said(60_000, 9000)).toEqual({ kind: 'live' })
  expect(said(60_000, 9001)).toEqual({ kind: 'silent', lengthMs: 9001 })
  // bound again two seconds ago: the bytes before were another phone's
  expect(said(2000, 30_000)).toEqual({ kind: 'waiting' })
})

test('one thing to do at a time, and what is left is named, until the phone says that the turn is done', () => {
  const at = (known: { receivedAt: number | null; sweptAt: number | null }) => {
    const view = { evidence: { ...evidence, boundAt: NOW, lastBytesAt: known.receivedAt, ...known } }
    return [stageOf(view), leftOf(view)]
  }
  expect([stageOf({ evidence: null }), leftOf({ evidence: null })]).toEqual([1, 'everything'])
  expect(at({ receivedAt: null, sweptAt: null })).toEqual([2, 'bytesAndSweep'])
  // however long ago the phone was bound
  expect(at({ receivedAt: NOW + 60_000, sweptAt: null })).toEqual([2, 'sweep'])
  expect(at({ receivedAt: null, sweptAt: NOW + 20_000 })).toEqual([3, 'bytes'])
})
