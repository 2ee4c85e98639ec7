// The two reporters that `npm test` counts by, each on a planted suite that passes, fails, skips, or dies before a test.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COUNTS_FOLDER_VARIABLE, readCounts } from './counts.ts'
import { ROOT } from './stage.ts'

let folder: string

beforeAll(() => {
  // inside the repository, so that the planted suites find its node_modules
  mkdirSync(join(ROOT, '.tmp'), { recursive: true })
  folder = mkdtempSync(join(ROOT, '.tmp', 'reporters-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Plants the files in a folder of their own, runs the program there and gives back what its reporter counted. */
function run(name: string, files: Record<string, string>, script: string, args: string[]) {
  const home = join(folder, name)
  mkdirSync(home)
  for (const [path, text] of Object.entries(files)) writeFileSync(join(home, path), text)
  const inherited = Object.entries(process.env).filter(([key]) => !/^(VITEST|NODE_OPTIONS$)/.test(key))
  const end = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
    cwd: home,
    env: { ...Object.fromEntries(inherited), [COUNTS_FOLDER_VARIABLE]: home },
    encoding: 'utf8',
  })
  return { exitCode: end.status, counts: (stage: string) => readCounts(home, stage) }
}

describe('vitest', () => {
  const config = (more: string) => `import { defineConfig } from 'vitest/config'
    export default defineConfig({ test: { reporters: ['${join(ROOT, 'tools/reporter.ts').replaceAll('\\', '/')}'], projects: [
      { test: { name: 'one', include: ['one.test.ts'] ${more} } },
      { test: { name: 'two', include: ['two.test.ts'] } },
    ] } })`
  const vitest = (name: string, files: Record<string, string>) => run(name, files, 'vitest/vitest.mjs', ['run'])

  test('counts passed and failed, names what was not run and which project had no test', () => {
    const { exitCode, counts } = vitest('mixed', {
      'vitest.config.ts': config(''),
      'one.test.ts': `import { describe, expect, test } from 'vitest'
        test('good', () => {})
        test('bad', () => { expect(1).toBe(2) })
        describe('group', () => { test.skip('left out', () => {}); test.todo('some day') })`,
    })
    expect(exitCode).toBe(1)
    expect(counts('vitest')).toEqual({
      passed: 1,
      failed: 1,
      notRun: ['one.test.ts > group > left out', 'one.test.ts > group > some day'],
      silent: ['two'],
    })
  })

  test('a dead global setup, a broken file and an error outside a test are failures', () => {
    const good = `import { test } from 'vitest'\ntest('good', () => {})`
    const dead = vitest('dead', {
      'vitest.config.ts': config(`, globalSetup: ['./setup.ts']`),
      'setup.ts': `export default () => { throw new Error('no database') }`,
      'one.test.ts': good,
      'two.test.ts': good,
    })
    expect(dead.exitCode).not.toBe(0)
    expect(dead.counts('vitest')?.failed ?? 'no counts').not.toBe(0)
    const broken = vitest('broken', {
      'vitest.config.ts': config(''),
      'one.test.ts': `import './not-there.ts'\n${good}`,
      'two.test.ts': `${good}\nsetTimeout(() => { throw new Error('loose') })\ntest('waits', () => new Promise((done) => setTimeout(done, 50)))`,
    })
    expect(broken.exitCode).not.toBe(0)
    expect(broken.counts('vitest')).toMatchObject({ passed: 2, failed: 2 })
  })
})

describe('playwright', () => {
  const playwright = (name: string, stories: string) =>
    run(
      name,
      {
        'playwright.config.ts': `export default { testMatch: '*.e2e.ts', workers: 1, retries: 1, outputDir: 'results', reporter: [['${join(ROOT, 'e2e/reporter.ts').replaceAll('\\', '/')}']] }`,
        'story.e2e.ts': `import { expect, test } from '@playwright/test'\n${stories}`,
      },
      '@playwright/test/cli.js',
      ['test'],
    )

  test('counts passed and failed, a second try among the failed, and names what was not run', () => {
    const { exitCode, counts } = playwright(
      'stories',
      `test('good', () => {})
      test('bad', () => { expect(1).toBe(2) })
      test('unsteady', ({}, info) => { expect(info.retry).toBe(1) })
      test.skip('left out', () => {})`,
    )
    expect(exitCode).toBe(1)
    expect(counts('e2e')).toEqual({
      passed: 1,
      failed: 2,
      notRun: ['story.e2e.ts > left out'],
      silent: [],
    })
  })

  test('a broken file is a failure', () => {
    const { exitCode, counts } = playwright('broken-story', `throw new Error('broken')`)
    expect(exitCode).toBe(1)
    expect(counts('e2e')?.passed).toBe(0)
    expect(counts('e2e')?.failed).toBeGreaterThan(0)
  })
})
