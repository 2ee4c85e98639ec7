// `npm run bench:seal`: how many times quicker than real time a sealed part becomes a file that seeks: one hour of the camera,
// and three hours of the phone in five parts, through the product's own endpoints; against `ffmpeg -c copy` on the same bytes.
// Progress goes to stderr; with --json the last line of stdout is one JSON object.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { randomUUID } from 'node:crypto'
import { deviceId } from '@zhishi/core/ids'
import { MINUTE_MS } from '@zhishi/core/time'
import { openBlobs } from '../e2e/compare/decrypt.ts'
import buildPages from '../e2e/global-setup.ts'
import { familyOf } from '../e2e/harness/processes.ts'
import { interruption } from '../e2e/harness/interruption.ts'
import { startProduct, type Product } from '../e2e/harness/product.ts'
import { createCaller } from '../tools/candidate-bot/caller.ts'
import { PERSONAL_CODE } from './cheap-code.ts'
import { arrive, type Seat } from './ingest/arrive.ts'
import { importSeats } from './ingest/interview.ts'
import { canMeasure, watchUsage } from './ingest/usage.ts'
import { makeFilm, type FilmName } from './seal/film.ts'
import { openPlayable, uploadPart, type UploadedPart } from './seal/parts.ts'

const PLAYS = { camera: { minutes: 60, parts: 1 }, evidence: { minutes: 180, parts: 5 } } as const

const { values } = parseArgs({
  options: {
    /** of the hours: 1 is what the goals are for */
    scale: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const scale = Number(values.scale)
if (!(scale > 0 && scale <= 1)) {
  console.error('Usage: npm run bench:seal -- [--scale 1] [--json]')
  process.exit(2)
}
if (!canMeasure()) {
  console.error('Memory is read from /proc, which only Linux has')
  process.exit(2)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const home = await mkdtemp(join(tmpdir(), 'zhishi-seal-'))
let product: Product | undefined
try {
  say('building the pages where they are older than their sources, starting the product …')
  await buildPages()
  product = await startProduct(join(home, 'product'))
  const result = await Promise.race([measureAll(product), interruption()])
  console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
} finally {
  await product?.abandon()
  await rm(home, { recursive: true, force: true })
}

async function measureAll(server: Product) {
  const [number = ''] = await importSeats(server, 1, { isUnheld: true })
  const seat = await arrive(server.url, { number, personalCode: PERSONAL_CODE })
  const cookie = await signInOrganiser(server)
  const camera = await measure(server, seat, cookie, 'camera')
  const evidence = await measure(server, seat, cookie, 'evidence')
  const { rssMB, baseRssMB, timesRealTime, peers } = camera
  return {
    timesRealTime: Math.min(timesRealTime, evidence.timesRealTime),
    rssMB: Math.max(rssMB, evidence.rssMB),
    baseRssMB,
    peers: { ffmpeg: { timesRealTime: Math.min(peers.ffmpeg.timesRealTime, evidence.peers.ffmpeg.timesRealTime) } },
    camera: { timesRealTime, MB: camera.MB, ffmpeg: peers.ffmpeg.timesRealTime },
    evidence: {
      timesRealTime: evidence.timesRealTime,
      MB: evidence.MB,
      ffmpeg: evidence.peers.ffmpeg.timesRealTime,
    },
  }
}

async function measure(server: Product, seat: Seat, cookie: string, name: FilmName) {
  const { minutes, parts } = PLAYS[name]
  const lengthMs = (minutes * MINUTE_MS * scale) / parts
  say(`${name}: ${parts} × ${(lengthMs / MINUTE_MS).toFixed(1)} min are brought here`)
  const film = await makeFilm(name, home)
  const grant = name === 'camera' ? seat.computer : seat.phone
  const uploaded: UploadedPart[] = []
  for (let part = 1; part <= parts; part += 1) {
    uploaded.push(await uploadPart({ url: server.url, grant, line: name, number: part }, film, lengthMs))
  }
  const postgres = familyOf(server.postgresPid())
  const own = familyOf(server.pid).filter((pid) => !postgres.includes(pid))
  const before = watchUsage([server.pid], own)().rssMB
  const end = watchUsage([server.pid], own)
  let ownMs = 0
  for (const { partId, bytes } of uploaded) {
    const opened = await openPlayable({ url: server.url, cookie, partId })
    // the copy holds the same packets: its length is the part's, but for the index
    if (Math.abs(opened.bytes / bytes - 1) > 0.05) throw new Error(`a copy has ${opened.bytes} of ${bytes} bytes`)
    ownMs += opened.tookMs
  }
  const { rssMB } = end()
  let ffmpegMs = 0
  for (const { partId } of uploaded) ffmpegMs += await copyByFfmpeg(server, seat, partId)
  const times = (tookMs: number): number => Math.round((lengthMs * parts) / tookMs)
  const figures = {
    timesRealTime: times(ownMs),
    rssMB: Math.round(rssMB),
    baseRssMB: Math.round(before),
    MB: Math.round(uploaded.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6),
    peers: { ffmpeg: { timesRealTime: times(ffmpegMs) } },
  }
  say(`${name}: ${JSON.stringify(figures)}`)
  return figures
}

async function copyByFfmpeg(server: Product, seat: Seat, partId: string): Promise<number> {
  const name = join(seat.attemptId, partId)
  const decrypt = await openBlobs(server)
  const part = join(home, 'part')
  await writeFile(part, decrypt(name, 0, await readFile(join(server.dataDirectory, 'blobs', name))))
  const from = performance.now()
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-i', part, '-c', 'copy', '-f', 'webm', join(home, 'copy')])
  return performance.now() - from
}

async function signInOrganiser(server: Product): Promise<string> {
  const secret = server.links.organiser.split('#signIn=')[1]
  const signal = new AbortController().signal
  const caller = createCaller({ url: server.url, side: 'staff', deviceId: deviceId.parse(randomUUID()), signal })
  await caller.ask('/api/sign-in/link', { secret, deviceId: caller.deviceId })
  return caller.cookie()
}
