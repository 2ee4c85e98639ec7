// kill -9 of PostgreSQL while a candidate answers a mock interview at their own pace: the server says so, comes back by itself,
// and the upload in flight goes on.
import { expect } from '@playwright/test'
import { button, confirmDevices, drawLot, finish, pressEnter, seeHandedIn, signIn } from './harness/candidate.ts'
import { cause } from './harness/cause.ts'
import { importInterview, interviewText, PEOPLE } from './harness/interview.ts'
import { waitFor } from './harness/processes.ts'
import { compare, story } from './harness/story.ts'

/** PostgreSQL recovers from its log and the server takes it back. */
const BACK_LIMIT_MS = 30_000

story('PostgreSQL is killed during a mock interview, and comes back', async ({ product, open, tap }) => {
  const { page } = await open('candidate', { tap })
  const scale = { startsAt: Date.now(), entryOpensS: 60, entryClosesS: 20, durationS: 120, people: [PEOPLE.first] }
  await importInterview(product, interviewText({ ...scale, isSelfPaced: true }))
  await signIn(page, product.url, PEOPLE.first)
  await drawLot(page)
  await pressEnter(page)
  await confirmDevices(page, '准备好再开始')
  await button(page, '开始').click()
  await expect(button(page, '刷新题目')).toBeVisible({ timeout: 20_000 })

  const healthz = async (): Promise<number> => (await fetch(`${product.url}/healthz`)).status
  expect(await healthz()).toBe(200)
  const killed = await cause['database-killed'](product)
  await waitFor('healthz to say 503', 5000, async () => (await healthz()) === 503)
  await waitFor('healthz to say 200 again', BACK_LIMIT_MS, async () => (await healthz()) === 200)
  expect(product.postgresPid()).not.toBe(killed)

  await finish(page)
  await seeHandedIn(page)
  const comparison = await compare(tap, product)
  expect(comparison.recorders.map((one) => one.verdict)).toEqual(['equal', 'equal', 'equal'])
  await product.stop()
})
