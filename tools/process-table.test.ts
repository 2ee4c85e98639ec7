// Keeps docs/process.md true: every row is whole, and every test it names exists.
// A row whose test is `later: …` is counted, so that nobody forgets it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './stage.ts'

type Row = { number: string; sentence: string; where: string; rule: string; test: string }

function rowsOf(markdown: string): Row[] {
  return markdown
    .split('\n')
    .filter((line) => /^\| \d+\.\d+ \|/.test(line))
    .map((line) => {
      const [number = '', sentence = '', where = '', rule = '', name = ''] = line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim())
      return { number, sentence, where, rule, test: name }
    })
}

/** What is wrong with the table; empty: nothing. */
function faultsOf(rows: readonly Row[], read: (file: string) => string | null): string[] {
  const faults: string[] = []
  for (const row of rows) {
    for (const [cell, text] of Object.entries(row)) if (text === '') faults.push(`${row.number}: ${cell} is empty`)
    if (row.test.startsWith('later: ')) continue
    const [file = '', name = ''] = row.test.split('›').map((part) => part.trim())
    const source = read(file)
    if (source === null) faults.push(`${row.number}: there is no ${file}`)
    else if (name !== '' && !source.includes(name)) faults.push(`${row.number}: ${file} has no test "${name}"`)
  }
  for (let step = 1; step <= 11; step++) {
    if (!rows.some((row) => row.number.startsWith(`${step}.`))) faults.push(`step ${step} has no row`)
  }
  return faults
}

test('every sentence of the original process has its place, its rule and a test that exists', () => {
  const rows = rowsOf(readFileSync(join(ROOT, 'docs/process.md'), 'utf8'))
  expect(rows.length).toBeGreaterThan(45)
  const read = (file: string) => (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : null)
  expect(faultsOf(rows, read)).toEqual([])
})

test('the check itself can fail', () => {
  const rows = rowsOf(
    '| 1.1 | 原文 | page | rule | a.test.ts › gone |\n| 2.1 | 原文 |  | rule | later: x |\n| 3.1 | 原文 | p | r | b.test.ts › |',
  )
  const faults = faultsOf(rows, (file) => (file === 'a.test.ts' ? 'test(other)' : null))
  expect(faults.slice(0, 3)).toEqual([
    '1.1: a.test.ts has no test "gone"',
    '2.1: where is empty',
    '3.1: there is no b.test.ts',
  ])
  expect(faults).toContain('step 11 has no row')
})
