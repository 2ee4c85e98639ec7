// Owns: the rows of slow machines: the candidate's computer with a half, a quarter and an eighth of two cores, by throttling
// its pages and by a quota round its browser; devices that open late, an encoder and a disk that take their time, little memory.
// Never says what is recorded: recorded.ts, afterwards. How long they answer is chosen by --minutes.
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultName } from '../../tools/faults/catalogue.ts'
import type { BrowserOptions } from '../harness/chromium.ts'
import { cause } from '../harness/cause.ts'
import { interview, type Scene } from './candidate.ts'
import type { RecordedGoals, Row } from './row.ts'
import { createQuota, throttle, whyNoQuota, type Quota } from './slow.ts'

const DIVISORS = [2, 4, 8] as const
/** The computer that is divided: two cores, whatever this machine has. */
const CORES = 2
/** What must be recorded after the last press (ten minutes): below ÷ 8 nearly all, at ÷ 8 as much as a throttled page can. */
const GOALS = { usual: 0.995, eighth: 0.97 }
/** A reload may cost so much of each feed, from the press that shares the screen again. */
const RELOAD_MISSING_MS = 10_000
const RELOAD_AFTER_MS = 15_000
/** A camera on a USB hub that wakes up; a person who reads what the browser asks. */
const CAMERA_LATE_MS = 8000
const CHOOSER_OPEN_MS = 60_000
const ENCODER_IDLE_MS = 20_000
const FLUSH_LATE_MS = 2000
/** For the way in and out, beside what is answered. */
const SLACK_S = 900
/** A tab of 64 MiB: the pages need some 20 of them, a garbage collector that runs all the time the rest. */
const SHORT_MEMORY = ['--js-flags=--max-old-space-size=64', '--enable-low-end-device-mode']
const PRESSURE_EVERY_MS = 1000

type By = 'throttled' | 'quota'
type From = 'entry' | 'start' | 'T0'
type Options = Parameters<typeof interview>[1]

/** `from`: before entry, before 【开始】, or at T0. `during`: while it is answered; the rest of the time just passes. */
function slow(it: {
  name: string
  fault: FaultName
  says: string
  goals?: RecordedGoals
  notHere?: () => string | null
  options?: Partial<BrowserOptions>
  from: From
  begins?: (scene: Scene) => Promise<void>
  during?: (scene: Scene) => Promise<void>
  quota?: { cores: number }
}): Row {
  const { name, fault, says, goals = { camera: { share: GOALS.usual } }, from, quota: bound } = it
  return {
    name,
    group: 'slow',
    fault,
    says,
    goals,
    ...(it.notHere ? { notHere: it.notHere } : {}),
    async run(run) {
      const quota: Quota | undefined = bound && createQuota(run.directory)
      // after the browser, which is asked to end when it is this one's turn
      if (quota) run.atEnd(() => quota.end())
      const begins = async (scene: Scene): Promise<void> => {
        if (quota && bound) quota.limit(bound.cores)
        await it.begins?.(scene)
      }
      const options: Options = {
        durationS: Math.ceil(run.answerMs / 1000) + SLACK_S,
        options: { ...it.options, ...(quota ? { executable: quota.executable } : {}) },
        ...(from === 'entry' ? { beforeEntry: begins } : {}),
        ...(from === 'start' ? { beforeStart: begins } : {}),
        async strikes(scene) {
          const until = performance.now() + run.answerMs
          if (from === 'T0') await begins(scene)
          await it.during?.(scene)
          // however long coming back took, what it costs shows in what follows
          await sleep(Math.max(it.during ? RELOAD_AFTER_MS : 0, until - performance.now()))
          if (quota?.waits() === 0) throw new Error('the browser never needed more than its quota')
        },
      }
      return interview(run, options)
    },
  }
}

const slowed = (divisor: number, by: By): Pick<Parameters<typeof slow>[0], 'begins' | 'quota' | 'notHere'> =>
  by === 'throttled'
    ? { begins: (scene) => throttle(scene.browser().context, divisor) }
    : { quota: { cores: CORES / divisor }, notHere: whyNoQuota }

const BY: Record<By, string> = { throttled: 'its pages are throttled', quota: 'its browser has a quota' }

function goalsOf(divisor: number, by: By): RecordedGoals {
  if (divisor < 8) return { camera: { share: GOALS.usual } }
  // an eighth by quota is a quarter of a core for camera, screen and page: what it gives is reported
  return by === 'quota' ? {} : { camera: { share: GOALS.eighth } }
}

const divided = DIVISORS.flatMap((divisor) =>
  (['throttled', 'quota'] as const).flatMap((by) =>
    (['entry', 'T0'] as const).map((from) =>
      slow({
        name: `÷ ${divisor} ${by} from ${from}`,
        fault: 'computer-slow',
        says: `the candidate’s computer is ${divisor} times as slow from ${from === 'entry' ? 'before entry' : 'T0'} on: ${BY[by]}`,
        goals: goalsOf(divisor, by),
        from,
        ...slowed(divisor, by),
      }),
    ),
  ),
)

const reloaded = (['throttled', 'quota'] as const).map((by) =>
  slow({
    name: `reload at ÷ 4 ${by}`,
    fault: 'computer-slow',
    says: `the page is reloaded on a computer four times as slow: ${BY[by]}`,
    goals: { camera: { missingMs: RELOAD_MISSING_MS }, screen: { missingMs: RELOAD_MISSING_MS } },
    from: 'entry',
    ...slowed(4, by),
    async during(scene) {
      await sleep(RELOAD_AFTER_MS)
      await scene.page().reload()
      await scene.shareAgain()
    },
  }),
)

export const SLOW_ROWS: Row[] = [
  ...divided,
  ...reloaded,
  slow({
    name: 'camera opens after 8 s',
    fault: 'camera-late',
    says: 'the camera needs 8 s to open, at entry and after a reload',
    from: 'entry',
    begins: ({ page }) => cause['camera-late'](page(), CAMERA_LATE_MS),
    async during(scene) {
      await sleep(RELOAD_AFTER_MS)
      await scene.page().reload()
      await scene.shareAgain()
    },
    goals: { camera: { missingMs: RELOAD_MISSING_MS } },
  }),
  slow({
    name: 'screen chooser open for 60 s',
    fault: 'chooser-open',
    says: 'after a reload the browser’s choice of the screen stays open for a minute; the camera records meanwhile',
    from: 'T0',
    async during(scene) {
      await scene.page().reload()
      await cause['chooser-open'](scene.page(), CHOOSER_OPEN_MS)
      await scene.shareAgain()
    },
    goals: { camera: { missingMs: RELOAD_MISSING_MS } },
  }),
  slow({
    name: 'encoder gives nothing for 20 s',
    fault: 'encoder-idle',
    says: 'recorders that start give nothing for 20 s: those of the entry, and those that go on at T0',
    from: 'entry',
    begins: ({ page }) => cause['encoder-idle'](page(), ENCODER_IDLE_MS),
  }),
  slow({
    name: 'encoder gives nothing at T0',
    fault: 'encoder-idle',
    says: 'recorders that start give nothing for 20 s, from just before 【开始】 on',
    from: 'start',
    begins: ({ page }) => cause['encoder-idle'](page(), ENCODER_IDLE_MS),
  }),
  slow({
    name: 'device disk syncs in 2 s',
    fault: 'device-disk-slow',
    says: 'every flush of the candidate’s disk takes 2 s longer',
    from: 'entry',
    begins: ({ page }) => cause['device-disk-slow'](page(), FLUSH_LATE_MS),
  }),
  slow({
    name: 'memory short',
    fault: 'memory-short',
    says: 'a tab has 64 MiB for its objects, on a device of little memory that says each second that there is none',
    options: { args: SHORT_MEMORY },
    from: 'entry',
    async begins({ browser, page, run }) {
      const session = await browser().context.newCDPSession(page())
      const timer = setInterval(() => {
        session.send('Memory.simulatePressureNotification', { level: 'critical' }).catch(() => clearInterval(timer))
      }, PRESSURE_EVERY_MS)
      run.atEnd(() => clearInterval(timer))
    },
  }),
]
