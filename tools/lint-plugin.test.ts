// Our lint set-up on planted files: the own rules find every way to read clock and chance where they hold, and the
// type-aware rules are really on.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from './stage.ts'

const READS_CLOCK = `
export const found = [Date.now(), new Date(), Date(), Date['now'](), globalThis.Date.now(), performance.now(), process.hrtime()]
const { now } = Date
export const later = now
export const clock = Date.now
`
const READS_CHANCE = `
export const dice = Math.random()
const { random } = Math
export const again = random
`
const FINE = `
export const fine = [new Date(5), Date.UTC(2026, 1), Math.floor(1.5)]
`
const FLOATING = `
async function send(): Promise<void> {}
export function start(): void { send() }
`

let folder: string
let found: { rule: string; file: string }[]

beforeAll(() => {
  // outside the repository, where everything temporary is ignored by git and so by the linter
  folder = mkdtempSync(join(tmpdir(), 'zhishi-lint-'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  for (const name of ['.oxlintrc.json', 'tools/lint-plugin.js', 'tsconfig.base.json', 'server/tsconfig.json']) {
    cpSync(join(ROOT, name), join(folder, name))
  }
  const plant = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  plant('core/src/process/clock.ts', READS_CLOCK)
  plant('core/src/process/chance.ts', READS_CHANCE)
  plant('server/src/attempts/clock.ts', READS_CLOCK)
  plant('server/src/attempts/fine.ts', FINE)
  plant('server/src/attempts/floating.ts', FLOATING)
  plant('server/src/platform/clock.ts', READS_CLOCK)
  plant('server/src/attempts/clock.test.ts', READS_CLOCK)
  plant('server/src/testkit/chance.ts', READS_CHANCE)
  plant('web/src/ui/clock.ts', READS_CLOCK)
  const end = spawnSync(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format', 'json', '.'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const report = JSON.parse(end.stdout) as { diagnostics: { code: string; filename: string }[] }
  found = report.diagnostics.map(({ code, filename }) => ({ rule: code, file: filename.replaceAll('\\', '/') }))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rulesIn = (file: string) => found.filter((one) => one.file.endsWith(file)).map((one) => one.rule)

test('core and server may not read the clock in any spelling', () => {
  const nine = Array.from({ length: 9 }, () => 'zhishi(no-clock)')
  expect(rulesIn('core/src/process/clock.ts')).toEqual(nine)
  expect(rulesIn('server/src/attempts/clock.ts')).toEqual(nine)
})

test('core and server may not take chance from Math.random', () => {
  expect(rulesIn('core/src/process/chance.ts')).toEqual(['zhishi(no-random)', 'zhishi(no-random)'])
})

test('the Clock itself, tests, test kits and web may; dates from given instants are free', () => {
  for (const file of ['platform/clock.ts', 'clock.test.ts', 'testkit/chance.ts', 'ui/clock.ts', 'attempts/fine.ts']) {
    expect(rulesIn(file), file).toEqual([])
  }
})

test('rules that need types are on', () => {
  expect(rulesIn('attempts/floating.ts')).toEqual(['typescript(no-floating-promises)'])
})
