// Owns: one look at one page with an empty cache: when its first button can be pressed, and what was transferred for it.
// Never warms anything up: every look is a browser context of its own.
import type { Browser, BrowserContextOptions, CDPSession, Page } from '@playwright/test'
import { slowDown } from './line.ts'

/** What was sent for one address: the body as it went over the line, compressed. */
export type Transfer = { path: string; bytes: number }
export type Look = {
  /** from the start of the navigation */
  firstButtonMs: number
  /** of everything that had begun to arrive before the button could be pressed, each to its end */
  transfers: Transfer[]
}

/** A page that shows no button by then is broken, not slow. */
const LOOK_LIMIT_MS = 60_000

/** @throws Error when no button can be pressed within a minute, or something that was asked for failed */
export async function lookAt(browser: Browser, url: string, device: BrowserContextOptions): Promise<Look> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...device })
  try {
    const page = await context.newPage()
    await page.addInitScript(watchForButton)
    const listening = listen(await slowDown(page))
    await page.goto(url, { waitUntil: 'commit' })
    const firstButtonMs = await pressableAt(page)
    return { firstButtonMs, transfers: await listening.transfersBefore(firstButtonMs) }
  } finally {
    await context.close()
  }
}

type Watched = typeof globalThis & { pressableAt?: Promise<number> }

/**
 * Runs in the page before its own scripts. A button counts when it is on the page itself (not the choice of language in
 * its head), enabled, on the screen and on top there, and its picture has been drawn: hence the frame after.
 */
function watchForButton(): void {
  const isPressable = (button: Element): boolean => {
    if (button.matches(':disabled, [aria-disabled=true]')) return false
    const { left, top, width, height } = button.getBoundingClientRect()
    if (width === 0 || height === 0) return false
    const hit = document.elementFromPoint(left + width / 2, top + height / 2)
    return hit !== null && button.contains(hit)
  }
  ;(globalThis as Watched).pressableAt = new Promise((resolve) => {
    const look = (): void => {
      const buttons = [...document.querySelectorAll('main button, main a[href]')]
      if (buttons.some(isPressable)) requestAnimationFrame(() => resolve(performance.now()))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

function pressableAt(page: Page): Promise<number> {
  const limit = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error(`${page.url()} shows no button that can be pressed`)), LOOK_LIMIT_MS).unref(),
  )
  return Promise.race([page.evaluate(() => (globalThis as Watched).pressableAt ?? 0), limit])
}

type Asked = {
  url: string
  askedAt: number
  /** when its head arrived, and how long that was */
  answeredAt: number
  headBytes: number
  end: Promise<number>
}

/**
 * Follows what the page asks for. The browser counts head and body together; the head is known when it arrives. What
 * comes from the memory of this page life is not transferred.
 */
function listen(session: CDPSession) {
  const asked = new Map<string, Asked>()
  const ended = new Map<string, { done: (bytes: number) => void; failed: (error: Error) => void }>()
  session.on('Network.requestWillBeSent', ({ requestId, request, timestamp }) => {
    const end = new Promise<number>((done, failed) => ended.set(requestId, { done, failed }))
    // one that failed after the button is no matter of ours
    end.catch(() => {})
    const { url } = request
    asked.set(requestId, { url, askedAt: timestamp * 1000, answeredAt: Infinity, headBytes: 0, end })
  })
  session.on('Network.responseReceived', ({ requestId, response, timestamp }) => {
    const one = asked.get(requestId)
    if (one) Object.assign(one, { answeredAt: timestamp * 1000, headBytes: response.encodedDataLength })
  })
  session.on('Network.requestServedFromCache', ({ requestId }) => asked.delete(requestId))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    ended.get(requestId)?.done(encodedDataLength),
  )
  session.on('Network.loadingFailed', ({ requestId, errorText }) =>
    ended.get(requestId)?.failed(new Error(`${asked.get(requestId)?.url} was not loaded: ${errorText}`)),
  )
  return {
    async transfersBefore(firstButtonMs: number): Promise<Transfer[]> {
      const all = [...asked.values()].filter((one) => /^https?:/.test(one.url))
      const from = Math.min(...all.map((one) => one.askedAt))
      const needed = all.filter((one) => one.answeredAt - from <= firstButtonMs)
      return Promise.all(
        needed.map(async ({ url, end, headBytes }) => ({
          path: new URL(url).pathname,
          bytes: (await end) - headBytes,
        })),
      )
    },
  }
}
