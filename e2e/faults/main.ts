// `npm run faults`: the fault matrix. Each row causes one fault at a random moment, three times; afterwards every byte that
// was emitted must be on the server's disk. Rows are written as they finish, and an interrupted run goes on where it was.
// Progress goes to stderr; with --json the last line of stdout is one JSON object.
import './limits.ts'
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judgeRecorded, untrueAtEnd } from './judge.ts'
import { feedLine, openJournal, type RunResult } from './report.ts'
import { ROWS } from './rows.ts'
import { askServer } from './said.ts'
import { createWorld, measure, measureRecorded, type Run, type World } from './world.ts'
import type { Row } from './row.ts'
import buildPages from '../global-setup.ts'
import { ROOT, type Product } from '../harness/product.ts'

const USAGE = `Usage: npm run faults -- [--runs 3] [--only NAME]... [--minutes 1] [--again] [--list] [--json]
  --only NAME  rows whose name, group or fault is NAME; may be repeated
  --minutes N  how long the rows of the group slow answer; their goals are for ten minutes
  --again      forgets what an interrupted run has done
  --home DIR   where it works and keeps what is done; .tmp of the repository without it`

/** of a page on which a row ended: enough for whoever looks why */
const WORDS_MAX = 600
/** as harness/chromium.ts says it; a row that kills its page means it */
const CRASHED = /crashed$/

const options = parseOptions()
const chosen = ROWS.filter(
  ({ name, group, fault }) =>
    options.only.length === 0 || [name, group, fault].some((one) => options.only.includes(one)),
)
if (options.list) {
  for (const { name, says } of ROWS) console.log(`${name.padEnd(34)} ${says}`)
  process.exit()
}
if (chosen.length === 0) {
  console.error(`No row is called ${options.only.join(' or ')}; see --list.\n\n${USAGE}`)
  process.exit(2)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)
await buildPages()
const place = options.home ?? join(ROOT, '.tmp')
mkdirSync(place, { recursive: true })
const home = await mkdtemp(join(place, 'faults-'))
// runs of another length are others
const journalName = options.minutes === undefined ? 'faults.ndjson' : `faults-${options.minutes}min.ndjson`
const journal = openJournal(join(place, journalName), { isNew: options.again })
const world = createWorld(join(home, 'shared'), options.minutes === undefined ? undefined : options.minutes * 60_000)
const notRun: Array<{ name: string; why: string }> = []
const lossesBefore = new Map<Product, number>()
let isInterrupted = false
let hasProblems = false
/** what went wrong beside a row: it belongs to it, and must not leave its servers behind */
let stray: string | null = null
process.on('unhandledRejection', (error) => (stray ??= String(error)))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (isInterrupted) process.exit(1)
    isInterrupted = true
    say('ends after this row; once more ends at once')
  })
}
try {
  for (const row of chosen) {
    const why = row.notHere?.() ?? null
    if (why !== null) {
      notRun.push({ name: row.name, why })
      say(`${row.name}: not run: ${why}`)
      continue
    }
    for (let number = journal.runsOf(row.name) + 1; number <= options.runs && !isInterrupted; number += 1) {
      await runOnce(world, row, number)
    }
  }
} finally {
  await world.end()
  if (hasProblems) say(`what the rows with a problem left, servers' output too, is kept in ${home}`)
  else await rm(home, { recursive: true, force: true, maxRetries: 3 })
}
if (isInterrupted) {
  say('interrupted: the same command goes on from here')
  process.exit(1)
}
const report = journal.report(chosen, notRun, options.runs)
console.log(options.json ? JSON.stringify(report) : journal.asTable(report))
const isWhole = report.bytesLost === 0 && report.rows.every((row) => row.problems.length === 0)
if (isWhole) journal.forget(chosen)
process.exit(isWhole ? 0 : 1)

async function runOnce(from: World, row: Row, number: number): Promise<void> {
  const startedAt = performance.now()
  const run = from.run(join(home, `row-${ROWS.indexOf(row)}-${number}`))
  let problem: string | null = null
  stray = null
  let figures = { emitted: 0, lost: 0 }
  let recorded: RunResult['recorded'] = null
  try {
    const product = await row.run(run)
    figures = await measure(run.tapped, product)
    if (figures.emitted === 0) problem = 'nothing was emitted'
    const measured = await recordedOf(run, row, product)
    recorded = measured?.recorded ?? null
    problem ??= judgeLosses(product, row) ?? stray ?? measured?.problem ?? null
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
    const measured = run.attended() && (await recordedOf(run, row, await run.shared(), true).catch(() => null))
    recorded = measured?.recorded ?? null
    if (measured?.problem) problem += `\n  PROBLEM: ${measured.problem}`
    const words = await run
      .attended()
      ?.words()
      .catch(() => null)
    if (words) problem += `\n  the page says: ${words.replaceAll(/\s+/g, ' ').slice(0, WORDS_MAX)}`
  }
  await run.end().catch((error: unknown) => (problem ??= `could not be taken down: ${String(error)}`))
  if (problem === null) await rm(run.directory, { recursive: true, force: true })
  else hasProblems = true
  const tookS = Math.round((performance.now() - startedAt) / 100) / 10
  const { emitted: bytesEmitted, lost: bytesLost } = figures
  journal.write({ row: row.name, run: number, bytesEmitted, bytesLost, tookS, recorded, problem })
  say(`${row.name} ${number}/${options.runs}: ${bytesEmitted} bytes emitted, ${bytesLost} lost, ${tookS} s`)
  for (const feed of recorded?.feeds ?? []) say(feedLine(feed))
  if (problem !== null) say(`  PROBLEM: ${problem}`)
}

/**
 * What the files show of who sat in a browser, and what is not as it must be; null: nobody did. `isStuck`: the row did not
 * come to its end.
 */
async function recordedOf(run: Run, row: Row, product: Product, isStuck = false) {
  const attended = run.attended()
  if (!attended) return null
  const { goals = {} } = row
  const { attemptId, lastPressAt, claims, unheard, words } = attended
  const said = await askServer(product, attemptId, lastPressAt(), { signal: run.signal, isStuck })
  const feeds = await measureRecorded(run.directory, product, said)
  const atEnd = isStuck ? [] : untrueAtEnd(await words(), feeds)
  const recorded: RunResult['recorded'] = { feeds, untrueClaims: claims.untrue().length + atEnd.length }
  const found = judgeRecorded(goals, feeds, { untrue: claims.untrue(), read: claims.read() })
  const problems = [...found, ...atEnd, ...unheard().filter((one) => row.fault !== 'tab-killed' || !CRASHED.test(one))]
  return { recorded, problem: problems.length === 0 ? null : problems.join('\n  PROBLEM: ') }
}

/** What a device sends again hides that a receipt was broken; the server's own word does not. */
function judgeLosses(product: Product, { losesAcknowledged = false }: Row): string | null {
  const before = lossesBefore.get(product) ?? 0
  const now = product.lossesTold()
  lossesBefore.set(product, now)
  if (now > before === losesAcknowledged) return null
  return losesAcknowledged ? 'acknowledged bytes went, and the server did not say so' : 'acknowledged bytes were lost'
}

function parseOptions() {
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: 'string', default: '3' },
        only: { type: 'string', multiple: true, default: [] },
        minutes: { type: 'string' },
        home: { type: 'string' },
        again: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const runs = Number(values.runs)
    if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a number from 1')
    const minutes = values.minutes === undefined ? undefined : Number(values.minutes)
    if (minutes !== undefined && !(minutes > 0)) throw new Error('--minutes must be a number above 0')
    return { ...values, home: values.home, runs, minutes }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}
