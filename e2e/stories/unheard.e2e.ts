// Proves that stories can fail by what nobody hears: errors and rejections of a page and of its worker, a page that crashes,
// a server that ends by itself.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { cause } from '../harness/cause.ts'
import { openChromium } from '../harness/chromium.ts'
import { killHard } from '../harness/processes.ts'
import { startProduct } from '../harness/product.ts'
import { story } from '../harness/story.ts'

const SAID = ['a page rejects', 'a page throws', 'a worker rejects', 'a worker throws']

story('what nobody hears is told, of pages, workers and servers', async ({ home }) => {
  const browser = await openChromium({ profile: join(home, 'any') })
  const product = await startProduct(join(home, 'product'))
  try {
    const { page } = browser
    await page.goto('data:text/html,<title>any</title>')
    expect(browser.unheard).toEqual([])
    await page.evaluate(fail)
    for (const said of SAID) await expect.poll(() => browser.unheard.join('\n')).toContain(said)
    await cause['tab-killed'](page)
    await expect.poll(() => browser.unheard.at(-1)).toContain('crashed')

    expect(product.endedBy()).toBeNull()
    killHard(product.pid)
    await expect.poll(() => product.endedBy()).toBe('SIGKILL')
    await product.restart()
    await product.stop()
    expect(product.endedBy(), 'what was ended on purpose adds nothing').toBe('SIGKILL')
  } finally {
    await browser.close()
    await product.abandon()
  }
})

/** In the page; both kinds in each place. */
function fail(): void {
  setTimeout(() => void Promise.reject(new Error('a page rejects')))
  setTimeout(() => {
    throw new Error('a page throws')
  })
  const inWorker = `
    Promise.reject(new Error('a worker rejects'))
    setTimeout(() => { throw new Error('a worker throws') })`
  const worker = new Worker(`data:text/javascript,${encodeURIComponent(inWorker)}`)
  // heard by the page: what the worker's own code did not hear counts all the same
  worker.addEventListener('error', () => {})
}
