// Owns: a Chromium with fake camera, microphone and screen on a profile that stays, so that a killed one can be opened
// again where it was. Never shares a profile between two browsers.
import { readlinkSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { chromiumLaunchOptions } from '../../tools/chromium.ts'
import { SHOWN_LIMIT_MS } from './expect.ts'
import { familyOf, killHard, waitForEnd } from './processes.ts'
import type { Tap } from './tap.ts'

export type Browser = {
  readonly context: BrowserContext
  readonly page: Page
  /** the browser's processes that live now */
  family(): number[]
  readonly pid: number
  /** what no code of the product caught, each with its stack: errors and rejections of pages and their workers, and crashes */
  readonly unheard: readonly string[]
  /** `kill -9` of the browser process; resolves once its helpers are gone too */
  kill9(): Promise<void>
  close(): Promise<void>
}

export type BrowserOptions = {
  /** made if it is missing; cookies, storage and the durable log stay there */
  profile: string
  tap?: Tap
  /** further switches */
  args?: readonly string[]
  /** switches that are not wanted here (a computer without a camera) */
  without?: readonly string[]
  locale?: string
  /** of a phone; a computer's without it */
  screen?: { viewport: { width: number; height: number }; hasTouch: boolean; isMobile: boolean }
  /** added to our own environment */
  env?: Readonly<Record<string, string>>
  /** false: with windows, on the machine's display */
  isHeadless?: boolean
  /** started instead of the browser, and becomes it (e2e/faults/slow.ts) */
  executable?: string
  /** a terminal's Ctrl-C is ours: by itself Playwright would end this whole process */
  leavesSignals?: boolean
}

/** The smallest computer that docs/promises.md#pages names. */
const COMPUTER = { viewport: { width: 1366, height: 768 } }

/** Helpers notice the end of the browser by their broken pipes; a busy machine needs a moment for that. */
const END_LIMIT_MS = 10_000

export async function openChromium(options: BrowserOptions): Promise<Browser> {
  const { profile, tap, args = [], without = [], locale = 'zh-CN', screen = COMPUTER, env } = options
  const { isHeadless = true, leavesSignals = false } = options
  await mkdir(profile, { recursive: true, mode: 0o700 })
  const { args: usual, ...launch } = chromiumLaunchOptions()
  const context = await chromium.launchPersistentContext(profile, {
    ...launch,
    ...(options.executable ? { executablePath: options.executable } : {}),
    headless: isHeadless,
    ...(leavesSignals ? { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false } : {}),
    args: [...usual.filter((one) => !without.includes(one)), ...args],
    ...(env ? { env: { ...ownEnvironment(), ...env } } : {}),
    locale,
    timezoneId: 'Asia/Shanghai',
    ...screen,
    permissions: ['camera', 'microphone'],
  })
  // a press that cannot be made for so long never will be; the story is told so before its own limit ends it
  context.setDefaultTimeout(SHOWN_LIMIT_MS)
  const unheard = listenForUnheard(context)
  await tap?.attach(context)
  const page = context.pages()[0] ?? (await context.newPage())
  const pid = browserPid(profile)
  return {
    context,
    page,
    family: () => familyOf(pid),
    pid,
    unheard,
    async kill9() {
      const family = familyOf(pid)
      killHard(pid)
      await waitForEnd(family, END_LIMIT_MS)
    },
    close: () => context.close(),
  }
}

/** Nothing of the product may end so: every promise is waited for, and every failure is somebody's to handle. */
function listenForUnheard(context: BrowserContext): string[] {
  const unheard: string[] = []
  context.on('weberror', (it) => {
    const error = it.error()
    unheard.push(`${it.page()?.url() ?? 'a page that is gone'}: ${error.stack ?? String(error)}`)
  })
  const watch = (page: Page): void =>
    void page.on('crash', () => unheard.push(`${page.url()}: the process of the page crashed`))
  context.pages().forEach(watch)
  context.on('page', watch)
  return unheard
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((one): one is [string, string] => one[1] !== undefined))
}

/** Chromium names itself in the profile it holds: a link to `<host>-<pid>`. */
function browserPid(profile: string): number {
  return Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1])
}
