// `npm run bench:start-second`: how long after T0 candidates can read their questions, nine in ten told by the socket and
// the others asking; once on a server that runs, and once on one that is killed and started again five seconds before T0.
// Progress goes to stderr; with --json the last line of stdout is one JSON object.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { importInterview } from '../e2e/harness/interview.ts'
import { interruption } from '../e2e/harness/interruption.ts'
import { startProduct, type Product } from '../e2e/harness/product.ts'
import type { Report, Task } from '../tools/candidate-bot/program.ts'
import { startBots } from '../tools/candidate-bot/start.ts'
import { PERSONAL_CODE } from './cheap-code.ts'
import { lightInterview } from './light-interview.ts'

/** What must hold (p99); nobody may be left without questions. */
const TARGET_MS = { plain: 1000, restart: 2000 }
/** For everybody to check in before T0: four requests each; two cores did 180 a second, and 70 while others worked on them. */
const CHECK_IN_MS = { atLeast: 30_000, each: 120 }
/** When the server is killed, before T0. */
const KILLED_BEFORE_MS = 5000
/** Everybody must be inside before that. */
const READY_BEFORE_MS = 7000

const PLANTED = '请谈谈您对社区食堂的看法。'

type Kind = keyof typeof TARGET_MS
type Figures = { candidates: number; byPush: number; p50Ms: number; p95Ms: number; p99Ms: number; missing: number }

const { values } = parseArgs({
  options: {
    candidates: { type: 'string', default: '1000' },
    /** so many in a hundred have no socket and ask */
    polling: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
})
const candidates = Number(values.candidates)
const polling = Math.round((candidates * Number(values.polling)) / 100)
if (!Number.isInteger(candidates) || candidates < 1 || !(polling >= 0 && polling <= candidates)) {
  console.error('Usage: npm run bench:start-second -- [--candidates 1000] [--polling 10] [--json]')
  process.exit(2)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

const home = await mkdtemp(join(tmpdir(), 'zhishi-bench-'))
say('starting the product …')
const product = await startProduct(home)
const result: Partial<Record<Kind, Figures>> = {}
const interrupted = interruption()
try {
  for (const kind of ['plain', 'restart'] as const) result[kind] = await Promise.race([measure(kind), interrupted])
} finally {
  await product.abandon()
  await rm(home, { recursive: true, force: true })
}
console.log(values.json ? JSON.stringify(result) : asTable(result))
for (const [kind, { p99Ms, missing }] of Object.entries(result) as [Kind, Figures][]) {
  if (missing === 0 && p99Ms <= TARGET_MS[kind]) continue
  say(`${kind}: the target is p99 ≤ ${TARGET_MS[kind]} ms and nobody missing`)
  process.exitCode = 1
}

async function measure(kind: Kind): Promise<Figures> {
  const leadMs = Math.max(CHECK_IN_MS.atLeast, candidates * CHECK_IN_MS.each)
  const startsAt = Math.ceil((Date.now() + leadMs) / 1000) * 1000
  const numbers = Array.from({ length: candidates }, (_, at) => `BENCH-${kind}-${String(at + 1).padStart(5, '0')}`)
  say(`${kind}: importing ${candidates} candidates; T0 in ${Math.round(leadMs / 1000)} s`)
  const name = '{ zh: 开考时刻测量, en: Start second }'
  await importInterview(product, lightInterview({ key: kind, name, startsAt, question: PLANTED, numbers }))
  const seats = numbers.map((number, at) => ({
    number,
    personalCode: PERSONAL_CODE,
    behaviour: 'plain' as const,
    hasSocket: at >= polling,
    face: 's02' as const,
    isShyOfFaceLogin: false,
    finishesAfterMs: null,
  }))
  const task = { url: product.url, planted: PLANTED, pace: 1, walk: 'bare' as const, seats, arriveEveryMs: 0 }
  const { afterMs, byPush } = await runClients(kind, task, startsAt)
  const times = afterMs.filter((one) => one !== null).toSorted((a, b) => a - b)
  /** Nearest rank: a time that was seen. */
  const percentile = (share: number): number => times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? Number.NaN
  const figures = {
    candidates,
    byPush,
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    p99Ms: percentile(0.99),
    missing: candidates - times.length,
  }
  say(`${kind}: ${JSON.stringify({ ...figures, lastMs: times.at(-1) })}`)
  return figures
}

/** Runs the candidates in a process of their own; kills and starts the server meanwhile, where that is asked for. */
async function runClients(kind: Kind, task: Task, startsAt: number): Promise<Extract<Report, { kind: 'done' }>> {
  const trouble = Promise.withResolvers<never>()
  let killing: Promise<void> = Promise.resolve()
  const bots = startBots(task, (said) => {
    if (said.kind === 'progress') return say(`${kind}: ${said.says}`)
    if (said.kind !== 'entered') return
    const leftMs = startsAt - Date.now()
    if (leftMs < READY_BEFORE_MS)
      return trouble.reject(new Error(`all had entered only ${leftMs} ms before T0: too slow here`))
    say(`${kind}: all have entered, ${Math.round(leftMs / 1000)} s before T0`)
    if (kind === 'restart') killing = killAndStart(product, startsAt)
    killing.catch(trouble.reject)
  })
  try {
    const done = await Promise.race([bots.done, trouble.promise])
    await killing
    return done
  } finally {
    bots.stop()
  }
}

async function killAndStart(server: Product, startsAt: number): Promise<void> {
  await sleep(startsAt - KILLED_BEFORE_MS - Date.now())
  await server.kill9()
  await server.restart()
  say(`restart: killed ${KILLED_BEFORE_MS} ms before T0, serving again ${Date.now() - startsAt} ms after it`)
}

function asTable(figures: Partial<Record<Kind, Figures>>): string {
  return (Object.entries(figures) as [Kind, Figures][])
    .map(
      ([kind, it]) =>
        `${kind.padEnd(8)} p50 ${it.p50Ms} ms  p95 ${it.p95Ms} ms  p99 ${it.p99Ms} ms  missing ${it.missing} of ${it.candidates}`,
    )
    .join('\n')
}
