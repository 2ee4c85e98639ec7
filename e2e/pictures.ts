// `npm run pictures`: photographs every page and state of candidate and staff, 1366×768, in Chinese and English, into
// .tmp/pictures, with the real product behind them. Fails on console errors, overflow, untranslated words, and what axe
// calls serious or critical. Never a picture of a real person: cameras are Chromium's own.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openChromium, type Browser } from './harness/chromium.ts'
import { ROOT, startProduct } from './harness/product.ts'
import { demoAlbum } from './pictures/demo.ts'
import { photographDemo, type Open } from './pictures/mock.ts'
import { photographAway, photographBefore } from './pictures/states.ts'

const directory = join(ROOT, '.tmp', 'pictures')
const home = join(ROOT, '.tmp', 'pictures-home')
await rm(directory, { recursive: true, force: true })
await rm(home, { recursive: true, force: true })

const product = await startProduct(home)
const album = demoAlbum(directory, product)
const opened: Browser[] = []
const open: Open = async (name, options = {}) => {
  const browser = await openChromium({ profile: join(home, name), ...options })
  opened.push(browser)
  return browser
}
try {
  const studio = { album, product, open }
  await photographDemo(album, product, open, home)
  await photographBefore(studio)
  await photographAway(studio)
  process.exitCode = album.problems().length === 0 ? 0 : 1
} catch (error) {
  // what stood on the pages when the way was lost
  for (const [at, { context }] of opened.entries()) {
    await context
      .pages()
      .at(-1)
      ?.screenshot({ path: join(directory, `lost-${at + 1}.png`) })
      .catch(() => {})
  }
  throw error
} finally {
  for (const problem of album.problems()) console.error(problem)
  console.log(`${album.names.length} pages and states in two languages in ${directory}`)
  console.log(`${album.problems().length} problems`)
  await Promise.all(opened.map((browser) => browser.close()))
  await product.abandon()
  await rm(home, { recursive: true, force: true })
}
