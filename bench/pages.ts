// `npm run bench:pages`: how soon the first button of each page can be pressed, and what is transferred for it, at
// 4 Mbit/s with a processor a quarter as quick, with an empty cache, in a real Chromium on the real product.
// Progress goes to stderr; with --json the last line of stdout is one JSON object.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, devices, type Browser, type BrowserContextOptions } from '@playwright/test'
import buildPages from '../e2e/global-setup.ts'
import { ROOT, startProduct, type Product } from '../e2e/harness/product.ts'
import { chromiumLaunchOptions } from '../tools/chromium.ts'
import { lookAt, type Look, type Transfer } from './first-button.ts'
import { CPU_SLOWDOWN, LINE_MBPS, ROUND_TRIP_MS } from './line.ts'
import { kB, median } from './numbers.ts'

/** An odd number, so that the median is one that was seen. */
const LOOKS = 7
const DIST = join(ROOT, 'web/dist')

const COMPUTER = { viewport: { width: 1366, height: 768 } }
const { defaultBrowserType: _, ...PHONE } = devices['Pixel 7']

type Subject = { name: string; address: (product: Product) => string; device: BrowserContextOptions }

const SUBJECTS: Subject[] = [
  { name: 'candidate', address: ({ url }) => `${url}/candidate/`, device: COMPUTER },
  // before scanning: what a phone shows that was given no code
  { name: 'phone', address: ({ url }) => `${url}/evidence/`, device: PHONE },
  { name: 'download', address: ({ url }) => `${url}/download/`, device: COMPUTER },
  { name: 'staff', address: ({ links }) => links.proctor, device: COMPUTER },
]

const say = (text: string): void => void process.stderr.write(`${text}\n`)

const needed = spawnSync(process.execPath, [join(ROOT, 'tools/system-packages.ts')], { stdio: ['ignore', 2, 2] })
if (needed.status !== 0) process.exit(1)

const home = await mkdtemp(join(tmpdir(), 'zhishi-bench-'))
say(`${LINE_MBPS} Mbit/s, ${ROUND_TRIP_MS} ms there and back, processor ÷ ${CPU_SLOWDOWN}, empty cache, ${LOOKS} looks`)
say('building the pages where they are older than their sources, starting the product …')
await buildPages()
const product = await startProduct(home)
let browser: Browser | undefined
const result: Record<string, { brotliKB: number; firstButtonMs: number }> = {}
try {
  browser = await chromium.launch(chromiumLaunchOptions())
  for (const { name, address, device } of SUBJECTS) {
    const looks: Look[] = []
    for (let look = 0; look < LOOKS; look++) looks.push(await lookAt(browser, address(product), device))
    const [{ transfers }] = looks as [Look]
    for (const { path, bytes } of transfers) say(`  ${kB(bytes).toFixed(1).padStart(7)} kB  ${path}`)
    checkAgainstBuild(looks.flatMap((one) => one.transfers))
    const brotliKB = kB(median(looks.map((one) => one.transfers.reduce((sum, it) => sum + it.bytes, 0))))
    const firstButtonMs = Math.round(median(looks.map((one) => one.firstButtonMs)))
    result[name] = { brotliKB, firstButtonMs }
    const all = looks.map((one) => Math.round(one.firstButtonMs)).sort((a, b) => a - b)
    say(`${name}: ${brotliKB} kB, first button after ${firstButtonMs} ms (${all.join(' ')})`)
  }
} finally {
  await browser?.close()
  await product.stop()
  await rm(home, { recursive: true, force: true })
}
console.log(process.argv.includes('--json') ? JSON.stringify(result) : asTable())

/** What was transferred is what was built: the brotli copy, or the file itself where there is none. */
function checkAgainstBuild(transfers: readonly Transfer[]): void {
  for (const { path, bytes } of transfers) {
    if (path.startsWith('/api/')) continue
    const file = join(DIST, path.endsWith('/') ? `${path}index.html` : path)
    const sent = existsSync(`${file}.br`) ? `${file}.br` : file
    const built = statSync(sent).size
    if (built !== bytes) throw new Error(`${path}: ${bytes} bytes were transferred, ${sent} has ${built}`)
  }
}

function asTable(): string {
  const rows = Object.entries(result).map(([name, { brotliKB, firstButtonMs }]) =>
    [name.padEnd(10), `${brotliKB.toFixed(1)} kB`.padStart(10), `${firstButtonMs} ms`.padStart(10)].join(''),
  )
  return rows.join('\n')
}
