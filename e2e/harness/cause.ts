// Owns: causing a fault by its name in tools/faults/catalogue.ts, so that stories and the matrix mean the same by it.
// Never heals it: how a thing comes back differs from story to story. Faults of the wire: courier.ts; of the server's disk:
// Product.fault.
import type { BrowserContext, Page } from '@playwright/test'
import type { FaultName } from '../../tools/faults/catalogue.ts'
import { beginFaultAtStart, type PageFaults } from '../../tools/faults/page/page-side.ts'
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
    const struck = await beginInPage(page, 'sharing-stopped')
    if (struck === 0) throw new Error('no screen was being shared')
  },
  /** from now on, in this page life and in those that come: a page that is loaded asks for the camera at once */
  'camera-late': async (page: Page, ms: number) => {
    await page.addInitScript(beginFaultAtStart, ['camera-late', ms] as const)
    await beginInPage(page, 'camera-late', ms)
  },
  /** from now on, in this page life: so much longer, or for so long */
  'chooser-open': async (page: Page, ms: number) => void (await beginInPage(page, 'chooser-open', ms)),
  'encoder-idle': async (page: Page, ms: number) => void (await beginInPage(page, 'encoder-idle', ms)),
  /** in the workers of the page, those that come later too */
  'device-disk-slow': async (page: Page, ms: number) => {
    page.on('worker', (worker) => void worker.evaluate(slowFlush, ms).catch(() => {}))
    await Promise.all(page.workers().map((worker) => worker.evaluate(slowFlush, ms)))
  },
} satisfies Partial<Record<FaultName, (it: never, ms: never) => Promise<unknown>>>

function killService(browser: Browser, service: string): void {
  const found = browser.family().filter((pid) => commandOf(pid).includes(service))
  if (found.length === 0) throw new Error(`this browser has no process of ${service}`)
  found.forEach(killHard)
}

function beginInPage(page: Page, name: FaultName, ms?: number): Promise<number> {
  return page.evaluate(
    ([fault, length]) => (window as unknown as { zhishiFaults: PageFaults }).zhishiFaults.begin(fault, length),
    [name, ms] as const,
  )
}

/** Runs in a worker. The wait is one of the processor's, not of its work. */
function slowFlush(ms: number): void {
  type Handle = { flush(): void }
  const { FileSystemSyncAccessHandle } = globalThis as unknown as { FileSystemSyncAccessHandle: { prototype: Handle } }
  const { prototype } = FileSystemSyncAccessHandle
  const { flush } = prototype
  const never = new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer)
  prototype.flush = function () {
    Atomics.wait(never, 0, 0, ms)
    flush.call(this)
  }
}
