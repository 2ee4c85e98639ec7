// `npm run attack`: each attack of one person or one address (attacks.ts) while 100 candidates record: how long their receipts take, whether
// an upload of theirs is refused, and how much memory the server needs, beside the same without an attack. On loopback only.
// Progress goes to stderr; with --json the last line of stdout is one JSON object. Ends with 1 where a goal of docs/security.md#attacks is missed.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PERSONAL_CODE } from '../../bench/cheap-code.ts'
import { POOL_BYTES } from '../../bench/ingest/feeds.ts'
import { importSeats } from '../../bench/ingest/interview.ts'
import { startLoad, type Load } from '../../bench/ingest/orders.ts'
import { canMeasure, waitUntilIdle, watchUsage } from '../../bench/ingest/usage.ts'
import buildPages from '../global-setup.ts'
import { interruption } from '../harness/interruption.ts'
import { familyOf } from '../harness/processes.ts'
import { startProduct, type Product } from '../harness/product.ts'
import { ATTACKS, type Attack } from './attacks.ts'
import { createTarget } from './target.ts'

const USAGE = 'Usage: npm run attack -- [--candidates 100] [--seconds 15] [--only NAME]... [--list] [--json]'
/** A receipt may take so many times as long as without an attack, and the server may need so much more memory. */
const P95_TIMES = 2
const MEMORY_MORE_MB = 150
/** Below this a receipt is as quick as anybody could notice, and twice as long is the machine's own spread. */
const P95_FLOOR_MS = 50
/** Attackers of the roster, beside those who record. */
const ATTACKERS = 20
const IDLE_LIMIT_MS = 60_000

const { values } = parseArgs({
  options: {
    candidates: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '15' },
    only: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
if (values.list) {
  for (const { name, by, says } of ATTACKS) console.log(`${name.padEnd(30)} ${by.padEnd(18)} ${says}`)
  process.exit()
}
const candidates = Number(values.candidates)
const seconds = Number(values.seconds)
const chosen = ATTACKS.filter(({ name }) => values.only.length === 0 || values.only.includes(name))
if (!(candidates > 0) || !(seconds > 0) || chosen.length === 0) {
  console.error(`${chosen.length === 0 ? 'No attack has that name; see --list.\n' : ''}${USAGE}`)
  process.exit(2)
}
if (!canMeasure()) {
  console.error('CPU and memory are read from /proc, which only Linux has')
  process.exit(2)
}

type Row = {
  name: string
  by: string
  p50Ms: number
  p95Ms: number
  rssMB: number
  coresUsed: number
  failures: number
  toldToWait: number
  behind: number
  /** what the attacker was answered, a second */
  answersPerS: Record<string, number>
  missed: string[]
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const home = await mkdtemp(join(tmpdir(), 'zhishi-attack-'))
const load = startLoad(say)
let product: Product | undefined
try {
  await buildPages()
  product = await startProduct(join(home, 'product'))
  const result = await Promise.race([runAll(product, load), interruption()])
  console.log(JSON.stringify(result, null, values.json ? 0 : 2))
  if (result.rows.some(({ missed }) => missed.length > 0)) process.exitCode = 1
} finally {
  load.stop()
  await product?.abandon()
  await rm(home, { recursive: true, force: true })
}

async function runAll(server: Product, from: Load) {
  const numbers = await importSeats(server, candidates + ATTACKERS, { isUnheld: false })
  const recording = numbers.slice(0, candidates)
  const attackers = numbers.slice(candidates)
  await from.tell({ kind: 'arrive', url: server.url, numbers: recording, personalCode: PERSONAL_CODE })
  const poolFile = join(home, 'pool')
  await writeFile(poolFile, randomBytes(POOL_BYTES))
  await from.tell({ kind: 'aim', url: server.url, target: 'product', poolFile })
  await from.tell({ kind: 'begin', candidates })
  const postgres = familyOf(server.postgresPid())
  const own = familyOf(server.pid).filter((pid) => !postgres.includes(pid))
  const all = [server.pid, server.postgresPid()]
  await waitUntilIdle(all, IDLE_LIMIT_MS)

  async function measure(attack: Attack | null): Promise<Row> {
    const target = createTarget(server, attackers)
    const usage = watchUsage(all, own)
    const attacking = attack?.run(target).catch((error: unknown) => {
      if (!target.signal.aborted) throw error
    })
    const figures = await from.run({ kind: 'pace', candidates, seconds })
    await target.end()
    await attacking
    const { cpuSeconds, elapsedS, rssMB } = usage()
    const { p50Ms, p95Ms, failures, toldToWait, behind } = figures
    const answersPerS = Object.fromEntries(
      [...target.counts].map(([what, count]) => [what, Math.round((10 * count) / elapsedS) / 10]),
    )
    const coresUsed = Math.round((100 * cpuSeconds) / elapsedS) / 100
    const { name, by } = attack ?? { name: 'nobody', by: '' }
    return {
      name,
      by,
      p50Ms,
      p95Ms,
      rssMB: Math.round(rssMB),
      coresUsed,
      failures,
      toldToWait,
      behind,
      answersPerS,
      missed: [],
    }
  }

  // the first run warms up what the second measures
  await measure(null)
  const quiet = await measure(null)
  say(`nobody: p95 ${quiet.p95Ms} ms, ${quiet.rssMB} MB, ${quiet.coresUsed} cores`)
  const rows: Row[] = []
  for (const attack of chosen) {
    const row = await measure(attack)
    if (row.p95Ms > P95_TIMES * Math.max(quiet.p95Ms, P95_FLOOR_MS)) row.missed.push('receipts')
    if (row.rssMB > quiet.rssMB + MEMORY_MORE_MB) row.missed.push('memory')
    if (row.failures + row.toldToWait > 0) row.missed.push('refused')
    rows.push(row)
    const answers = Object.entries(row.answersPerS).map(([what, count]) => `${what} ${count}/s`)
    say(
      `${row.name}: p95 ${row.p95Ms} ms, ${row.rssMB} MB, ${row.coresUsed} cores, ${row.failures + row.toldToWait} refused, ${row.behind} behind; attacker: ${answers.join(', ')}${row.missed.length > 0 ? `; MISSED ${row.missed.join(', ')}` : ''}`,
    )
    await waitUntilIdle(all, IDLE_LIMIT_MS)
  }
  return { candidates, seconds, quiet, rows }
}
