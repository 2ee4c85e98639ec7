// `npm run bench:live`: how late a proctor sees what happens before a candidate's camera. Recorder and viewer are two browser
// processes on the real product; each picture carries the time at which it was drawn, read off the viewer's screen.
// Progress goes to stderr; with --json the last line of stdout is one JSON object.
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { MINUTE_MS } from '@zhishi/core/time'
import buildPages from '../e2e/global-setup.ts'
import { enter, link, signIn } from '../e2e/harness/candidate.ts'
import { openChromium, type Browser } from '../e2e/harness/chromium.ts'
import { importInterview, interviewText, PEOPLE } from '../e2e/harness/interview.ts'
import { ROOT, startProduct } from '../e2e/harness/product.ts'
import { openAttempt, openSitting } from '../e2e/harness/staff.ts'
import { putTimeInPictures, readTimes, watchTimes, type Seen } from './live-time.ts'
import { median } from './numbers.ts'

/** What must hold. */
const TARGET = { p95Ms: 3000, joinMs: 150, screenJoinMs: 700, stallsIn10Min: 1 }
/** The feeds of a view that was just opened are on their way from four seconds to one. */
const SETTLED_MS = 5000
/** An odd number, so that the median is one that was seen. */
const JOINS = 5
/** A run shorter than this only shows that everything works: it joins once. */
const REAL_RUN_MINUTES = 1

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, json: { type: 'boolean', default: false } },
})
const minutes = Number(values.minutes)
if (!(minutes > 0 && minutes <= 60)) {
  console.error('Usage: npm run bench:live -- [--minutes 10] [--json]')
  process.exit(2)
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

const needed = spawnSync(process.execPath, [join(ROOT, 'tools/system-packages.ts')], { stdio: ['ignore', 2, 2] })
if (needed.status !== 0) process.exit(1)
say('building the pages where they are older than their sources, starting the product …')
await buildPages()
const home = await mkdtemp(join(tmpdir(), 'zhishi-bench-'))
const product = await startProduct(home)
const browsers: Browser[] = []
try {
  const startsAt = Date.now() + minutes * MINUTE_MS + 5 * MINUTE_MS
  const windows = { entryOpensS: (minutes + 10) * 60, entryClosesS: 60, durationS: 600 }
  await importInterview(product, interviewText({ startsAt, ...windows, people: [PEOPLE.first] }))
  const candidate = await open('candidate')
  await putTimeInPictures(candidate.page)
  await signIn(candidate.page, product.url, PEOPLE.first)
  await enter(candidate.page)
  say('the candidate is recording')
  const viewer = await open('viewer')
  await watchTimes(viewer.page)
  await openSitting(viewer.page, product.links.proctor)
  await openAttempt(viewer.page, '程＊＊')
  const joins: Record<'camera' | 'screen', number[]> = { camera: [], screen: [] }
  const rounds = minutes < REAL_RUN_MINUTES ? 1 : JOINS
  for (let round = 0; round < rounds; round++) {
    await link(viewer.page, '看实时画面').click()
    const { joinMs } = await settled(viewer.page)
    joins.camera.push(joinMs.camera)
    joins.screen.push(joinMs.screen)
    say(`join ${round + 1} of ${rounds}: camera ${joinMs.camera} ms, screen ${joinMs.screen} ms`)
    if (round < rounds - 1) await link(viewer.page, '录像、步骤与日志').click()
  }
  const from = await readTimes(viewer.page)
  for (let minute = 1; minute <= Math.ceil(minutes); minute++) {
    await sleep(Math.min(1, minutes - minute + 1) * MINUTE_MS)
    const { camera, stalls } = await readTimes(viewer.page)
    say(`minute ${minute}: ${camera.length - from.camera.length} pictures, ${stalls - from.stalls} stalls`)
  }
  const { camera, stalls } = await readTimes(viewer.page)
  const times = camera.slice(from.camera.length).toSorted((a, b) => a - b)
  /** Nearest rank: a time that was seen. */
  const percentile = (share: number): number => times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? Number.NaN
  const result = {
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    joinMs: median(joins.camera),
    screenJoinMs: median(joins.screen),
    stalls: stalls - from.stalls,
    /** that the times are of */
    pictures: times.length,
    minutes,
  }
  console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
  const hasMet =
    result.p95Ms <= TARGET.p95Ms &&
    result.joinMs <= TARGET.joinMs &&
    result.screenJoinMs <= TARGET.screenJoinMs &&
    result.stalls <= Math.max(TARGET.stallsIn10Min, (TARGET.stallsIn10Min * minutes) / 10)
  if (!hasMet) {
    say(`not met: ${JSON.stringify(TARGET)}`)
    process.exitCode = 1
  }
} finally {
  for (const browser of browsers) await browser.close()
  await product.abandon()
  await rm(home, { recursive: true, force: true })
}

async function open(name: string): Promise<Browser> {
  const browser = await openChromium({ profile: join(home, name) })
  browsers.push(browser)
  return browser
}

/** Waits until both pictures are there and the view has settled. */
async function settled(page: Page): Promise<Seen> {
  for (let tries = 0; tries < 60; tries++) {
    const seen = await readTimes(page)
    if (seen.joinMs.camera > 0 && seen.joinMs.screen > 0) {
      await sleep(SETTLED_MS)
      return seen
    }
    await sleep(500)
  }
  await page.screenshot({ path: join(ROOT, '.tmp/bench-live.png') })
  throw new Error('no picture after 30 s; see .tmp/bench-live.png')
}
