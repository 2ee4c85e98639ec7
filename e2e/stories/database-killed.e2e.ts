// kill -9 of PostgreSQL while a candidate answers a mock interview at their own pace: the server says so, comes back by itself,
// and the upload in flight goes on.
import { expect } from '@playwright/test'
import { button, confirmDevices, drawLot, finish, pressEnter, seeHandedIn, signIn } from '../harness/candidate.ts'
import { cause } from '../harness/cause.ts'
import { eventually } from '../harness/expect.ts'
import { importInterview, interviewText, PEOPLE, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { compare, story } from '../harness/story.ts'

story('PostgreSQL is killed during a mock interview, and comes back', async ({ product, open, tap }) => {
  const { page } = await open('candidate', { tap })
  const scale = { startsAt: Date.now(), entryOpensS: 60, entryClosesS: 20, durationS: UNTIL_PRESSED_S }
  await importInterview(product, interviewText({ ...scale, people: [PEOPLE.first], isSelfPaced: true }))
  await signIn(page, product.url, PEOPLE.first)
  await drawLot(page)
  await pressEnter(page)
  await confirmDevices(page, '准备好再开始')
  await button(page, '开始').click()
  await expect(button(page, '刷新题目')).toBeVisible()

  const healthz = async (): Promise<number> => (await fetch(`${product.url}/healthz`)).status
  expect(await healthz()).toBe(200)
  const killed = await cause['database-killed'](product)
  await eventually('healthz to say 503', async () => (await healthz()) === 503)
  await eventually('healthz to say 200 again', async () => (await healthz()) === 200)
  expect(product.postgresPid()).not.toBe(killed)

  await finish(page)
  await seeHandedIn(page)
  const comparison = await compare(tap, product)
  // camera before and after T0, screen
  expect(comparison.recorders.length).toBeGreaterThanOrEqual(3)
  expect(comparison.recorders.filter((one) => one.verdict !== 'equal')).toEqual([])
  await product.stop()
})
