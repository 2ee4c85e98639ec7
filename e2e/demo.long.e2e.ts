// The demo that plays by itself: once to its end, where everybody must have handed in; and once interrupted, where nothing
// may be left of it five seconds later.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from '@playwright/test'
import { familyOf, isAlive, waitFor, waitForEnd } from './harness/processes.ts'
import { cleanEnvironment, ROOT } from './harness/product.ts'

/** All of it, on a machine that is busy with other things: the start, 60 s to enter, 65 s to answer, what is left to send. */
const WHOLE_LIMIT_MS = 280_000
/** The promise of every start of ours. */
const STOP_LIMIT_MS = 5000

test('the demo plays to its end, and everything is as promised', async () => {
  const demo = play(['--headless', '--once'])
  const limit = setTimeout(() => demo.child.kill('SIGINT'), WHOLE_LIMIT_MS)
  const [code] = (await once(demo.child, 'close')) as [number | null]
  clearTimeout(limit)
  expect(code, demo.printed()).toBe(0)
  expect(demo.printed()).toContain('十位考生全部上传成功，每个片段都已封存。')
})

test('interrupted while it plays, nothing of it is left after five seconds', async () => {
  const demo = play(['--headless'])
  await waitFor(
    'the first candidates',
    120_000,
    () => /林知远.*登录/.test(demo.printed()) && demo.child.exitCode === null,
  )
  const family = familyOf(demo.child.pid ?? 0)
  // the demo itself, the bots, the product with its database, a browser with its helpers
  expect(family.length).toBeGreaterThan(6)
  demo.child.kill('SIGINT')
  await waitForEnd(family, STOP_LIMIT_MS)
  expect(family.filter(isAlive)).toEqual([])
  expect(demo.child.exitCode, demo.printed()).toBe(0)
})

function play(args: readonly string[]): { child: ChildProcess; printed: () => string } {
  const child = spawn(process.execPath, ['e2e/demo.ts', ...args], {
    cwd: ROOT,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (text: Buffer) => (printed += text.toString()))
  return { child, printed: () => printed }
}
