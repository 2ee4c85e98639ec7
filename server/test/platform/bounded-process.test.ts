// Proves: whatever a bounded process does, its job is answered with the reason, others are not kept waiting, this process holds
// little, and nothing outlives it. With real processes, by what this system gives.
import { spawn } from 'node:child_process'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { scaled } from '../../../tools/machine-speed.ts'
import { findConfinement } from '../../src/platform/bounded-process/confinement.ts'
import {
  createProcessPool,
  type JobOptions,
  type PoolOptions,
} from '../../src/platform/bounded-process/process-pool.ts'
import { isAlive } from '../../src/platform/postgres/processes.ts'
import type { Misdeed } from './testkit/misbehaving.process.ts'

const MB = 1024 * 1024
const SLOW = scaled(60_000)
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const warned: string[] = []
function openPool(more: Partial<PoolOptions<string>> = {}) {
  const pool = createProcessPool<Misdeed, string>({
    name: 'test',
    script: new URL('./testkit/misbehaving.process.ts', import.meta.url),
    answer: z.string(),
    answerMaxBytes: 10_000,
    processes: 1,
    maxWaiting: 20,
    keptMs: Infinity,
    startLimitMs: scaled(30_000),
    limits: { heapMB: 64, memoryMaxBytes: 200 * MB, mayLoadAddons: false },
    niceness: 0,
    log: { warn: (_, message) => void warned.push(message) },
    ...more,
  })
  closing.push(pool.close)
  const run = async (does: Misdeed['does'], it: Partial<JobOptions> = {}, port?: number) => {
    const done = await pool.run({ does, ...(port && { port }) }, { limitMs: scaled(20_000), ...it })
    return done.ok ? done.value : done.reason
  }
  return { pool, run }
}

test(
  'each misdeed has its reason; a process is used again after a good job only, and this process grows by little',
  { timeout: SLOW },
  async () => {
    const { run } = openPool({ idleLimitMs: scaled(4000) })
    const first = await run('nothing')
    expect(first).toMatch(/^\d+$/)
    expect(await run('nothing'), 'it is the same process').toBe(first)
    const before = process.memoryUsage.rss()
    const read = async function* () {
      yield new Uint8Array(10)
    }
    const readable = { store: { read }, keys: [{ attemptId: crypto.randomUUID(), partId: crypto.randomUUID() }] }
    const reasons: [Misdeed['does'], string, Partial<JobOptions>?][] = [
      ['refuse', 'notReadable'],
      ['fill', 'tooLarge'],
      ['grasp', 'tooLarge'],
      ['heap', 'tooLarge'],
      ['signal', 'crashed'],
      ['leave', 'crashed'],
      ['flood', 'crashed'],
      ['readForeign', 'crashed', { readable }],
      ['readForeign', 'crashed'],
      ['loop', 'tookTooLong', { limitMs: 500 }],
      // it waits for nothing that was promised to it
      ['wait', 'tookTooLong'],
    ]
    const pids = new Set([first])
    for (const [does, reason, it] of reasons) {
      expect([does, await run(does, it)]).toEqual([does, reason])
      pids.add(await run('nothing'))
    }
    expect(pids.size, 'none that did wrong is used again').toBe(reasons.length + 1)
    expect((process.memoryUsage.rss() - before) / MB).toBeLessThan(100)
  },
)

test('it reaches no file, no network, no environment, and starts nothing', { timeout: SLOW }, async () => {
  const server = createServer().listen(0, '127.0.0.1')
  closing.push(async () => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { network } = await findConfinement()
  const { run } = openPool()
  expect(JSON.parse(await run('reach', {}, (server.address() as AddressInfo).port))).toEqual({
    // a network of its own has nothing in it; where the system gives none, the start-up log says so
    network: network === 'shared' ? 'done' : expect.stringMatching(/ENETUNREACH|ECONNREFUSED/),
    read: 'ERR_ACCESS_DENIED',
    list: 'ERR_ACCESS_DENIED',
    write: 'ERR_ACCESS_DENIED',
    spawn: 'ERR_ACCESS_DENIED',
    thread: 'ERR_ACCESS_DENIED',
    environment: [],
  })
})

test('a file that it may write has a length that it may have', { timeout: SLOW }, async () => {
  const home = await mkdtemp(join(tmpdir(), 'zhishi-bounded-'))
  closing.push(() => rm(home, { recursive: true, force: true }))
  const handle = await open(join(home, 'written'), 'wx')
  closing.unshift(() => handle.close())
  const { hasLimits } = await findConfinement()
  if (!hasLimits) return expect(process.platform).toBe('win32')
  const { run } = openPool({ keptMs: 0 })
  expect(await run('write', { output: { file: handle.fd, maxBytes: MB } })).toBe('tooLarge')
  expect((await stat(join(home, 'written'))).size).toBe(MB)
})

test(
  'one asker’s bad jobs keep no other’s waiting; too many are refused; whoever is gone takes no turn',
  { timeout: SLOW },
  async () => {
    const { run } = openPool({ processes: 2, maxWaiting: 6, maxWaitingOfOne: 3, keptMs: 0 })
    const order: string[] = []
    const note = (name: string, done: Promise<string>) => done.then((reason) => (order.push(name), reason))
    const bad = Array.from({ length: 4 }, (_, at) => note(`bad ${at}`, run('loop', { of: 'bad', limitMs: 1500 })))
    const gone = new AbortController()
    const left = note('left', run('nothing', { of: 'bad', signal: gone.signal }))
    expect(await left, 'three of one asker wait already').toBe('busy')
    const good = ['one', 'two', 'three'].map((of) => note(of, run('nothing', { of })))
    for (const done of good) expect(await done).toMatch(/^\d+$/)
    expect(
      order.filter((name) => name.startsWith('bad')).length,
      'the good are done before the bad are given up',
    ).toBeLessThan(2)
    const cancelled = note('cancelled', run('nothing', { of: 'bad', signal: gone.signal }))
    gone.abort()
    expect(['cancelled', 'busy']).toContain(await cancelled)
    const waiting = Array.from({ length: 10 }, (_, at) => run('loop', { of: `more ${at}`, limitMs: 300 }))
    expect((await Promise.all(waiting)).filter((reason) => reason === 'busy').length).toBeGreaterThan(0)
    expect(await Promise.all(bad)).toEqual(Array(4).fill('tookTooLong'))
  },
)

test('a process that loops ends with the one that started it', { timeout: SLOW }, async () => {
  const { diesWithParent } = await findConfinement()
  const source = `
    const { createProcessPool } = await import(${JSON.stringify(new URL('../../src/platform/bounded-process/process-pool.ts', import.meta.url).href)})
    const { z } = await import('zod')
    createProcessPool({
      name: 'test', script: new URL(${JSON.stringify(new URL('./testkit/misbehaving.process.ts', import.meta.url).href)}),
      answer: z.string(), answerMaxBytes: 1000, processes: 1, maxWaiting: 1, keptMs: 0, startLimitMs: 60000,
      limits: { heapMB: 64, memoryMaxBytes: 2e8, mayLoadAddons: false }, niceness: 0,
      log: { warn: ({ text }) => text && console.log(text) },
    }).run({ does: 'loop' }, { limitMs: 600000 })`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const text of parent.stdout) {
    said += String(text)
    if (/loops as \d+/.test(said)) break
  }
  const pid = Number(/loops as (\d+)/.exec(said)?.[1])
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  if (diesWithParent) await expect.poll(() => isAlive(pid), { timeout: scaled(5000) }).toBe(false)
  else process.kill(pid, 'SIGKILL')
})
