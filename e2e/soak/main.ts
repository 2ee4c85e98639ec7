// `npm run soak -- --minutes N`: one candidate at a computer with a phone, in two real browsers, through the real pages and
// the real server, for as long as you like; then every byte is compared, every picture counted, what the files show of the due
// time measured, and the browsers' memory and processor told. Exit code 0: nothing was lost, and the goals are met.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openBlobs } from '../compare/decrypt.ts'
import type { Comparison } from '../compare/main.ts'
import { judgeRecorded } from '../faults/judge.ts'
import { feedLine } from '../faults/report.ts'
import { askServer } from '../faults/said.ts'
import { measureRecorded } from '../faults/world.ts'
import buildPages from '../global-setup.ts'
import { attemptOf, enter, link, seeHandedIn, seeQuestions, signIn } from '../harness/candidate.ts'
import { seePhone } from '../harness/check-in.ts'
import { openChromium, type Browser } from '../harness/chromium.ts'
import { createClaims } from '../harness/claims.ts'
import { importInterview, interviewText, PEOPLE, QUESTIONS, soon } from '../harness/interview.ts'
import { interruption } from '../harness/interruption.ts'
import { agree, PHONE, stopRecording, sweepAndPlace } from '../harness/phone.ts'
import { ROOT, startProduct } from '../harness/product.ts'
import { createTap } from '../harness/tap.ts'
import { createForgetting } from './inspector.ts'
import { createSource } from './source.ts'
import { coresUsed, memorySlope, sample, type Sample } from './usage.ts'

const USAGE = `Usage: npm run soak -- [--minutes 20] [--json]
  --minutes N  how long the interview is answered; goals are 99 % of the pictures, 99.5 % of the due time of
               each feed, no untrue word on a page, and 1 MB a minute
  --json       the last line is one JSON object`

/** From the import to T0 on an idle machine: sign-in, the phone, the turn around the room, entry. */
const LEAD_MS = 35_000
const SAMPLE_EVERY_MS = 2000
const GOALS = { framesRatio: 0.99, memorySlopeMBPerMin: 1, recordedShare: 0.995 }
/** The slope of less is the noise of one sample. */
const SLOPE_FROM_MINUTES = 5

const options = parseOptions()
const home = await mkdtemp(join(tmpdir(), 'zhishi-soak-'))
say('building the pages where they are older than their sources, starting the product')
await buildPages()
const product = await startProduct(join(home, 'product'))
const tap = createTap(join(home, 'tapped'))
const source = createSource()
const claims = createClaims()
const browsers: Browser[] = []
try {
  process.exitCode = (await Promise.race([soak(), interruption()])) ? 0 : 1
} finally {
  for (const one of browsers) await one.close().catch(() => {})
  await product.abandon()
  await rm(home, { recursive: true, force: true })
}

/** @returns whether the goals are met */
async function soak(): Promise<boolean> {
  const startsAt = soon(product, LEAD_MS)
  const durationS = Math.round(options.minutes * 60)
  const scale = { startsAt, entryOpensS: 600, entryClosesS: Math.min(60, durationS), durationS, people: [PEOPLE.first] }
  const evidence = '  evidence: { sweep: PT5S }\n'
  await importInterview(product, interviewText(scale).replace('  evidence: { isRequired: false }\n', evidence))

  say('signing in, binding the phone')
  const computer = await open('computer')
  const phone = await open('phone', PHONE)
  await signIn(computer.page, product.url, PEOPLE.first)
  await link(computer.page, '去绑定手机').click()
  const code = (await computer.page.getByTestId('binding-code').textContent()) ?? ''
  await phone.page.goto(`${product.url}/evidence/#code=${code}`)
  await agree(phone.page)
  await sweepAndPlace(phone.page)
  await seePhone(computer.page)
  await enter(computer.page)
  const attemptId = attemptOf(computer.page)
  const enteredAt = Date.now()
  await sleep(Math.max(0, startsAt - Date.now()))
  await seeQuestions(computer.page, QUESTIONS)

  say(`answering for ${options.minutes} min`)
  const samples: Sample[] = []
  const forgetting = browsers.map((it) => createForgetting(it.page))
  for (const endsAt = startsAt + durationS * 1000; Date.now() < endsAt; await sleep(SAMPLE_EVERY_MS)) {
    for (const forget of forgetting) await forget()
    samples.push(sample(browsers.map((it) => it.pid)))
    if (samples.length % 30 === 0) say(`${Math.round((endsAt - Date.now()) / 1000)} s left`)
  }
  await seeHandedIn(computer.page)
  await stopRecording(phone.page)

  say('comparing every byte, counting every picture')
  const compared = compare()
  const delivered = source.delivered().reduce((sum, it) => sum + it.frames, 0)
  const decrypt = await openBlobs(product)
  const written = compared.recorders.map((it) => {
    const lying = readFileSync(join(product.dataDirectory, 'blobs', it.part ?? ''))
    return picturesOf(decrypt(it.part ?? '', 0, lying))
  })
  const said = await askServer(product, attemptId, Math.max(enteredAt, startsAt), {
    signal: new AbortController().signal,
  })
  const feeds = await measureRecorded(home, product, said)
  const total = (of: 'dueMs' | 'recordedMs' | 'missingMs' | 'undeclaredMs'): number =>
    feeds.reduce((sum, feed) => sum + feed[of], 0)
  const figures = {
    minutes: options.minutes,
    framesRatio: round(written.reduce((sum, it) => sum + it, 0) / delivered, 4),
    framesDelivered: delivered,
    memorySlopeMBPerMin: round(memorySlope(samples), 2),
    memoryMB: Math.round(samples.at(-1)?.memoryMB ?? 0),
    cpuCores: round(coresUsed(samples), 2),
    parts: compared.recorders.length,
    bytes: compared.tappedBytes,
    bytesLost: compared.missingBytes,
    dueMs: total('dueMs'),
    recordedMs: total('recordedMs'),
    missingMs: total('missingMs'),
    undeclaredMs: total('undeclaredMs'),
    untrueClaims: claims.untrue().length,
  }
  const isSteady = options.minutes < SLOPE_FROM_MINUTES || figures.memorySlopeMBPerMin <= GOALS.memorySlopeMBPerMin
  for (const [name, value] of Object.entries(figures)) say(`${name}: ${value}`)
  for (const feed of feeds) say(feedLine(feed))
  const share = { share: GOALS.recordedShare }
  const goals = { camera: share, screen: share, evidence: share }
  const problems = judgeRecorded(goals, feeds, { untrue: claims.untrue(), read: claims.read() })
  for (const problem of problems) say(`PROBLEM: ${problem}`)
  if (options.minutes < SLOPE_FROM_MINUTES) say(`the slope means something from ${SLOPE_FROM_MINUTES} min on`)
  if (options.json) console.log(JSON.stringify({ ...figures, feeds }))
  const isWhole = figures.bytesLost === 0 && problems.length === 0
  return isWhole && figures.framesRatio >= GOALS.framesRatio && isSteady
}

async function open(name: string, screen?: typeof PHONE): Promise<Browser> {
  const browser = await openChromium({
    profile: join(home, name),
    tap,
    leavesSignals: true,
    ...(screen ? { screen } : {}),
  })
  await source.attach(browser.context)
  await claims.attach(browser.context)
  browsers.push(browser)
  return browser
}

/** By compare.ts, a program of its own; what is missing is a figure here, and no error. */
function compare(): Comparison {
  const { dataDirectory, keysDirectory } = product
  const args = ['--tapped', tap.directory, '--data', dataDirectory, '--keys', keysDirectory, '--json']
  const { stdout } = spawnSync(process.execPath, [join(ROOT, 'e2e/compare/main.ts'), ...args], { encoding: 'utf8' })
  return JSON.parse(stdout) as Comparison
}

/** Pictures in a sealed part, counted by ffprobe, which knows nothing of ours. */
function picturesOf(bytes: Buffer): number {
  const file = join(home, 'part')
  writeFileSync(file, bytes)
  const count = ['-select_streams', 'v:0', '-count_packets', '-show_entries', 'stream=nb_read_packets']
  const output = execFileSync('ffprobe', ['-v', 'error', ...count, '-of', 'default=nokey=1:noprint_wrappers=1', file])
  return Number(output.toString().split('\n')[0])
}

function parseOptions(): { minutes: number; json: boolean } {
  try {
    const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' }, json: { type: 'boolean' } } })
    const minutes = Number(values.minutes)
    if (!(minutes > 0)) throw new Error('--minutes is a number above 0')
    return { minutes, json: values.json === true }
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`)
    process.exit(2)
  }
}

function say(text: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`)
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
