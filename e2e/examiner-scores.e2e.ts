// Scoring, blind: a candidate is interviewed; an examiner, who never learns who it was, watches the answer from T0 on in
// a real browser, marks it and submits, once.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { button, enter, finish, seeHandedIn, signIn } from './harness/candidate.ts'
import { probeDurationMs } from './harness/evidence.ts'
import { importInterview, interviewText, PEOPLE, soon } from './harness/interview.ts'
import { seeOwnQuestions } from './harness/interviewed.ts'
import { waitFor } from './harness/processes.ts'
import { PLAYABLE_LIMIT_MS } from './harness/staff.ts'
import { story } from './harness/story.ts'

const ANSWERS_FOR_MS = 8000

story('an examiner scores an answer without knowing whose it is', async ({ home, product, open }) => {
  const { page } = await open('candidate')
  const startsAt = soon(product, 15_000)
  const people = [PEOPLE.first]
  await importInterview(
    product,
    interviewText({ startsAt, entryOpensS: 300, entryClosesS: 20, durationS: 60, people, isScored: true }),
  )
  await signIn(page, product.url, PEOPLE.first)
  await enter(page)
  await seeOwnQuestions(page)

  // nothing to score while the interview runs
  const { page: desk, context } = await open('examiner')
  const said: string[] = []
  // read on its way to the page: a body read afterwards may be gone, since a page that reloads drops it
  await context.route(/\/api\/(?!.*\/answer$)/, async (route) => {
    const response = await route.fetch()
    said.push(await response.text())
    await route.fulfill({ response })
  })
  await desk.goto(product.links.examiner)
  await expect(desk.getByText('现在没有要评的考生')).toBeVisible()
  await waitFor('some seconds of answering', ANSWERS_FOR_MS * 4, () => Date.now() >= startsAt + ANSWERS_FOR_MS)
  await finish(page)
  await seeHandedIn(page)

  await desk.reload()
  await expect(desk.getByText('已评 0 / 1')).toBeVisible()
  await desk.getByRole('link', { name: /^\d{6}$/ }).click()
  await button(desk, '观看作答').click()
  await seePicture(desk)
  const code = /\d{6}$/.exec(desk.url())?.[0]
  const copy = join(home, 'answer.webm')
  const answer = await context.request.get(`${product.url}/api/reviews/${code}/answer`, {
    headers: { 'zhishi-side': 'staff' },
  })
  await writeFile(copy, await answer.body())
  // the camera ran long before T0; the press that ended it came after these seconds
  const lengthMs = probeDurationMs(copy)
  expect(lengthMs).toBeGreaterThan(ANSWERS_FOR_MS - 1000)
  expect(lengthMs).toBeLessThan(Date.now() - startsAt)

  await desk.getByLabel('综合分析能力').fill('21.3')
  await expect(desk.getByText('每档 0.5 分', { exact: true })).toBeVisible()
  await desk.getByLabel('综合分析能力').fill('21.5')
  await expect(button(desk, '提交评分')).toBeDisabled()
  await desk.getByLabel('言语表达能力').fill('12.1')
  await expect(desk.getByText('33.6')).toBeVisible()
  await button(desk, '透露个人信息').click()
  await expect(desk.getByText('已标记：透露个人信息')).toBeVisible()
  await button(desk, '提交评分').click()
  await button(desk, '确认提交').click()
  await expect(desk.getByText('评分已提交')).toBeVisible()
  await desk.reload()
  await expect(desk.getByText('评分已提交')).toBeVisible()
  await expect(button(desk, '我认识该考生')).toBeHidden()
  await desk.getByRole('link', { name: '回到列表' }).click()
  await expect(desk.getByText('已评 1 / 1')).toBeVisible()

  const heard = said.join('\n')
  expect(heard).toContain(String(code))
  for (const secret of [PEOPLE.first.name, '程＊＊', PEOPLE.first.number, String(startsAt), 'attemptId']) {
    expect(heard).not.toContain(secret)
  }
})

/** The answer plays, seeks, and shows something. */
async function seePicture(page: Page): Promise<void> {
  const film = page.getByRole('region', { name: '作答录像' }).locator('video')
  await expect
    .poll(() => film.evaluate((it: HTMLVideoElement) => it.currentTime), { timeout: PLAYABLE_LIMIT_MS })
    .toBeGreaterThan(0)
  await film.evaluate(async (it: HTMLVideoElement) => {
    const seeked = new Promise((resolve) => it.addEventListener('seeked', resolve, { once: true }))
    it.pause()
    it.currentTime = it.duration / 2
    await seeked
  })
  expect(await film.evaluate((it: HTMLVideoElement) => it.readyState)).toBeGreaterThanOrEqual(2)
}
