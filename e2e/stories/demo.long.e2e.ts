// The demo that plays by itself, interrupted: nothing may be left of it five seconds later.
import { expect, test } from '@playwright/test'
import { play } from '../../demo/playing.ts'
import { familyOf, isAlive, waitFor, waitForEnd } from '../harness/processes.ts'

/** The promise of every start of ours. */
const STOP_LIMIT_MS = 5000

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
