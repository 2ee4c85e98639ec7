// Keeps docs/process.md true: every row of its two tables is whole, and every test it names exists.
// A row whose test is `later: …` is counted, so that nobody forgets it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './stage.ts'

type Row = { number: string; test: string } & Record<string, string>

/** The rows whose first cell looks like this, by the names of their cells. */
function rowsOf(markdown: string, first: RegExp, names: readonly string[]): Row[] {
  return markdown
    .split('\n')
    .filter((line) => first.test(line))
    .map((line) => {
      const cells = line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim())
      return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])) as Row
    })
}
const sentencesOf = (markdown: string): Row[] =>
  rowsOf(markdown, /^\| \d+\.\d+ \|/, ['number', 'sentence', 'where', 'rule', 'test'])
const faultRowsOf = (markdown: string): Row[] =>
  rowsOf(markdown, /^\| F\d+ \|/, ['number', 'step', 'fault', 'seen', 'test'])

/** What is wrong with the table; empty: nothing. */
function faultsOf(rows: readonly Row[], read: (file: string) => string | null): string[] {
  const faults: string[] = []
  for (const row of rows) {
    for (const [cell, text] of Object.entries(row)) if (text === '') faults.push(`${row.number}: ${cell} is empty`)
    if (row.test.startsWith('later: ')) continue
    const [file = '', name = ''] = row.test.split('›').map((part) => part.trim())
    const source = read(file)
    if (source === null) faults.push(`${row.number}: there is no ${file}`)
    else if (name === '') faults.push(`${row.number}: names no test of ${file}`)
    else if (!source.includes(name)) faults.push(`${row.number}: ${file} has no test "${name}"`)
  }
  return faults
}

function stepsWithout(rows: readonly Row[]): number[] {
  const steps = Array.from({ length: 11 }, (_, at) => at + 1)
  return steps.filter((step) => !rows.some((row) => row.number.startsWith(`${step}.`)))
}

const markdown = readFileSync(join(ROOT, 'docs/process.md'), 'utf8')
const read = (file: string) => (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : null)

test('every sentence of the original process has its place, its rule and a test that exists', () => {
  const rows = sentencesOf(markdown)
  expect(rows.length).toBeGreaterThan(45)
  expect(faultsOf(rows, read)).toEqual([])
  expect(stepsWithout(rows)).toEqual([])
})

test('every fault has what is seen of it and a test that exists, and none is put off', () => {
  const rows = faultRowsOf(markdown)
  expect(rows.map((row) => row.number)).toEqual(rows.map((_, at) => `F${at + 1}`))
  expect(rows.length).toBeGreaterThanOrEqual(30)
  expect(faultsOf(rows, read)).toEqual([])
  expect(rows.filter((row) => row.test.startsWith('later: '))).toEqual([])
})

test('the check itself can fail', () => {
  const rows = sentencesOf(
    '| 1.1 | 原文 | page | rule | a.test.ts › gone |\n| 2.1 | 原文 |  | rule | later: x |\n| 3.1 | 原文 | p | r | b.test.ts › |\n| 4.1 | 原文 | p | r | a.test.ts |',
  )
  expect(faultsOf(rows, (file) => (file === 'a.test.ts' ? 'test(other)' : null))).toEqual([
    '1.1: a.test.ts has no test "gone"',
    '2.1: where is empty',
    '3.1: there is no b.test.ts',
    '4.1: names no test of a.test.ts',
  ])
  expect(stepsWithout(rows)).toEqual([5, 6, 7, 8, 9, 10, 11])
  expect(faultsOf(faultRowsOf('| F1 | 8 | 断网 |  | a.test.ts › gone |'), () => '')).toEqual([
    'F1: seen is empty',
    'F1: a.test.ts has no test "gone"',
  ])
})
