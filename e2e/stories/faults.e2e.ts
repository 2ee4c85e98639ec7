// A few quick rows of the fault matrix, as `npm run faults` runs them; that every fault of the catalogue is caused by a row;
// and that what `npm start` serves cannot be told to fail.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { FAULTS } from '../../tools/faults/catalogue.ts'
import { openJournal, type Report } from '../faults/report.ts'
import { handIn } from '../faults/row.ts'
import { ROWS } from '../faults/rows.ts'
import { createWorld, measure } from '../faults/world.ts'
import { ROOT, startProduct } from '../harness/product.ts'
import { lastLine, runProgram } from '../harness/program.ts'
import { story } from '../harness/story.ts'

const QUICK = ['wire out-of-order', 'wire flipped-bit', 'attempt removed', 'kill -9 of the server']

story('a few rows of the matrix lose nothing', async ({ home }) => {
  const only = QUICK.flatMap((name) => ['--only', name])
  const ended = await runProgram('e2e/faults/main.ts', ...only, '--runs', '1', '--json', '--home', home)
  expect(ended.code, ended.stderr).toBe(0)
  const report = lastLine(ended) as Report
  const sums = ['dueMs', 'recordedMs', 'missingMs', 'undeclaredMs', 'untrueClaims']
  expect(Object.keys(report)).toEqual(['runs', 'rows', 'bytesEmitted', 'bytesLost', ...sums, 'notRun'])
  expect(report.rows.map(({ name, runs, problems }) => [name, runs, problems])).toEqual(
    ROWS.filter(({ name }) => QUICK.includes(name)).map(({ name }) => [name, 1, []]),
  )
  expect(report.rows.every(({ bytesEmitted }) => bytesEmitted > 1_000_000)).toBe(true)
  expect([report.bytesLost, report.notRun]).toEqual([0, []])

  const unknown = await runProgram('e2e/faults/main.ts', '--only', 'no such row')
  expect([unknown.code, unknown.stdout]).toEqual([2, ''])
  expect(unknown.stderr).toContain('No row is called no such row')
})

story('a lost byte, a problem or a row that was not run never passes for a whole run', async ({ home }) => {
  const file = join(home, 'runs.ndjson')
  const rows = ROWS.slice(0, 3)
  const [one, two, three] = rows.map(({ name }) => name)
  const run = { run: 1, bytesEmitted: 1000, bytesLost: 0, tookS: 1, recorded: null, problem: null }
  const journal = openJournal(file, { isNew: true })
  journal.write({ ...run, row: one ?? '' })
  journal.write({ ...run, row: two ?? '', bytesLost: 1 })
  const report = journal.report(rows, [{ name: three ?? '', why: 'needs root' }], 1)
  expect([report.bytesEmitted, report.bytesLost]).toEqual([2000, 1])
  expect(report.rows.map(({ name }) => name)).toEqual([one, two])
  expect(report.notRun).toEqual([{ name: three, why: 'needs root' }])
  expect(journal.asTable(report)).toContain('not run: needs root')
  // taken up again: what was whole stays, what was not is done anew
  const again = openJournal(file, { isNew: false })
  expect([one, two].map((name) => again.runsOf(name ?? ''))).toEqual([1, 0])

  const caused = new Set<string>(ROWS.map(({ fault }) => fault))
  expect(Object.keys(FAULTS).filter((name) => !caused.has(name))).toEqual([])
})

story('what npm start serves knows no fault and cannot be told to fail', async ({ home, open }) => {
  const switches = readFileSync(join(ROOT, 'tools/faults/page/page-side.ts'), 'utf8')
  expect(switches, 'the name that is looked for is the one that is used').toContain('page.zhishiFaults =')
  const dist = join(ROOT, 'web', 'dist')
  const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(js|html)$/.test(file))
  expect(pages.length).toBeGreaterThan(10)
  for (const file of pages) expect(readFileSync(join(dist, file), 'utf8'), file).not.toContain('zhishiFaults')

  const world = createWorld(join(home, 'world'))
  const run = world.run(join(home, 'run'))
  const product = await startProduct(join(home, 'product'), { input: 'disk-full 0\nkilled-in-append 0\n' })
  try {
    await expect(product.fault('disk-full 0')).rejects.toThrow('cannot be told to fail')
    const seat = await run.seat(product)
    const device = await run.device(seat, () => product.url)
    await device.beginAll()
    await device.record(1000)
    await handIn(seat, device)
    expect(await measure(run.tapped, product)).toMatchObject({ lost: 0 })
    expect(readFileSync(join(home, 'product', 'server.log'), 'utf8')).not.toMatch(/fault: |Faults can be switched/)

    const { page } = await open('candidate')
    await page.goto(`${product.url}/candidate/`)
    await expect(page.getByRole('button', { name: '登录' })).toBeVisible()
    expect(await page.evaluate(() => 'zhishiFaults' in window)).toBe(false)
  } finally {
    await run.end()
    await product.abandon()
    await world.end()
  }
})
