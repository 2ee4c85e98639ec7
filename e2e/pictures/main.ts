// `npm run pictures`: photographs every page and state of candidate and staff, 1366×768, in Chinese and English, into
// .tmp/pictures, with the real product behind them. Fails on console errors, overflow, untranslated words, and what axe
// calls serious or critical. `-- --only wall` photographs one part, `--sizes` each page at 1920×1080 and at 150 % zoom
// too, `--slow 4` on computers that are four times as slow. Never a picture of a real person: cameras are Chromium's own.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { throttle } from '../faults/slow.ts'
import { openChromium, type Browser } from '../harness/chromium.ts'
import { ROOT, startProduct } from '../harness/product.ts'
import { demoAlbum } from './demo.ts'
import { photographDemo, type Open } from './mock.ts'
import { photographRefused } from './refused.ts'
import { photographAway, photographBefore, type Studio } from './states.ts'
import { photographWall } from './wall.ts'

const directory = join(ROOT, '.tmp', 'pictures')
const home = join(ROOT, '.tmp', 'pictures-home')
await rm(directory, { recursive: true, force: true })
await rm(home, { recursive: true, force: true })

const PARTS: Record<string, (studio: Studio) => Promise<void>> = {
  demo: (it) => photographDemo(it.album, it.product, it.open, home),
  before: photographBefore,
  away: photographAway,
  wall: photographWall,
  refused: photographRefused,
}
/** A large screen, and the smallest one (1366×768) zoomed to 150 %. */
const SIZES = [
  { width: 1920, height: 1080 },
  { width: 911, height: 512 },
]
const { only, sizes, slow } = parseArgs({
  options: { only: { type: 'string' }, sizes: { type: 'boolean' }, slow: { type: 'string', default: '1' } },
}).values
if (!(Number(slow) >= 1)) {
  console.error('--slow must be a number from 1')
  process.exit(2)
}
if (only !== undefined && !(only in PARTS)) {
  console.error(`There is no part ${only}: ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}

const product = await startProduct(home)
const album = demoAlbum(directory, product, sizes ? SIZES : [])
const opened: Browser[] = []
const unheard = (): string[] => opened.flatMap((browser) => browser.unheard)
const open: Open = async (name, options = {}) => {
  const browser = await openChromium({ profile: join(home, name), ...options })
  opened.push(browser)
  if (Number(slow) > 1) await throttle(browser.context, Number(slow))
  return browser
}
try {
  const studio = { album, product, open }
  for (const [name, photograph] of Object.entries(PARTS))
    if (only === undefined || only === name) await photograph(studio)
  process.exitCode = album.problems().length + unheard().length === 0 ? 0 : 1
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
  for (const problem of [...album.problems(), ...unheard()]) console.error(problem)
  console.log(`${album.names.length} pages and states in two languages in ${directory}`)
  console.log(`${album.problems().length + unheard().length} problems`)
  await Promise.all(opened.map((browser) => browser.close()))
  await product.abandon()
  await rm(home, { recursive: true, force: true })
}
