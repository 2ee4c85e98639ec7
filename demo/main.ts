// `npm run demo`: an interview of ten candidates that plays by itself, on a data directory of its own: nine bots over the
// real protocol, and one real browser with another one as its phone. Prints what to open and what happens when; stays until
// Ctrl-C whatever becomes of its players, or, with --once, until it has looked whether every recording is safe, and says so
// with its exit code.
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { FACES, loadClip } from '../tools/candidate-bot/clips.ts'
import { startBots, type Bots } from '../tools/candidate-bot/start.ts'
import { DURATION_S, LIVE, LIVE_FINISHES_AFTER_MS, PEOPLE, seats } from './cast.ts'
import { attendLive } from './live.ts'
import { signInProctor } from './proctor.ts'
import { closing, inOneLine, line, notAsPlanned, timetable, whatToOpen } from './timetable.ts'
import { openChromium, type Browser } from '../e2e/harness/chromium.ts'
import { importInterview, interviewText, QUESTIONS, soon } from '../e2e/harness/interview.ts'
import { familyOf, killHard } from '../e2e/harness/processes.ts'
import { ROOT, startProduct, type Product } from '../e2e/harness/product.ts'

/** From the import to T0 on an idle machine: ten faces are looked at, and the real browser needs about 45 s to enter. */
const LEAD_MS = 62_000
/** Entry opens so long before T0. */
const ENTRY_OPENS_S = 45
/** The bots come one after the other, so that somebody who watches can follow. */
const ARRIVE_EVERY_MS = 2500
/** Somebody who watches has so long to confirm and to answer before the demo does. */
const WATCHER_FIRST_MS = 12_000
/** What has not ended by then is killed: nothing may be left five seconds after Ctrl-C. */
const STOP_LIMIT_MS = 3500
/** After the end the real browser has so long to send what is left, and its phone as well: on a busy machine most of a minute each. */
const LIVE_LATEST_MS = 120_000
const SITTING = { zh: '演示场', en: 'Demo sitting' }
const USAGE = `Usage: npm run demo -- [--headless] [--once] [--data DIR]
  --headless  the real browser has no windows, also where there is a display
  --once      ends by itself; exit code 0: everybody handed in, and everything is sealed
  --data DIR  an empty directory that stays; without it one of its own that goes`

const options = parseOptions()
const home = await makeHome()
const ending = new AbortController()
const browsers: Browser[] = []
let starting: Promise<Product> | undefined
let bots: Bots | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (ending.signal.aborted) process.exit(1)
    ending.abort()
    void stop().then(() => process.exit(options.once ? 1 : 0))
  })
}

// what nobody waited for: a player of the cast may fail, the stage stays
process.on('unhandledRejection', (error) => {
  if (!ending.signal.aborted) console.error(`  ${inOneLine(error)}`)
})

try {
  const problems = await play()
  if (!options.once) await sleep(2 ** 31 - 1, null, { signal: ending.signal })
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  // who was interrupted stops in the handler of the signal
  if (ending.signal.aborted) await new Promise(() => {})
  console.error(`演示没有开始 · The demo has not started: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
ending.abort()
await stop()
process.exit()

/**
 * @returns what is not as promised
 * @throws Error where there is nothing to look at: the product or its interview could not be started
 */
async function play(): Promise<string[]> {
  for (const face of FACES) for (const feed of ['camera', 'screen', 'evidence'] as const) await loadClip(feed, face)
  starting = startProduct(home, { isApart: true })
  const product = await starting
  const startsAt = soon(product, LEAD_MS)
  const people = [LIVE, ...PEOPLE]
  const scale = {
    key: 'play',
    sitting: SITTING,
    startsAt,
    people,
    isWhole: true,
    isScored: true,
    face: 's01' as const,
    durationS: DURATION_S,
  }
  await importInterview(product, interviewText({ ...scale, entryOpensS: ENTRY_OPENS_S, entryClosesS: DURATION_S }))
  console.log(`\n${whatToOpen(product)}\n\n${timetable(startsAt)}\n\n实况 · Live`)
  const tell = (number: string, says: { zh: string; en: string }): void =>
    console.log(line(startsAt, Date.now(), number, says))

  const task = { url: product.url, planted: QUESTIONS[0] ?? '', pace: 1, walk: 'whole' as const, seats: seats() }
  bots = startBots({ ...task, arriveEveryMs: ARRIVE_EVERY_MS }, (said) => {
    if (said.kind === 'told') tell(said.number, said.says)
    if (said.kind === 'failed') console.error(`  ${said.number}: ${inOneLine(said.says)}`)
  })
  const proctor = await signInProctor({
    url: product.url,
    signInLink: product.links.proctor,
    sittingName: SITTING.zh,
    stepsInAfterMs: options.once ? 0 : WATCHER_FIRST_MS,
    signal: ending.signal,
    tellTrouble: (what) => console.error(`  ${what}`),
  })
  void proctor.lookAfter()
  const acted = attendLive(LIVE, startsAt + LIVE_FINISHES_AFTER_MS, {
    url: product.url,
    home,
    tell: (says) => tell(LIVE.number, says),
    open: async (name, more) => {
      const isHeadless = options.headless || !hasDisplay()
      const profile = join(home, name)
      const browser = await openChromium({ profile, isHeadless, leavesSignals: true, locale: 'zh-CN', ...more })
      browsers.push(browser)
      return browser
    },
  })
  // what it still waits for then will not come: entry has closed, or its machine is too busy for two real browsers
  const givesUpAt = startsAt + DURATION_S * 1000 + LIVE_LATEST_MS
  const givesUp = sleep(Math.max(0, givesUpAt - Date.now()), null, { signal: ending.signal }).then(() => {
    throw new Error('the sitting is over, and it was not through; this computer is too busy')
  })
  const live = Promise.race([acted, givesUp])
  live.catch((error: unknown) => {
    if (!ending.signal.aborted)
      tell(LIVE.number, { zh: '没有走完', en: `has not come to the end: ${inOneLine(error)}` })
  })
  const ends = await Promise.allSettled([bots.done, live])
  const problems = ends.flatMap((end) => (end.status === 'rejected' ? [inOneLine(end.reason)] : []))
  ending.signal.throwIfAborted()
  const account = await proctor.account()
  problems.push(...account.problems, ...browsers.flatMap((browser) => browser.unheard))
  for (const problem of problems) console.error(`  ${problem}`)
  console.log(problems.length === 0 ? closing(account) : notAsPlanned(problems.length))
  if (!options.once) console.log('页面仍然开着；按 Ctrl-C 结束。\nThe pages stay up; Ctrl-C ends it.')
  return problems
}

function parseOptions(): { headless: boolean; once: boolean; data: string | undefined } {
  if (process.argv.includes('--help')) {
    console.log(USAGE)
    process.exit(0)
  }
  try {
    const { values } = parseArgs({
      options: {
        headless: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        data: { type: 'string' },
      },
    })
    return { ...values, data: values.data }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

async function makeHome(): Promise<string> {
  if (options.data === undefined) {
    await mkdir(join(ROOT, '.tmp'), { recursive: true })
    return mkdtemp(join(ROOT, '.tmp', 'demo-'))
  }
  await mkdir(options.data, { recursive: true, mode: 0o700 })
  if ((await readdir(options.data)).length === 0) return options.data
  console.error(`${options.data} is not empty; the demo begins with nothing.\n\n${USAGE}`)
  process.exit(2)
}

/** Whether a browser could show a window. */
function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

async function stop(): Promise<void> {
  bots?.stop()
  const closing = Promise.all(browsers.map((browser) => browser.close()))
  const product = await starting?.catch(() => undefined)
  const database = product ? databaseOf(product) : []
  await Promise.race([Promise.all([closing, product?.abandon()]), sleep(STOP_LIMIT_MS)])
  for (const pid of [...familyOf(process.pid), ...database]) if (pid !== process.pid) killHard(pid)
  if (options.data === undefined) await rm(home, { recursive: true, force: true, maxRetries: 3 })
}

/** It is no child of the product once that is gone; none: it has ended by itself. */
function databaseOf(product: Product): number[] {
  try {
    return familyOf(product.postgresPid())
  } catch {
    return []
  }
}
