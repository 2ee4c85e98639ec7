// The network goes for 30 s across the end of the interview, after a reload in the middle of it: questions, clock and
// recording stay, and everything is safe once the network is back.
import { expect } from '@playwright/test'
import { button, finish, seeHandedIn, shareScreenAgain } from '../harness/candidate.ts'
import { cause } from '../harness/cause.ts'
import { eventually } from '../harness/expect.ts'
import { reachQuestions, seeOwnQuestions } from '../harness/interviewed.ts'
import { openAttempt, openSitting } from '../harness/staff.ts'
import { compare, story } from '../harness/story.ts'
import { isRecordedFrom, recordingIn } from '../harness/tap.ts'

/** How long the network is gone: longer than staff take for presence, twice what counts as live (decision 0012). */
const CUT_MS = 30_000
/** 【结束面试】 is pressed so long after the cut. */
const ENDS_AFTER_MS = 25_000

story('a reload while answering, then no network for 30 s across the end', async ({ product, open, tap }) => {
  const candidate = await open('candidate', { tap })
  const { page, context } = candidate
  const startsAt = await reachQuestions(product, candidate)
  await eventually('a slice of each feed after T0', () => isRecordedFrom(startsAt, tap, 1))
  await page.reload()
  await shareScreenAgain(page)
  await seeOwnQuestions(page)
  await eventually('a slice of each feed after the reload', () => recordingIn(tap, 2).length === 2)

  await cause['network-cut'](context)
  const cutAt = Date.now()
  await expect(page.getByText('连不上服务器。请继续')).toBeVisible()
  await seeOwnQuestions(page)
  const bytesWhenCut = new Map(tap.recorders().map((one) => [one.number, one.bytes]))
  await eventually('the end', () => Date.now() > cutAt + ENDS_AFTER_MS)
  await seeOwnQuestions(page)
  const going = recordingIn(tap, 2).filter((one) => one.bytes > (bytesWhenCut.get(one.number) ?? 0))
  expect(going, 'both feeds go on without the network').toHaveLength(2)
  await finish(page)
  await expect(page.getByText(/^网络断开，还有 .* 没传完$/)).toBeVisible()
  await eventually('the end of the cut', () => Date.now() > cutAt + CUT_MS)
  await context.setOffline(false)

  await seeHandedIn(page)
  const comparison = await compare(tap, product)
  // camera before T0, camera and screen after it, and both after the reload
  expect(comparison.recorders.length).toBeGreaterThanOrEqual(5)
  expect(comparison.missingBytes).toBe(0)

  // nobody heard of the computer for 30 s: staff are told so, and that it is no verdict
  const proctor = await open('proctor')
  await openSitting(proctor.page, product.links.proctor)
  await openAttempt(proctor.page, '程＊＊')
  const words = proctor.page.getByRole('list', { name: '缺口与见证' })
  await expect(words.getByText(/^摄像头 .* 未见证/)).not.toHaveCount(0)
  await expect(words.getByText(/考生电脑失联/)).not.toHaveCount(0)
  await expect(proctor.page.getByText('都是提示，不是结论')).toBeVisible()
  await button(proctor.page, '打开日志').click()
  await expect(proctor.page.getByRole('cell', { name: '断网' })).not.toHaveCount(0)
  await product.stop()
})
