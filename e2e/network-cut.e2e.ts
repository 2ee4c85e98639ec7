// The network goes for 30 s across the end of the interview, after a reload in the middle of it: questions, clock and
// recording stay, and everything is safe once the network is back.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { button, finish, seeHandedIn, shareScreenAgain } from './harness/candidate.ts'
import { cause } from './harness/cause.ts'
import { reachQuestions, seeOwnQuestions } from './harness/interviewed.ts'
import { waitFor } from './harness/processes.ts'
import { openAttempt, openSitting } from './harness/staff.ts'
import { compare, story } from './harness/story.ts'

/** The cut. */
const CUT_MS = 30_000

const until = (at: number): Promise<void> => sleep(Math.max(0, at - Date.now()))

story('a reload while answering, then no network for 30 s across the end', async ({ product, open, tap }) => {
  const candidate = await open('candidate', { tap })
  const { page, context } = candidate
  await reachQuestions(product, candidate, 75)
  await waitFor('a slice of the part that began at T0', 20_000, () => (tap.recorders()[2]?.blobs ?? 0) > 0)
  await page.reload()
  await shareScreenAgain(page)
  await seeOwnQuestions(page)
  await waitFor(
    'a slice of each feed',
    20_000,
    () =>
      tap
        .recorders()
        .slice(3)
        .filter((one) => one.blobs > 0).length === 2,
  )

  await cause['network-cut'](context)
  const cutAt = Date.now()
  await expect(page.getByText('连不上服务器。请继续')).toBeVisible({ timeout: 20_000 })
  await seeOwnQuestions(page)
  const whenCut = tap.recorders().map((one) => one.bytes)
  await until(cutAt + CUT_MS - 5000)
  await seeOwnQuestions(page)
  expect(
    tap
      .recorders()
      .slice(3)
      .every((one, at) => one.bytes > (whenCut[at + 3] ?? 0)),
  ).toBe(true)
  await finish(page)
  await expect(page.getByText(/^网络断开，还有 .* 没传完$/)).toBeVisible({ timeout: 20_000 })
  await until(cutAt + CUT_MS)
  await context.setOffline(false)

  await seeHandedIn(page)
  const comparison = await compare(tap, product)
  expect(comparison.recorders).toHaveLength(5)
  expect(comparison.missingBytes).toBe(0)

  // nobody heard of the computer for 30 s: staff are told so, and that it is no verdict
  const proctor = await open('proctor')
  await openSitting(proctor.page, product.links.proctor)
  await openAttempt(proctor.page, '程＊＊')
  const words = proctor.page.getByRole('list', { name: '缺口与见证' })
  await expect(words.getByText(/^摄像头 .* 未见证/)).toBeVisible({ timeout: 20_000 })
  await expect(words.getByText(/考生电脑失联/)).toBeVisible()
  await expect(proctor.page.getByText('都是提示，不是结论')).toBeVisible()
  await button(proctor.page, '打开日志').click()
  await expect(proctor.page.getByRole('cell', { name: '断网' })).toBeVisible()
  await product.stop()
})
