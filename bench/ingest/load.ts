// Owns: the load in a process of its own, so that what it costs is not counted: arrives, records and uploads as it is told,
// one order after the other, each answered. Ends with whoever started it. Never looks at a server but by its requests.
import { readFile } from 'node:fs/promises'
import { arrive, type Seat } from './arrive.ts'
import { createCandidates, type Ran } from './candidates.ts'
import { unroll, type Sent } from './feeds.ts'
import { TARGETS, type TargetName } from './targets.ts'

export type Order =
  | { kind: 'arrive'; url: string; numbers: readonly string[]; personalCode: string }
  /** what comes after it goes to this server */
  | { kind: 'aim'; url: string; target: TargetName; poolFile: string }
  | { kind: 'begin'; candidates: number }
  | { kind: 'pace'; candidates: number; seconds: number }
  | { kind: 'flatOut'; connections: number; seconds: number }
  | { kind: 'list' }

/** Percentiles in ms, nearest rank: times that were seen. */
export type Times = { p50Ms: number; p95Ms: number; p99Ms: number }
export type Figures = Times & Omit<Ran, 'receiptsMs'> & { receipts: number }
export type Done =
  | { kind: 'done'; figures: Figures | null; sent: Sent[] }
  | { kind: 'progress'; says: string }
  | { kind: 'failed'; says: string }

/** As many as keep a server of two cores busy. */
const ARRIVE_AT_ONCE = 24

const report = (it: Done): void => void process.send?.(it)
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => process.exit(0))

const seats: Seat[] = []
let candidates: ReturnType<typeof createCandidates> | undefined

let doing: Promise<void> = Promise.resolve()
process.on('message', (message) => {
  doing = doing
    .then(() => perform(message as Order))
    .then(report)
    .catch((error: unknown) => report({ kind: 'failed', says: String(error) }))
})

async function perform(order: Order): Promise<Done> {
  if (order.kind === 'arrive') {
    await arriveAll(order)
    return done(null)
  }
  if (order.kind === 'aim') {
    candidates?.close()
    const pool = unroll(await readFile(order.poolFile))
    candidates = createCandidates({ url: order.url, target: TARGETS[order.target], seats, pool })
    return done(null)
  }
  if (!candidates) throw new Error('aim first')
  switch (order.kind) {
    case 'begin':
      await candidates.begin(order.candidates)
      return done(null)
    case 'pace':
      return done(await candidates.pace(order.candidates, order.seconds))
    case 'flatOut':
      return done(await candidates.flatOut(order.connections, order.seconds))
    case 'list':
      return { kind: 'done', figures: null, sent: candidates.sent() }
  }
}

async function arriveAll({ url, numbers, personalCode }: Extract<Order, { kind: 'arrive' }>): Promise<void> {
  const waiting = numbers.map((number, at) => ({ number, at }))
  let here = 0
  await Promise.all(
    Array.from({ length: ARRIVE_AT_ONCE }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        seats[next.at] = await arrive(url, { number: next.number, personalCode })
        here += 1
        if (here % 200 === 0) report({ kind: 'progress', says: `${here} of ${numbers.length} have entered` })
      }
    }),
  )
}

function done(ran: Ran | null): Done {
  if (!ran) return { kind: 'done', figures: null, sent: [] }
  const { receiptsMs, ...rest } = ran
  const sorted = receiptsMs.toSorted((a, b) => a - b)
  const rank = (share: number): number =>
    Math.round((sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN) * 10) / 10
  const times = { p50Ms: rank(0.5), p95Ms: rank(0.95), p99Ms: rank(0.99) }
  return { kind: 'done', figures: { ...times, ...rest, receipts: sorted.length }, sent: [] }
}
