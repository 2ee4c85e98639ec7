// The last line of `npm test` must never be green when a stage died, was left out or ran nothing.
import { expect, test } from 'vitest'
import { verdict, type Outcome } from './verdict.ts'

const ran = (passed: number, failed = 0, more = {}): Outcome => ({
  name: 'vitest',
  isOk: failed === 0,
  counts: { passed, failed, notRun: [], silent: [], ...more },
})
const lint = (isOk: boolean): Outcome => ({ name: 'lint', isOk, counts: null })

test.each<[string, Outcome[], string[], boolean, string[]]>([
  ['all passed', [lint(true), ran(12)], [], true, ['12 passed, 0 failed']],
  ['tests failed', [ran(10, 2)], [], false, ['10 passed, 2 failed']],
  ['a failed check counts one', [lint(false), ran(12)], [], false, ['lint: failed', '12 passed, 1 failed']],
  [
    'died before it could count',
    [{ ...ran(0), counts: undefined }],
    [],
    false,
    ['vitest: counted nothing', '0 passed, 1 failed'],
  ],
  ['no test at all', [ran(0)], [], false, ['vitest: counted nothing', '0 passed, 1 failed']],
  ['died after it counted', [{ ...ran(5), isOk: false }], [], false, ['vitest: failed', '5 passed, 1 failed']],
  [
    'a project without a test',
    [ran(5, 0, { silent: ['server'] })],
    [],
    false,
    ['vitest: server holds no test that ran', '5 passed, 1 failed'],
  ],
  ['skipped is not passed', [ran(5, 0, { notRun: ['a > b'] })], [], true, ['not run: a > b', '5 passed, 0 failed']],
  [
    'a stage was left out',
    [lint(true), ran(5)],
    ['e2e'],
    false,
    ['not run: the whole stage e2e', '5 passed, 1 failed'],
  ],
  ['nothing happened', [], [], false, ['0 passed, 1 failed']],
])('%s', (_name, outcomes, leftOut, isGreen, lines) => {
  expect(verdict(outcomes, leftOut)).toEqual({ isGreen, lines })
})
