// Proves what a rubric and a score sheet may be: every refusal with its place, and that exactly the points of the
// range's steps are accepted, in whole hundredths.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkSheet, formatPoints, reviewCode, reviewCodeOf, rubric, totalOf, type Mark } from './index.ts'

const element = (key: string, more: object = {}) => ({ key, name: { zh: '应变能力' }, max: 20, ...more })
const places = (input: unknown) => rubric.safeParse(input).error?.issues.map((issue) => issue.path.join('.'))

test('a rubric is read into hundredths and written back the same', () => {
  const written = [element('a', { min: 0, step: 0.5 }), element('b', { min: 1.25, max: 4.35, step: 0.1 })]
  const read = rubric.parse(written)
  expect(read).toMatchObject([
    { min: 0, max: 2000, step: 50 },
    { min: 125, max: 435, step: 10 },
  ])
  expect(z.encode(rubric, read)).toEqual(written)
  expect(rubric.parse([element('a')])).toMatchObject([{ min: 0, step: 50 }])
})

test.each<[string, unknown, string[]]>([
  ['no element', [], ['']],
  ['a key twice', [element('a'), element('a')], ['1.key']],
  ['a third decimal', [element('a', { max: 20.125 })], ['0.max']],
  ['highest below lowest', [element('a', { min: 21 })], ['0.max']],
  ['highest is no step', [element('a', { step: 0.3 })], ['0.step']],
  ['a step of nothing', [element('a', { step: 0 })], ['0.step']],
  ['an unknown field', [element('a', { weight: 3 })], ['0']],
])('a rubric is refused, with the place: %s', (_name, input, expected) => {
  expect(places(input)).toEqual(expected)
})

const steps = fc
  .record({ min: fc.nat(3000), step: fc.integer({ min: 1, max: 300 }), count: fc.integer({ min: 1, max: 60 }) })
  .map(({ min, step, count }) => ({ min, step, max: min + step * count, name: { zh: '要素' } }))
const rubrics = fc
  .array(steps, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((one, at) => ({ key: `e${at}`, ...one })))

test('exactly the points on a step of the range are accepted; a sum is what a person adds up', () => {
  fc.assert(
    fc.property(rubrics, fc.nat(), fc.integer({ min: -50, max: 25_000 }), (it, seed, any) => {
      const marks: Mark[] = it.map((one) => ({
        element: one.key,
        points: one.min + (seed % ((one.max - one.min) / one.step + 1)) * one.step,
      }))
      const backwards = marks.toReversed()
      expect(checkSheet(it, backwards)).toEqual({ ok: true, value: marks })
      expect(totalOf(backwards)).toBe(marks.map((one) => one.points).reduce((a, b) => a + b))
      const [first] = it
      const changed = checkSheet(it, [{ element: 'e0', points: any }, ...marks.slice(1)])
      const steps = Array.from(
        { length: (first!.max - first!.min) / first!.step + 1 },
        (_, at) => first!.min + at * first!.step,
      )
      expect(changed.ok).toBe(steps.includes(any))
    }),
  )
})

test('a sheet that lacks, repeats or invents an element says which', () => {
  const it = rubric.parse([element('a'), element('b', { max: 10, step: 1 })])
  const problems = (marks: Mark[]) => {
    const checked = checkSheet(it, marks)
    return checked.ok ? [] : checked.refusal.problems?.map((one) => `${one.path} ${one.message}`)
  }
  const a = { element: 'a', points: 1650 }
  expect(problems([a, { element: 'b', points: 1000 }])).toEqual([])
  expect(problems([a])).toEqual(['/marks missing: b'])
  expect(problems([a, { element: 'b', points: 950 }])).toEqual(['/marks/1 wrongStep'])
  expect(
    problems([
      { element: 'a', points: 2050 },
      { element: 'b', points: 0 },
    ]),
  ).toEqual(['/marks/0 outOfRange'])
  expect(problems([a, a, { element: 'c', points: 0 }])).toEqual([
    '/marks/1 markedTwice',
    '/marks/2 unknownElement',
    '/marks missing: b',
  ])
  expect([1650, 1655, 0, 5800].map(formatPoints)).toEqual(['16.5', '16.55', '0.0', '58.0'])
})

test('a review code has six digits, every one equally likely', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), (word) => {
      const code = reviewCodeOf(word)
      expect(code === null || reviewCode.safeParse(code).success).toBe(true)
    }),
  )
  // 4,772 whole rounds of 900,000 codes fit into 32 bits; what is left over is thrown away
  expect([0, 899_999, 900_000, 4772 * 900_000 - 1].map(reviewCodeOf)).toEqual(['100000', '999999', '100000', '999999'])
  expect(reviewCodeOf(4772 * 900_000)).toBeNull()
})
