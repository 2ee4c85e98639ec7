// A few attacks of `npm run attack`, for some seconds each: that it runs to its end, that attackers are told to slow down or are cut off, and that
// nothing of those who record is refused. How long a receipt takes meanwhile belongs to the machine (docs/security.md#attacks).
import { expect, test } from '@playwright/test'
import { lastLine, runProgram } from '../harness/program.ts'

const QUICK = [
  'the API document',
  'made-up sign-ins',
  'guesses of a code',
  'many requests in a packet',
  'an attempt read in a loop',
]

const SECONDS = 4

type Row = {
  name: string
  failures: number
  behind: number
  p95Ms: number
  rssMB: number
  answersPerS: Record<string, number>
}

test('whoever asks too much is slowed down, and nothing of the others is refused', async () => {
  const only = QUICK.flatMap((name) => ['--only', name])
  const ended = await runProgram(
    'e2e/attack/main.ts',
    '--candidates',
    '20',
    '--seconds',
    String(SECONDS),
    '--json',
    ...only,
  )
  const { quiet, rows } = lastLine(ended) as { quiet: Row; rows: Row[] }
  expect(quiet.failures).toBe(0)
  expect(rows.map(({ name }) => name).toSorted()).toEqual(QUICK.toSorted())
  for (const { name, failures, p95Ms, rssMB, answersPerS } of rows) {
    expect(failures, name).toBe(0)
    expect(p95Ms, name).toBeGreaterThan(0)
    expect(rssMB, name).toBeGreaterThan(0)
    expect(Object.keys(answersPerS).length, name).toBeGreaterThan(0)
  }
  const answers = (name: string) => rows.find((row) => row.name === name)?.answersPerS ?? {}
  expect(answers('many requests in a packet')).not.toHaveProperty('200')
  expect(answers('guesses of a code')).toHaveProperty('429')
  // 200 at once and then 20 a second (docs/security.md#admission), whatever the attacker can
  expect(answers('an attempt read in a loop')['200']).toBeLessThanOrEqual(20 + 200 / SECONDS)

  const unknown = await runProgram('e2e/attack/main.ts', '--only', 'no such attack')
  expect([unknown.code, unknown.stdout]).toEqual([2, ''])
})
