// Proves that what is typed as a number is that number or none, whatever keyboard it came from.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readNumber } from './index.ts'

test.each<[string, number, number | null]>([
  ['16.5', 2, 16.5],
  ['16,5', 2, 16.5],
  ['16．5', 2, 16.5],
  ['16，5', 2, 16.5],
  ['16。5', 2, 16.5],
  ['1６', 2, 16],
  ['１６．５５', 2, 16.55],
  [' 16.50\u200E', 2, 16.5],
  ['16.', 2, 16],
  ['.5', 2, 0.5],
  ['0', 0, 0],
  // more decimals than there may be are not rounded
  ['16.555', 2, null],
  ['16.5', 0, null],
  ['1,000', 2, null],
  ['1,005', 2, null],
  ['1 6', 2, null],
  ['16.5.5', 2, null],
  ['-5', 2, null],
  ['1e3', 2, null],
  ['十六', 2, null],
  ['١٦', 2, null],
  ['', 2, null],
])('%j with %i decimals is %s', (typed, decimals, number) => {
  expect(readNumber(typed, decimals)).toBe(number)
})

test('every number with two decimals is read back as it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e8 }), fc.constantFrom('.', ',', '．', '，', '。'), (hundredths, sign) => {
      const written = (hundredths / 100).toFixed(2).replace('.', sign)
      return Math.round((readNumber(written, 2) ?? -1) * 100) === hundredths
    }),
  )
})
