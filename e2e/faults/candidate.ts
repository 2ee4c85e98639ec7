// Owns: a candidate in a real browser as the rows need one: on the way to the questions, back after whatever happened, and
// out again. Recorders are tapped and statements are read in the browser, outside the product's code.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { installPageFaults } from '../../tools/faults/page/page-side.ts'
import * as candidate from '../harness/candidate.ts'
import { openChromium, type Browser, type BrowserOptions } from '../harness/chromium.ts'
import { createClaims } from '../harness/claims.ts'
import { expect } from '../harness/expect.ts'
import type { Person } from '../harness/interview.ts'
import { waitFor } from '../harness/processes.ts'
import type { Product } from '../harness/product.ts'
import { createTap, type Tap } from '../harness/tap.ts'
import { scaled } from '../../tools/machine-speed.ts'
import type { Run } from './world.ts'

/** Long enough for every row to come back in; a row ends early by 【结束面试】. */
const DURATION_S = 180
/** A busy machine with a software encoder. */
const SLICES_LIMIT_MS = 60_000
/** After a slow or broken network a minute of recording is still to be sent. */
const SAFE_LIMIT_MS = scaled(180_000)

export type Scene = {
  run: Run
  product: Product
  /** where the browser finds the product */
  url: string
  tap: Tap
  /** the browser that is open now */
  browser(): Browser
  page(): Page
  /** another page of the same browser takes the place of the one that went */
  goOnWith(page: Page): void
  /** opens the profile again, or a copy of it in its place */
  reopen(profile?: string): Promise<void>
  profile: string
  /** After a page life has ended: signs in where the cookie was lost, shares the screen again, and records. */
  comeBack(): Promise<void>
  /** The one press that sharing the screen needs after a reload, noted as the candidate's last one. */
  shareAgain(): Promise<void>
  /** Runs until so many recorders that began after `from` have each emitted two slices. */
  untilSliced(from: number, count: number): Promise<void>
}

/** Signs in, enters, begins at the candidate's own pace, and sees the questions; `strikes` happens then. */
export async function interview(
  run: Run,
  it: {
    via?: (product: Product) => Promise<string>
    options?: Partial<BrowserOptions>
    /** happens after sign-in and draw, before 【进入考试】 */
    beforeEntry?: (scene: Scene) => Promise<void>
    /** happens before 【开始】 */
    beforeStart?: (scene: Scene) => Promise<void>
    strikes: (scene: Scene) => Promise<void>
    /** how long may be answered at most; a row ends early by 【结束面试】 */
    durationS?: number
  },
): Promise<Product> {
  const { durationS = DURATION_S } = it
  const product = await run.shared()
  const url = (await it.via?.(product)) ?? product.url
  const [person] = await run.people(product, 1, { isSelfPaced: true, durationS, entryClosesS: 60 })
  if (!person) throw new Error('the import brought nobody')
  const tap = createTap(run.tapped)
  const claims = createClaims()
  let lastPressAt: number | null = null
  const unheard: (readonly string[])[] = []
  let profile = join(run.directory, 'browser')
  let browser = await open(profile)
  let page = browser.page
  run.atEnd(() => browser.close().catch(() => {}))

  async function open(on: string): Promise<Browser> {
    const opened = await openChromium({ ...it.options, profile: on, tap, leavesSignals: true })
    unheard.push(opened.unheard)
    await opened.context.addInitScript(installPageFaults)
    await claims.attach(opened.context)
    return opened
  }

  const untilSliced = (from: number, count: number): Promise<void> =>
    waitFor(`two slices of ${count} recorders after the first ${from}`, SLICES_LIMIT_MS, () => {
      const later = tap.recorders().slice(from)
      return later.filter((one) => one.blobs > 1).length >= count
    })

  const scene: Scene = {
    run,
    product,
    url,
    tap,
    profile,
    browser: () => browser,
    page: () => page,
    goOnWith: (next) => void (page = next),
    async reopen(at = profile) {
      profile = at
      browser = await open(at)
      page = browser.page
    },
    async comeBack() {
      const from = tap.recorders().length
      await page.goto(`${url}/candidate/`)
      const back = candidate.screenPress(page)
      const signInAgain = candidate.button(page, '登录')
      await expect(back.or(signInAgain)).toBeVisible()
      if (await signInAgain.isVisible()) await candidate.fillSignIn(page, person)
      await scene.shareAgain()
      await untilSliced(from, 2)
    },
    async shareAgain() {
      await candidate.screenPress(page).click()
      lastPressAt = Date.now()
      await expect(candidate.screenPress(page)).toBeHidden()
    },
    untilSliced,
  }

  await candidate.signIn(page, url, person)
  await candidate.drawLot(page)
  run.attend({
    attemptId: candidate.attemptOf(page),
    lastPressAt: () => lastPressAt,
    claims,
    unheard: () => unheard.flat(),
    words: () => page.getByRole('main').innerText(),
  })
  await it.beforeEntry?.(scene)
  await candidate.pressEnter(page)
  await candidate.confirmDevices(page, '准备好再开始')
  await it.beforeStart?.(scene)
  await candidate.button(page, '开始').click()
  lastPressAt = Date.now()
  await expect(candidate.button(page, '刷新题目')).toBeVisible()
  // camera before T0, camera from T0 on, screen
  await untilSliced(0, 3)
  await it.strikes(scene)
  await candidate.finish(page)
  await seeSafe(page, person)
  return product
}

/** 上传成功, signed in anew where the browser lost its cookie. */
async function seeSafe(page: Page, person: Person): Promise<void> {
  const again = candidate.link(page, '重新登录')
  const done = page.getByRole('heading', { name: '上传成功' })
  await expect(again.or(done)).toBeVisible({ timeout: SAFE_LIMIT_MS })
  if (await again.isVisible()) {
    await again.click()
    await candidate.fillSignIn(page, person)
  }
  await expect(done).toBeVisible({ timeout: SAFE_LIMIT_MS })
}

/** Debian's libfaketime, in the folder of the machine's architecture. */
export const FAKETIME =
  process.platform === 'linux'
    ? readdirSync('/usr/lib')
        .map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`)
        .find((file) => existsSync(file))
    : undefined
