// kill -9 of the server while a candidate answers: the candidate does nothing and loses nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { seeHandedIn } from './harness/candidate.ts'
import { cause } from './harness/cause.ts'
import { reachQuestions } from './harness/interviewed.ts'
import { waitFor } from './harness/processes.ts'
import { compare, story } from './harness/story.ts'

/** The issue: the server is away for this long before somebody starts it again. */
const AWAY_MS = 5000

story('the server is killed while a candidate answers, and comes back', async ({ product, open, tap }) => {
  const candidate = await open('candidate', { tap })
  const { page } = candidate
  const startsAt = await reachQuestions(product, candidate, 30)
  const bytes = (): number => tap.recorders().reduce((sum, one) => sum + one.bytes, 0)

  const before = bytes()
  await waitFor('bytes of the answer', 10_000, () => bytes() > before && Date.now() > startsAt + 2000)
  await cause['server-killed'](product)
  await expect(page.getByText('连不上服务器。请继续')).toBeVisible({ timeout: 20_000 })
  const whenAway = bytes()
  await sleep(AWAY_MS)
  expect(bytes()).toBeGreaterThan(whenAway)
  await product.restart()

  await seeHandedIn(page)
  const comparison = await compare(tap, product)
  expect(comparison.recorders.map((one) => one.verdict)).toEqual(['equal', 'equal', 'equal'])
  await product.stop()
})
