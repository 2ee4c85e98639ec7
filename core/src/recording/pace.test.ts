import { expect, test } from 'vitest'
import { everyLine, isUnderLoad, parseUploadEvery, uploadEveryMs } from './pace.ts'

test('an interval is a second where somebody watches, four where nobody does, what people set, and longer under load', () => {
  const rows: Array<[string, { isViewedLive: boolean; setMs: number | null; receiptMs: number | null }, number]> = [
    ['nobody watches', { isViewedLive: false, setMs: null, receiptMs: null }, 4000],
    ['somebody watches', { isViewedLive: true, setMs: null, receiptMs: 20 }, 1000],
    ['people want it slower', { isViewedLive: false, setMs: 20_000, receiptMs: 20 }, 20_000],
    ['who watches stays quick all the same', { isViewedLive: true, setMs: 20_000, receiptMs: 20 }, 1000],
    ['just not loaded', { isViewedLive: false, setMs: null, receiptMs: 999 }, 4000],
    ['loaded', { isViewedLive: false, setMs: null, receiptMs: 1000 }, 8000],
    ['loaded, and watched', { isViewedLive: true, setMs: null, receiptMs: 1000 }, 2000],
    ['just not overloaded', { isViewedLive: false, setMs: null, receiptMs: 2999 }, 8000],
    ['overloaded', { isViewedLive: false, setMs: null, receiptMs: 3000 }, 16_000],
    ['never longer than a minute', { isViewedLive: false, setMs: 60_000, receiptMs: 9000 }, 60_000],
  ]
  for (const [what, it, expected] of rows) expect([what, uploadEveryMs(it)]).toEqual([what, expected])
  expect([null, 0, 999, 1000, 9000].map(isUnderLoad)).toEqual([false, false, false, true, true])
})

test('the journal is not slowed down, and a header that is no interval says nothing', () => {
  expect(everyLine((line) => (line === 'screen' ? 1000 : 16_000))).toEqual({
    camera: 16_000,
    screen: 1000,
    evidence: 16_000,
    journal: 4000,
  })
  const said = ['4000', '1000', '60000', '999', '60001', '', '-1', '4e3', '4000.5', ' 4000', null]
  expect(said.map(parseUploadEvery)).toEqual([4000, 1000, 60_000, ...Array<null>(8).fill(null)])
})
