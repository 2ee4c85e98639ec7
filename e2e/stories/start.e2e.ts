// The start as the README tells it: what it prints, what refuses it, how it ends, and that the next one goes on.
import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { familyOf, killHard, waitForEnd } from '../harness/processes.ts'
import {
  cleanEnvironment,
  readyLine,
  refusedStart,
  ROOT,
  startProduct,
  STOP_LIMIT_MS,
  type Ended,
} from '../harness/product.ts'
import { story } from '../harness/story.ts'

/** One sentence that says why and what to do, and no stack. */
function expectRefusal(ended: Ended, reason: string, says: RegExp): void {
  expect(ended.code).toBe(1)
  expect(ended.stdout.trim().split('\n')).toHaveLength(1)
  const { message, ...said } = JSON.parse(ended.stdout) as { message: string }
  expect(said).toEqual({ ready: false, reason })
  expect(message).toMatch(says)
  expect(ended.stderr).not.toMatch(/^\s+at /m)
}

story(
  'starts under umask 077 below a directory of mode 0700, ends on TERM, and goes on with its data',
  async ({ home }) => {
    const product = await startProduct(home, { umask: 0o077 })
    try {
      const { ready, links, url } = product
      expect(Object.keys(ready).toSorted()).toEqual(['links', 'ready', 'startsAt', 'url'])
      expect(Object.keys(links)).toEqual([
        'candidate',
        'proctor',
        'organiser',
        'support',
        'examiner',
        'secondExaminer',
        'evidence',
      ])
      for (const link of Object.values(links))
        expect(link).toMatch(new RegExp(`^${url}/((candidate|staff)/#.|evidence/$)`))
      expect(ready.startsAt).toBeGreaterThan(Date.now())
      expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ ok: true })
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total')
      expect(await (await fetch(`${url}/openapi.json`)).json()).toMatchObject({
        openapi: expect.stringMatching(/^3\.1/),
      })

      const others = join(home, 'others')
      const args = (data: string) => ['--json', '--port', '0', '--data', data, '--keys', join(others, 'keys')]
      const inUse = await refusedStart(args(product.dataDirectory))
      expectRefusal(inUse, 'inUse', /in use by .*process \d+/)
      expect((await fetch(`${url}/healthz`)).status).toBe(200)

      await product.stop()
      await product.restart()
      expect(product.url).toBe(url)
      // the same demo, not a new one: its T0 and the code of its candidate are those of the first start
      expect(product.ready.startsAt).toBe(ready.startsAt)
      expect(product.links.candidate).toBe(links.candidate)
      await product.stop()
    } finally {
      await product.abandon()
    }
  },
)

story('a start that cannot work says why in one line', async ({ home }) => {
  await mkdir(home, { recursive: true })
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const where = (name: string) => ['--data', join(home, name, 'data'), '--keys', join(home, name, 'keys')]
  const portInUse = await refusedStart(['--json', '--port', String(port), ...where('port')])
  taken.close()
  expectRefusal(portInUse, 'portInUse', new RegExp(`Port ${port} .*--port`))

  // a file where the directory should be stops root too, whom no mode stops
  await writeFile(join(home, 'file'), '')
  const notWritable = await refusedStart(['--json', '--port', '0', ...where('file')])
  expectRefusal(notWritable, 'notWritable', /Cannot write to .*--data/)

  const certificate = ['--cert', join(home, 'none.pem'), '--key', join(home, 'none.key')]
  const noCertificate = await refusedStart(['--json', '--port', '0', ...certificate, ...where('certificate')])
  expectRefusal(noCertificate, 'certificateUnreadable', /Cannot read .*none\.pem .*--cert/)

  const nonsense = await refusedStart(['--port', 'many', '--data', join(home, 'x'), '--keys', join(home, 'x', 'keys')])
  expect(nonsense.code).toBe(2)
  expect(nonsense.stderr).toContain('--port must be')
  expect(nonsense.stderr).toContain('--keys must lie outside --data')
})

story('where nobody looks at a terminal, sign-in links are in a file of their own and in no log', async ({ home }) => {
  await mkdir(home, { recursive: true })
  const keys = join(home, 'keys')
  const started = spawn(
    process.execPath,
    ['tools/start.ts', '--port', '0', '--data', join(home, 'data'), '--keys', keys],
    {
      cwd: ROOT,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let printed = ''
  for (const stream of [started.stdout, started.stderr])
    stream.setEncoding('utf8').on('data', (text) => (printed += text))
  try {
    await expect.poll(() => printed, { timeout: scaled(60_000) }).toContain('sign-in links are in')
    const file = join(keys, 'sign-in-links.txt')
    expect(printed).toContain(file)
    expect(printed).not.toContain('#signIn=')
    expect(printed).not.toContain('&code=')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await readFile(file, 'utf8')).match(/#signIn=/g)).toHaveLength(5)
  } finally {
    started.kill('SIGTERM')
    await waitForEnd([started.pid ?? 0], STOP_LIMIT_MS)
  }
})

/** The status of one request, made by a device that trusts this authority alone. */
function statusOver(
  url: string,
  ca: X509Certificate,
  headers: Record<string, string> = {},
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { ca: ca.toString(), agent: false, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode))
    }).on('error', reject)
  })
}

story('--lan serves HTTPS to the network, and a new device gets what it needs to trust it', async ({ home, open }) => {
  const product = await startProduct(home, { args: ['--lan'] })
  try {
    const { links, url } = product
    const { install = '', ...others } = links
    for (const link of Object.values(others)) expect(link).toMatch(/^https:\/\//)
    const certificate = await fetch(new URL('zhishi.crt', install))
    const authority = new X509Certificate(Buffer.from(await certificate.arrayBuffer()))
    for (const address of [url, `https://localhost:${product.port}`, `https://127.0.0.1:${product.port}`]) {
      expect(await statusOver(`${address}/healthz`, authority)).toBe(200)
    }
    // no offline shell: the script of a service worker is refused, whichever file it is
    expect(await statusOver(`${url}/mark.svg`, authority)).toBe(200)
    expect(await statusOver(`${url}/mark.svg`, authority, { 'service-worker': 'script' })).toBe(404)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    expect((await fetch(new URL('/healthz', install))).status).toBe(404)

    const { context } = await open('phone')
    const page = await context.newPage()
    await page.setViewportSize({ width: 360, height: 780 })
    await page.goto(install)
    await page.getByRole('radio', { name: 'iPhone' }).check()
    await expect(page.getByText('证书信任设置')).toBeVisible()
    await expect(page.getByText(authority.fingerprint256)).toBeVisible()
    await expect(page.getByRole('link', { name: '装好了，打开智试' })).toHaveAttribute('href', `${url}/download/`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    expect(await context.cookies()).toEqual([])
    await product.stop()
  } finally {
    await product.abandon()
  }
})

for (const [how, signal, isToGroup] of [
  // a group of its own, as a terminal makes one: Ctrl-C is SIGINT to all of it
  ['Ctrl-C', 'SIGINT', true],
  ['TERM to npm alone', 'SIGTERM', false],
] as const) {
  story(`npm start ends on ${how} with everything it started`, async ({ home }) => {
    await mkdir(home, { recursive: true })
    const where = ['--data', join(home, 'data'), '--keys', join(home, 'keys')]
    const npm = spawn('npm', ['start', '--', '--json', '--port', '0', ...where], {
      cwd: ROOT,
      env: cleanEnvironment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const pid = npm.pid ?? 0
    const outputFile = join(home, 'npm.log')
    npm.stderr.pipe(createWriteStream(outputFile))
    let family: number[] = []
    try {
      const ready = await readyLine(npm, outputFile)
      family = familyOf(pid)
      // npm, the server, PostgreSQL and its helpers
      expect(family.length).toBeGreaterThan(5)
      process.kill(isToGroup ? -pid : pid, signal)
      await waitForEnd(family, STOP_LIMIT_MS)
      family = []
      await expect(fetch(ready.url)).rejects.toThrow()
    } finally {
      family.forEach(killHard)
    }
  })
}
