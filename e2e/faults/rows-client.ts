// Owns: the rows in which the candidate's side fails: tab, browser, devices, network, disk and clock, each in a real
// Chromium on the real pages, while its candidate answers. How a candidate gets there and out again: candidate.ts.
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@playwright/test'
import type { FaultName } from '../../tools/faults/catalogue.ts'
import type { Cable, Manners } from '../harness/cable.ts'
import { cause } from '../harness/cause.ts'
import type { Courier } from '../harness/courier.ts'
import { FAKETIME, interview, type Scene } from './candidate.ts'
import { between, handIn, type Row } from './row.ts'
import type { Run } from './world.ts'

/** Some slices before, at any phase of a slice. */
const BEFORE_MS = [1000, 4000] as const
/** The cut. */
const CUT_MS = 30_000
/** Longer than a request may take (15 s), so that it is given up meanwhile. */
const HALF_OPEN_MS = 20_000
const SLOW_MS = 15_000
/** 50 kbit/s. */
const SLOW_BYTES_PER_SECOND = 6250
/** There and back 3 s. */
const LATE_MS = 1500
/** The five of a hundred. */
const BROKEN_SHARE = 0.05
const TEN_MINUTES_MS = 600_000
/** Ten minutes of camera and screen at their usual rates (docs/defaults.md#recording). */
const TEN_MINUTES_BYTES = { camera: 30_000_000, screen: 22_500_000 }
const FULL_MS = 6000
/** A page of a busy machine. */
const PATIENT = { timeout: 45_000 }
/** libfaketime looks at its file so often. */
const CLOCK_LOOK_S = 1

const client = (
  name: string,
  fault: FaultName,
  says: string,
  strikes: (scene: Scene) => Promise<void>,
  more: Partial<Omit<Parameters<typeof interview>[1], 'strikes'>> = {},
): Row => ({
  name,
  group: 'client',
  fault,
  says,
  run: (run) =>
    interview(run, {
      ...more,
      async strikes(scene) {
        await sleep(between(...BEFORE_MS))
        await strikes(scene)
      },
    }),
})

/** A row in which the network between browser and product is ours. */
const onCable = (
  name: string,
  fault: FaultName,
  says: string,
  strikes: (cable: Cable, scene: Scene) => Promise<void>,
): Row => ({
  name,
  group: 'client',
  fault,
  says,
  async run(run) {
    let cable: Cable | undefined
    return interview(run, {
      via: async (product) => (cable = await run.cable(product)).url,
      async strikes(scene) {
        await sleep(between(...BEFORE_MS))
        if (cable) await strikes(cable, scene)
      },
    })
  },
})

const behaving = (name: string, fault: FaultName, says: string, manners: Partial<Manners>, forMs: number | null): Row =>
  onCable(name, fault, says, async (cable) => {
    cable.behave(manners)
    await sleep(forMs ?? SLOW_MS)
    if (forMs !== null) cable.plugIn()
  })

/** Its service process dies, as when a driver crashes; the page is told that the track has ended. */
const deviceKilled = (name: string, fault: 'camera-died' | 'microphone-died', says: string): Row =>
  client(name, fault, says, async ({ browser, tap, untilSliced }) => {
    const from = tap.recorders().length
    await cause[fault](browser())
    await untilSliced(from, 1)
  })

const clockJumped = (hours: number): Row => ({
  name: `clock jumped ${hours > 0 ? '+' : '−'}${Math.abs(hours)} h`,
  group: 'client',
  fault: 'clock-skewed',
  says: `the wall clock of the whole browser jumps by ${hours} h while it records`,
  notHere: () => (FAKETIME === undefined ? 'needs libfaketime (Debian: apt-get install faketime)' : null),
  async run(run) {
    const file = join(run.directory, 'clock')
    return interview(run, {
      via: async () => {
        writeFileSync(file, '+0h')
        return (await run.shared()).url
      },
      options: {
        env: {
          LD_PRELOAD: FAKETIME ?? '',
          FAKETIME_TIMESTAMP_FILE: file,
          FAKETIME_CACHE_DURATION: String(CLOCK_LOOK_S),
          // the wall clock alone; with the library's own "fix" of waits on the monotonic one Chromium stands still
          DONT_FAKE_MONOTONIC: '1',
          FAKETIME_FORCE_MONOTONIC_FIX: '0',
        },
      },
      async strikes({ page }) {
        await sleep(between(...BEFORE_MS))
        writeFileSync(file, `${hours > 0 ? '+' : ''}${hours}h`)
        const off = (): Promise<number> => page().evaluate(() => Date.now())
        await expect.poll(async () => Math.round(((await off()) - Date.now()) / 60_000), PATIENT).toBe(hours * 60)
        await sleep(between(...BEFORE_MS))
      },
    })
  },
})

async function cutWithMovedClock(run: Run) {
  const product = await run.shared()
  const cable = await run.cable(product)
  const seat = await run.seat(product)
  const device = await run.device(seat, () => cable.url)
  await device.beginAll()
  await device.record(between(...BEFORE_MS))
  cable.pull()
  await device.record(1000)
  device.moveClock(TEN_MINUTES_MS)
  for (const [line, bytes] of Object.entries(TEN_MINUTES_BYTES)) await device.emitMany(line as 'camera', bytes)
  await device.record(1000)
  cable.plugIn()
  await handIn(seat, device)
  return product
}

export const CLIENT_ROWS: Row[] = [
  client('tab closed', 'tab-killed', 'the tab is closed, and opened again', async (scene) => {
    const old = scene.page()
    scene.goOnWith(await scene.browser().context.newPage())
    await old.close()
    await scene.comeBack()
  }),
  client('reload', 'tab-killed', 'the page is reloaded', async ({ page, tap, untilSliced, shareAgain }) => {
    const from = tap.recorders().length
    await page().reload()
    await shareAgain()
    await untilSliced(from, 2)
  }),
  client('renderer crash', 'tab-killed', 'the process that runs the page crashes', async (scene) => {
    await cause['tab-killed'](scene.page())
    scene.goOnWith(await scene.browser().context.newPage())
    await scene.comeBack()
  }),
  client('browser kill -9', 'browser-killed', 'kill -9 of the browser, and opened again', async (scene) => {
    await cause['browser-killed'](scene.browser())
    await scene.reopen()
    await scene.comeBack()
  }),
  client(
    'profile reopened after reboot',
    'browser-killed',
    'the browser is ended in order; its profile is opened by another one, as after a restart of the computer',
    async (scene) => {
      await scene.browser().close()
      const other = `${scene.profile}-again`
      cpSync(scene.profile, other, { recursive: true, verbatimSymlinks: true })
      for (const lock of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
        rmSync(join(other, lock), { force: true })
      }
      await scene.reopen(other)
      await scene.comeBack()
    },
  ),
  deviceKilled('camera killed', 'camera-died', 'the process that reads the camera is killed'),
  deviceKilled('microphone killed', 'microphone-died', 'the process that reads the microphone is killed'),
  client(
    'sharing stopped',
    'sharing-stopped',
    'sharing ends as by the browser’s own bar, and begins anew',
    async (scene) => {
      const from = scene.tap.recorders().length
      await cause['sharing-stopped'](scene.page())
      await scene.shareAgain()
      await scene.untilSliced(from, 1)
    },
  ),
  onCable('offline 30 s', 'network-cut', 'no network for 30 s', async (cable) => {
    await cause['network-cut'](cable)
    await sleep(CUT_MS)
    cable.plugIn()
  }),
  {
    name: 'offline 10 min (moved clock)',
    group: 'client',
    fault: 'network-cut',
    says: 'no network for ten minutes by the uploader’s clock, with what a camera and a screen record in them; no browser',
    run: cutWithMovedClock,
  },
  behaving(
    'half-open connection',
    'network-half-open',
    'connections stay open and carry nothing for 20 s; the old ones never again',
    { isHalfOpen: true },
    HALF_OPEN_MS,
  ),
  behaving(
    '50 kbit/s',
    'network-slow',
    '50 kbit/s both ways for 15 s',
    { bytesPerSecond: SLOW_BYTES_PER_SECOND },
    SLOW_MS,
  ),
  behaving('3 s latency', 'network-late', '3 s there and back until the end', { lateMs: LATE_MS }, null),
  {
    name: '5 % broken requests',
    group: 'client',
    fault: 'network-broken',
    says: 'one request in twenty breaks anywhere, until the end',
    async run(run) {
      let courier: Courier | undefined
      return interview(run, {
        via: async (product) => (courier = await run.courier(product)).url,
        async strikes() {
          courier?.begin('network-broken', { share: BROKEN_SHARE })
          while (courier?.struck() === 0) await sleep(1000)
          await sleep(between(...BEFORE_MS))
        },
      })
    },
  },
  client(
    'quota exhausted',
    'quota-exhausted',
    'the browser gives no more room while a new part begins',
    async (scene) => {
      const { browser, page, tap } = scene
      const session = await browser().context.newCDPSession(page())
      const { origin } = new URL(scene.url)
      // less than what is used: the room that the log set aside is given back, and is not enough
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
      // an open file has room given to it in advance; a new one has to ask
      const from = tap.recorders().length
      await cause['camera-died'](browser())
      await expect(
        page()
          .getByText(/磁盘满了/)
          .first(),
      ).toBeVisible(PATIENT)
      await sleep(FULL_MS)
      await session.send('Storage.overrideQuotaForOrigin', { origin })
      await scene.untilSliced(from, 1)
    },
  ),
  clockJumped(1),
  clockJumped(-1),
  client(
    'two tabs',
    'tab-killed',
    'the interview is opened in a second tab, which is refused',
    async ({ browser, page }) => {
      const second = await browser().context.newPage()
      await second.goto(page().url())
      await expect(second.getByRole('heading', { name: '本场面试已在另一个标签页打开' })).toBeVisible(PATIENT)
      await page().bringToFront()
      await sleep(between(...BEFORE_MS))
      await second.close()
    },
  ),
]
