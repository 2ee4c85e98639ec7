// kill -9 of the browser while its candidate answers: reopened on the same profile it comes back to the questions, and
// what the recorders had emitted is on the server.
import { expect } from '@playwright/test'
import { button, fillSignIn, finish, screenPress, shareScreenAgain } from '../harness/candidate.ts'
import { cause } from '../harness/cause.ts'
import { PEOPLE } from '../harness/interview.ts'
import { reachQuestions, seeOwnQuestions } from '../harness/interviewed.ts'
import { eventually } from '../harness/expect.ts'
import { handInSignedIn, untilNothingIsOnItsWay } from '../harness/offline.ts'
import { openAttempt, openSitting } from '../harness/staff.ts'
import { compare, story } from '../harness/story.ts'
import { isRecordedFrom, recordingIn } from '../harness/tap.ts'

story('the browser is killed while its candidate answers, and opened again', async ({ product, open, tap }) => {
  const candidate = await open('candidate', { tap })
  const startsAt = await reachQuestions(product, candidate)
  await eventually('some slices of each feed after T0', () => isRecordedFrom(startsAt, tap, 1, 2))
  await untilNothingIsOnItsWay(tap, 1, 2)
  await cause['browser-killed'](candidate)

  const again = await open('candidate', { tap })
  const { page } = again
  await page.goto(`${product.url}/candidate/`)
  const back = screenPress(page)
  const signInAgain = button(page, '登录')
  await expect(back.or(signInAgain)).toBeVisible()
  // Chromium writes cookies to its disk every 30 s, so the newest sign-in may be lost with it
  if (await signInAgain.isVisible()) await fillSignIn(page, PEOPLE.first)
  await shareScreenAgain(page)
  await seeOwnQuestions(page)
  await eventually('slices of each feed', () => recordingIn(tap, 2, 1).length === 2)
  await finish(page)
  await handInSignedIn(page)

  const comparison = await compare(tap, product)
  expect(comparison.missingBytes).toBe(0)
  // camera before T0, camera and screen after it, and both of the second life
  expect(comparison.recorders.length).toBeGreaterThanOrEqual(5)
  // all that ended in order; the two that were killed may reach beyond what was tapped
  const ended = new Set(tap.recorders().flatMap((one) => (one.stoppedAt === null ? [] : [`${one.number}.bin`])))
  expect(ended.size).toBeGreaterThanOrEqual(3)
  for (const one of comparison.recorders) if (ended.has(one.tapped)) expect(one.verdict, one.tapped).toBe('equal')
  // nothing but the journals of both lives beside them
  expect(comparison.untapped).toHaveLength(2)

  const proctor = await open('proctor')
  await openSitting(proctor.page, product.links.proctor)
  await openAttempt(proctor.page, '程＊＊')
  const gaps = proctor.page.getByRole('list', { name: '缺口' })
  await expect(gaps.getByText(/^摄像头 .* 没有录像，缺 /)).not.toHaveCount(0)
  await expect(gaps.getByText(/^屏幕 .* 没有录像，缺 /)).not.toHaveCount(0)
  await expect(proctor.page.getByText('程序中断')).not.toHaveCount(0)
  await product.stop()
})
