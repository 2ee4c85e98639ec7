// Owns: what every story gets: a home of its own, the product, browsers, the comparison; and that all of it ends with it.
// What lies in a story's home goes when it passes and stays when it fails (Playwright's `failures-only`).
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import type { Comparison } from '../compare/main.ts'
import { layCable, type Cable } from './cable.ts'
import { openChromium, type Browser, type BrowserOptions } from './chromium.ts'
import { ROOT, startProduct, type Product } from './product.ts'
import { createTap, type Tap } from './tap.ts'

type Fixtures = {
  /** a directory of this story alone */
  home: string
  product: Product
  /** Opens a browser on the profile of that name; the same name again is the same profile, and must be closed before. */
  open: (name: string, options?: Omit<BrowserOptions, 'profile'>) => Promise<Browser>
  /** the tap of the story's candidate; hand it to `open` */
  tap: Tap
  /** between the story's browsers and the product; they must be led to its `url` */
  cable: Cable
}

export const story = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern which fixtures are needed
  home: async ({}, give, info) => {
    await give(info.outputPath('home'))
  },
  product: async ({ home }, give) => {
    const product = await startProduct(home)
    await give(product)
    const endedBy = product.endedBy()
    await product.abandon()
    // as Node ends a process in which a rejection or an error is not heard; its output is in server.log
    expect(endedBy, 'the server ended by itself').toBeNull()
  },
  open: async ({ home }, give, info) => {
    const opened: Browser[] = []
    const said: string[] = []
    await give(async (name, options = {}) => {
      const browser = await openChromium({ profile: join(home, name), ...options })
      opened.push(browser)
      keepWhatIsSaid(browser, name, said)
      return browser
    })
    for (const [at, browser] of opened.entries()) {
      const page = browser.context.pages().at(-1)
      if (info.errors.length > 0 && page) {
        await page.screenshot({ path: info.outputPath(`browser-${at + 1}.png`) }).catch(() => {})
      }
      await browser.close()
    }
    if (said.length > 0) await info.attach('what the pages said', { body: said.join('\n'), contentType: 'text/plain' })
    const unheard = opened.flatMap((browser) => browser.unheard)
    expect(unheard, 'errors, rejections and crashes that no code of the pages heard').toEqual([])
  },
  tap: async ({ home }, give) => {
    await give(createTap(join(home, 'tapped')))
  },
  cable: async ({ product }, give) => {
    const cable = await layCable(product.port)
    await give(cable)
    await cable.close()
  },
})

/** For whoever looks at a story that failed: errors of the pages with their time. */
function keepWhatIsSaid({ context }: Browser, name: string, said: string[]): void {
  const keep = (text: string): void => void said.push(`${new Date().toISOString()} ${name}: ${text}`)
  context.on('console', (message) => ['error', 'warning'].includes(message.type()) && keep(message.text()))
  context.on('weberror', (error) => keep(String(error.error().stack)))
}

/**
 * Runs compare.ts as a program of its own.
 * @throws Error with its whole output when a tapped byte is missing on the server
 */
export function compare(tap: Tap, product: Product): Promise<Comparison> {
  const directories = ['--data', product.dataDirectory, '--keys', product.keysDirectory]
  const args = [join(ROOT, 'e2e/compare/main.ts'), '--tapped', tap.directory, ...directories]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args, '--json'], (error, stdout, stderr) => {
      if (error) reject(new Error(`the recording is not whole (${error.code}):\n${stdout}\n${stderr}`))
      else resolve(JSON.parse(stdout) as Comparison)
    })
  })
}
