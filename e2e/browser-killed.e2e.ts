// kill -9 of the browser while its candidate answers: reopened on the same profile it comes back to the questions, and
// what the recorders had emitted is on the server.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { button, fillSignIn, finish, shareScreenAgain } from './harness/candidate.ts'
import { cause } from './harness/cause.ts'
import { PEOPLE } from './harness/interview.ts'
import { reachQuestions, seeOwnQuestions } from './harness/interviewed.ts'
import { handInSignedIn } from './harness/offline.ts'
import { waitFor } from './harness/processes.ts'
import { openAttempt, openSitting } from './harness/staff.ts'
import { compare, story } from './harness/story.ts'

/** An emitted slice is in the log within milliseconds; this much is left to a busy machine before the kill. */
const ON_ITS_WAY_MS = 250

story('the browser is killed while its candidate answers, and opened again', async ({ product, open, tap }) => {
  const candidate = await open('candidate', { tap })
  const startsAt = await reachQuestions(product, candidate, 60)
  const running = () => tap.recorders().filter((one) => one.stoppedAt === null)
  await waitFor('a slice of each feed after T0, none of them on its way', 30_000, () => {
    const ages = running().map((one) => Date.now() - (one.lastBlobAt ?? 0))
    return Date.now() > startsAt + 3000 && ages.length === 2 && ages.every((age) => age > ON_ITS_WAY_MS && age < 1000)
  })
  await cause['browser-killed'](candidate)
  const killedAt = Date.now()
  expect(tap.recorders()).toHaveLength(3)

  const again = await open('candidate', { tap })
  const { page } = again
  await page.goto(`${product.url}/candidate/`)
  const back = button(page, '共享整个屏幕，继续面试')
  const signInAgain = button(page, '登录')
  await expect(back.or(signInAgain)).toBeVisible({ timeout: 20_000 })
  // Chromium writes cookies to its disk every 30 s, so the newest sign-in may be lost with it
  if (await signInAgain.isVisible()) await fillSignIn(page, PEOPLE.first)
  await shareScreenAgain(page)
  await seeOwnQuestions(page)
  await waitFor(
    'a slice of each feed',
    20_000,
    () =>
      tap
        .recorders()
        .slice(3)
        .filter((one) => one.blobs > 1).length === 2,
  )
  await finish(page)
  await handInSignedIn(page)

  const comparison = await compare(tap, product)
  expect(comparison.missingBytes).toBe(0)
  expect(comparison.recorders).toHaveLength(5)
  // the part before T0 and both of the second life ended in order; the two that ran may reach beyond what was tapped
  expect(comparison.recorders.filter((one) => one.verdict === 'equal').length).toBeGreaterThanOrEqual(3)
  const [attemptDirectory = ''] = await readdir(join(product.dataDirectory, 'blobs'))
  // camera 3, screen 2, journal 2
  expect(await readdir(join(product.dataDirectory, 'blobs', attemptDirectory))).toHaveLength(7)

  const proctor = await open('proctor')
  await openSitting(proctor.page, product.links.proctor)
  await openAttempt(proctor.page, '程＊＊')
  const gaps = proctor.page.getByRole('list', { name: '缺口' })
  await expect(gaps.getByText(/^摄像头 .* 没有录像，缺 /)).toHaveCount(1)
  await expect(gaps.getByText(/^屏幕 .* 没有录像，缺 /)).toHaveCount(1)
  await expect(proctor.page.getByText('程序中断')).not.toHaveCount(0)
  expect(killedAt).toBeGreaterThan(startsAt)
  await product.stop()
})
