// Proves what is said of the phone at the edges of silence, and that an old phone's bytes do not speak for a new one.
import { expect, test } from 'vitest'
import { phoneStateOf, stageOf } from './phone-state.ts'

const NOW = 1_000_000
const evidence = { receivedAt: null, bytes: 0, isSealed: false, checkUntil: null, checkedAt: null }
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

test('one thing to do at a time: scan, turn around for as long as a turn takes, stand it up', () => {
  const view = { serverNow: NOW, sweepMs: 20_000 }
  const bound = (agoMs: number) => ({ ...evidence, boundAt: NOW - agoMs, lastBytesAt: null })
  expect(stageOf({ ...view, evidence: null })).toBe(1)
  expect(stageOf({ ...view, evidence: bound(19_999) })).toBe(2)
  expect(stageOf({ ...view, evidence: bound(20_000) })).toBe(3)
})
