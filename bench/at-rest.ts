// `npm run bench:at-rest`: what encryption of recordings costs where bytes are written and read: the same appends to a file, with
// and without it, one after the other in many rounds. docs/performance.md says what each figure is.
import { createCipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** Of a round: 1,200 appends, as many as a feed of 80 minutes has. */
const ROUND_BYTES = 72_000_000
/** What a feed of 400 kbit/s has recorded in an upload interval of about a second. */
const APPEND_BYTES = 60_000
/** As the disk store reads. */
const READ_BYTES = 262_144

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, json: { type: 'boolean', default: false } },
})
const rounds = Number(values.rounds)
if (!(Number.isInteger(rounds) && rounds > 0)) {
  console.error('Usage: npm run bench:at-rest -- [--rounds 9] [--json]')
  process.exit(2)
}

type Figures = { append: number[]; read: number[] }

const home = await mkdtemp(join(tmpdir(), 'zhishi-at-rest-'))
const dataKey = createSecretKey(randomBytes(32))
const plain = randomBytes(ROUND_BYTES)
try {
  const without: Figures = { append: [], read: [] }
  const withIt: Figures = { append: [], read: [] }
  for (let round = 0; round < rounds; round += 1) {
    await measure(without, (_position, bytes) => bytes)
    await measure(withIt, encrypt)
  }
  const result = {
    rounds,
    appendMsPerMB: { without: spread(without.append), with: spread(withIt.append) },
    readMsPerMB: { without: spread(without.read), with: spread(withIt.read) },
  }
  console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
} finally {
  await rm(home, { recursive: true, force: true })
}

/** As the server does (docs/blob-format.md): a cipher for each call, set to the block in which it begins. */
function encrypt(position: number, bytes: Buffer): Buffer {
  const counter = Buffer.alloc(16)
  counter.writeBigUInt64BE(BigInt(Math.floor(position / 16)), 8)
  const cipher = createCipheriv('aes-256-ctr', dataKey, counter)
  cipher.update(Buffer.alloc(position % 16))
  return cipher.update(bytes)
}

/** Processor time of this process: waiting for the disk is not in it. Each append is hashed, as the product does. */
async function measure(into: Figures, change: (position: number, bytes: Buffer) => Buffer): Promise<void> {
  const file = await open(join(home, 'part'), 'w+')
  try {
    const hash = createHash('sha256')
    into.append.push(
      await processorMsPerMB(async () => {
        for (let at = 0; at < ROUND_BYTES; at += APPEND_BYTES) {
          const bytes = plain.subarray(at, at + APPEND_BYTES)
          const lying = change(at, bytes)
          await file.write(lying, 0, lying.length, at)
          await file.datasync()
          hash.update(bytes)
        }
      }),
    )
    into.read.push(
      await processorMsPerMB(async () => {
        for (let at = 0; at < ROUND_BYTES; at += READ_BYTES) {
          const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at)
          change(at, buffer.subarray(0, bytesRead))
        }
      }),
    )
  } finally {
    await file.close()
  }
}

async function processorMsPerMB(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / (ROUND_BYTES / 1e6)
}

function spread(all: readonly number[]): { median: number; least: number; most: number } {
  const sorted = all.toSorted((a, b) => a - b)
  const of = (at: number): number => Number((sorted[at] ?? NaN).toFixed(3))
  return { median: of(Math.floor(sorted.length / 2)), least: of(0), most: of(sorted.length - 1) }
}
