// `npm run bench:ingest`: what it costs to take the recordings of many candidates at once: three feeds each at the rates of
// docs/defaults.md#recording, with authorisation, checksum, row, stills and beats, on a durable database; in real time, as
// fast as it goes, and with more and more candidates until it falls behind. With --peers the same bytes also to nginx (dav
// PUT) and @tus/server.
// The load is another process, whose CPU is not counted. Progress goes to stderr; with --json the last line of stdout is
// one JSON object. docs/performance.md says what each figure is.
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import buildPages from '../e2e/global-setup.ts'
import { interruption } from '../e2e/harness/interruption.ts'
import { familyOf } from '../e2e/harness/processes.ts'
import { startProduct, type Product } from '../e2e/harness/product.ts'
import { PERSONAL_CODE } from './cheap-code.ts'
import { POOL_BYTES, unroll } from './ingest/feeds.ts'
import type { Figures } from './ingest/load.ts'
import { importSeats } from './ingest/interview.ts'
import { startLoad, type Load } from './ingest/orders.ts'
import { missingForPeers, startNginx, startTusServer, type Peer } from './ingest/peers.ts'
import type { TargetName } from './ingest/targets.ts'
import { canMeasure, waitUntilIdle, watchUsage, type Usage } from './ingest/usage.ts'
import { countDurable } from './ingest/verify.ts'

/** People who enter; where there are more candidates, some record parts of their own under another's grants. */
const SEATS_MAX = 1000
/** What follows the import and the entry of all. */
const IDLE_LIMIT_MS = 60_000
/** As fast as it goes: so many feeds at once. More connections took in no more bytes in the first measurements. */
const FLAT_OUT_CONNECTIONS = 200
const FLAT_OUT_MAX_S = 8
/** More candidates: so many times the first number, until one falls behind. */
const LARGER = [1.5, 2, 2.5, 3]
const SMALLER = [0.75, 0.5, 0.25]
const LEVEL_MAX_S = 12
/** A run shorter than this only shows that everything works: it looks at one more level. */
const REAL_RUN_S = 10

const { values } = parseArgs({
  options: {
    candidates: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    peers: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const candidates = Number(values.candidates)
const seconds = Number(values.seconds)
if (!(Number.isInteger(candidates) && candidates > 0) || !(Number.isInteger(seconds) && seconds > 0)) {
  console.error('Usage: npm run bench:ingest -- [--candidates 1000] [--seconds 30] [--peers] [--json]')
  process.exit(2)
}
const missing = !canMeasure() ? 'CPU and memory are read from /proc, which only Linux has' : null
const refusal = missing ?? (values.peers ? missingForPeers() : null)
if (refusal !== null) {
  console.error(refusal)
  process.exit(2)
}

type Measured = ReturnType<typeof present>
type Pids = { all: number[]; memory: number[] }

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const round = (value: number, digits: number): number => Number(value.toFixed(digits))

const home = await mkdtemp(join(tmpdir(), 'zhishi-ingest-'))
const pool = randomBytes(POOL_BYTES)
const poolFile = join(home, 'pool')
await writeFile(poolFile, pool)
const load = startLoad(say)
let product: Product | undefined
try {
  say('building the pages where they are older than their sources, starting the product …')
  await buildPages()
  product = await startProduct(join(home, 'product'))
  const result = await Promise.race([measureAll(product, load), interruption()])
  console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
  if (result.bytesLost > 0) process.exitCode = 1
} finally {
  load.stop()
  await product?.abandon()
  await rm(home, { recursive: true, force: true })
}

async function measureAll(server: Product, from: Load) {
  const numbers = await importSeats(server, Math.min(candidates, SEATS_MAX), { isUnheld: true })
  await from.tell({ kind: 'arrive', url: server.url, numbers, personalCode: PERSONAL_CODE })
  const postgres = familyOf(server.postgresPid())
  const own = familyOf(server.pid).filter((pid) => !postgres.includes(pid))
  const pids = { all: [server.pid, server.postgresPid()], memory: own }
  say('waiting until the server has done what it does after an import')
  await waitUntilIdle(pids.all, IDLE_LIMIT_MS)
  const paced = await measure('product', server.url, pids)
  const largestCandidates = await findLargest(paced.behind > 0 ? SMALLER : LARGER, paced.behind > 0)
  const { acknowledged, durable } = await countDurable({
    dataDirectory: server.dataDirectory,
    keysDirectory: server.keysDirectory,
    pool: unroll(pool),
    sent: await from.list(),
  })
  await server.stop()
  await rm(server.dataDirectory, { recursive: true, force: true })
  const peers: Partial<Record<Exclude<TargetName, 'product'>, Measured>> = {}
  if (values.peers) {
    peers.nginx = await measurePeer('nginx', await startNginx(await emptyDirectory('nginx')))
    peers.tusServer = await measurePeer('tusServer', await startTusServer(await emptyDirectory('tus')))
  }
  return {
    candidates,
    seconds,
    ...paced,
    // of all runs: whatever was acknowledged is read back
    bytesSent: acknowledged,
    bytesDurable: durable,
    bytesLost: acknowledged - durable,
    largestCandidates,
    ...(values.peers ? { peers } : {}),
  }
}

async function emptyDirectory(name: string): Promise<string> {
  const directory = join(home, name)
  await mkdir(directory)
  return directory
}

async function measurePeer(name: Exclude<TargetName, 'product'>, peer: Peer): Promise<Measured> {
  try {
    return await measure(name, peer.url, { all: [peer.pid], memory: familyOf(peer.pid) })
  } finally {
    await peer.stop()
    await rm(join(home, name === 'nginx' ? 'nginx' : 'tus'), { recursive: true, force: true })
  }
}

/** In real time and then as fast as it goes, to one server. */
async function measure(target: TargetName, url: string, pids: Pids): Promise<Measured> {
  await load.tell({ kind: 'aim', url, target, poolFile })
  say(`${target}: ${candidates} candidates begin their parts`)
  await load.tell({ kind: 'begin', candidates })
  say(`${target}: ${candidates} candidates for ${seconds} s`)
  const paced = await watched(pids, () => load.run({ kind: 'pace', candidates, seconds }))
  say(`${target}: ${JSON.stringify(paced)}`)
  const flat = await watched(pids, () =>
    load.run({ kind: 'flatOut', connections: FLAT_OUT_CONNECTIONS, seconds: Math.min(seconds, FLAT_OUT_MAX_S) }),
  )
  say(`${target}: flat out ${JSON.stringify(flat)}`)
  return present(paced, flat)
}

async function watched(pids: Pids, work: () => Promise<Figures>): Promise<Figures & Usage> {
  const end = watchUsage(pids.all, pids.memory)
  const figures = await work()
  return { ...figures, ...end() }
}

function present(paced: Figures & Usage, flat: Figures & Usage) {
  const perGB = ({ cpuSeconds, bytesSent }: Figures & Usage): number => round(cpuSeconds / (bytesSent / 1e9), 2)
  return {
    p50Ms: paced.p50Ms,
    p95Ms: paced.p95Ms,
    p99Ms: paced.p99Ms,
    cpuSecondsPerGB: perGB(paced),
    coresUsed: round(paced.cpuSeconds / paced.elapsedS, 2),
    rssMB: Math.round(paced.rssMB),
    bytesSent: paced.bytesSent,
    beats: paced.beats,
    stills: paced.stills,
    failures: paced.failures,
    toldToWait: paced.toldToWait,
    behind: paced.behind,
    flatOut: {
      cpuSecondsPerGB: perGB(flat),
      MBPerS: round(flat.bytesSent / 1e6 / flat.elapsedS, 0),
      p95Ms: flat.p95Ms,
    },
  }
}

/** Goes through the levels until one tells; 0: even the smallest falls behind. */
async function findLargest(levels: readonly number[], isTooMany: boolean): Promise<number> {
  let largest = isTooMany ? 0 : candidates
  for (const times of seconds < REAL_RUN_S ? levels.slice(0, 1) : levels) {
    const count = Math.round(candidates * times)
    await load.tell({ kind: 'begin', candidates: count })
    const { behind, p95Ms, toldToWait } = await load.run({
      kind: 'pace',
      candidates: count,
      seconds: Math.min(seconds, LEVEL_MAX_S),
    })
    say(`product: ${count} candidates: p95 ${p95Ms} ms, ${toldToWait} told to wait, ${behind} behind`)
    if (behind === 0) largest = count
    if (isTooMany === (behind === 0)) break
  }
  return largest
}
