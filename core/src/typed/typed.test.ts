// Proves that what people type of identity is taken as it is meant, and that what they did not type is never made of it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCode } from '../codes/index.ts'
import { documentNumber, personalCode } from '../interview/index.ts'
import { foldTyped, holdsTyped, withoutMarks } from './index.ts'

const NUMBER = '11010119900101001X'

test.each([
  ['full-width', '１１０１０１１９９００１０１００１Ｘ'],
  ['spaces inside', '110101 19900101 001X'],
  ['spaces of other widths', '\u3000110101\u00A019900101\u2009001X\t'],
  ['hyphens that group it', '110101-19900101—001x'],
  ['direction and invisible marks', '\u202A\u200E110101\u200B19900101\uFEFF001X\u202C'],
  ['a Cyrillic Х', '11010119900101001Х'],
  ['a small Cyrillic х', '11010119900101001х'],
  ['a Greek Χ', '11010119900101001Χ'],
  ['a multiplication sign', '11010119900101001×'],
  ['a Roman numeral', '11010119900101001ⅹ'],
])('an ID number with %s is that number', (_, typed) => {
  expect(documentNumber.parse(typed)).toBe(NUMBER)
})

test('codes are folded alike, whatever they open', () => {
  const marked = '\u200Fｑｗ３ｒ－ＴＹ８１\u2060'
  expect(personalCode.parse(marked)).toBe('QW3RTY81')
  expect(personalCode.parse('аВс 234')).toBe('ABC234')
  expect(parseCode('\u200E７Ｋ４М – 92QХ\u200B', 8)).toBe('7K4M92QX')
})

test('hyphens are part of other numbers, and what no number has is still refused', () => {
  expect(documentNumber.parse('story–0001')).toBe('STORY-0001')
  for (const typed of ['张三1234', '1101?1199', '11010119900101001Ж', 'Ａ１', '', '\u200B\u200B\u200B\u200B']) {
    expect(documentNumber.safeParse(typed).success, typed).toBe(false)
  }
})

test('folding twice changes nothing, and plain capitals and digits stay what they are', () => {
  const typed = fc.string({ unit: fc.constantFrom(...Array.from('aZ09 -Ａｂ２－Х\u200Eхν×ⅹⅻχÉ张')) })
  fc.assert(fc.property(typed, (text) => foldTyped(foldTyped(text)) === foldTyped(text)))
  fc.assert(fc.property(fc.stringMatching(/^[A-Z0-9-]{4,32}$/), (text) => foldTyped(text) === text))
})

test('a name keeps its letters, spaces and joiners, and loses only what nobody sees', () => {
  expect(withoutMarks('\uFEFF\u202B  Mary\u200E Lee\u202C ')).toBe('Mary Lee')
  expect(withoutMarks('陈\u3000\t思远')).toBe('陈 思远')
  const joined = 'می\u200Cخواهم'
  expect(withoutMarks(joined)).toBe(joined)
  expect(withoutMarks('葛\u{E0100}城')).toBe('葛\u{E0100}城')
})

test('a search finds what is meant', () => {
  expect(holdsTyped(NUMBER, '００１х')).toBe(true)
  expect(holdsTyped('Mary Lee', 'ｍａｒｙ lee')).toBe(true)
  expect(holdsTyped('综合管理岗 A0106', '岗\u200BA01')).toBe(true)
  expect(holdsTyped('综合管理岗', '信息')).toBe(false)
})
