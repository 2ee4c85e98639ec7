// Proves codes: what is shown can be typed back however a person types it, and nothing else can.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BINDING_CODE_BYTES, BINDING_CODE_LENGTH, codeOf, parseCode, showCode } from './index.ts'

const codes = fc
  .uint8Array({ minLength: BINDING_CODE_BYTES, maxLength: BINDING_CODE_BYTES })
  .map((bytes) => codeOf(bytes))

test('a code is as long as it should be, differs where its bytes differ, and is read back from what is shown', () => {
  fc.assert(
    fc.property(codes, fc.integer({ min: 0, max: 1 }), (code, isLower) => {
      const shown = isLower ? showCode(code).toLowerCase() : showCode(code)
      return /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/.test(showCode(code)) && parseCode(shown, 8) === code
    }),
  )
  expect(codeOf(Uint8Array.of(0xff, 0, 0, 0, 0))).toBe('ZW000000')
  expect(codeOf(Uint8Array.of(0, 0, 0, 0, 1))).toBe('00000001')
})

test.each([
  ['7k4m 92qx', '7K4M92QX'],
  ['７Ｋ４Ｍ－９２ＱＸ', '7K4M92QX'],
  [' oOiIlL-9 9\n', '00111199'],
  ['7K4M–92QX', '7K4M92QX'],
])('%j is meant as %s', (typed, code) => {
  expect(parseCode(typed, BINDING_CODE_LENGTH)).toBe(code)
})

test.each(['', '7K4M92Q', '7K4M92QXX', '7K4M92QU', '7K4M92Q！', '七七七七七七七七', '../../..'])(
  '%j is no code',
  (typed) => {
    expect(parseCode(typed, BINDING_CODE_LENGTH)).toBeNull()
  },
)
