// Owns: causing a fault by its name in tools/faults/catalogue.ts, so that stories and the matrix mean the same by it.
// Never heals it: how a thing comes back differs from story to story. Faults of the wire: courier.ts; of the server's disk:
// Product.fault.
import type { BrowserContext, Page } from '@playwright/test'
import type { FaultName } from '../../tools/faults/catalogue.ts'
import type { PageFaults } from '../../tools/faults/page/page-side.ts'
import type { Cable } from './cable.ts'
import type { Browser } from './chromium.ts'
import { commandOf, killHard } from './processes.ts'
import type { Product } from './product.ts'

export const cause = {
  /** by the cable for everything, or by the browser's own switch, which tells its pages that they are offline */
  'network-cut': async (it: Cable | BrowserContext) => ('pull' in it ? it.pull() : it.setOffline(true)),
  'network-half-open': async (cable: Cable) => cable.behave({ isHalfOpen: true }),
  'server-killed': (product: Product) => product.kill9(),
  /** @returns the number of the process that was killed */
  'database-killed': async (product: Product) => {
    const pid = product.postgresPid()
    killHard(pid)
    return pid
  },
  'browser-killed': (browser: Browser) => browser.kill9(),
  /** the process that runs the page crashes */
  'tab-killed': async (page: Page) => {
    const session = await page.context().newCDPSession(page)
    const crashed = page.waitForEvent('crash')
    // is never answered: who would answer has crashed
    session.send('Page.crash').catch(() => {})
    await crashed
  },
  /** the browser's process that reads the camera is killed; the page is told that the track has ended */
  'camera-died': async (browser: Browser) => killService(browser, 'VideoCaptureService'),
  'microphone-died': async (browser: Browser) => killService(browser, 'AudioService'),
  /** as by the browser's own bar; the page was given page-side.ts before it loaded */
  'sharing-stopped': async (page: Page) => {
    const struck = await page.evaluate(() =>
      (window as unknown as { zhishiFaults: PageFaults }).zhishiFaults.begin('sharing-stopped'),
    )
    if (struck === 0) throw new Error('no screen was being shared')
  },
} satisfies Partial<Record<FaultName, (it: never) => Promise<unknown>>>

function killService(browser: Browser, service: string): void {
  const found = browser.family().filter((pid) => commandOf(pid).includes(service))
  if (found.length === 0) throw new Error(`this browser has no process of ${service}`)
  found.forEach(killHard)
}
