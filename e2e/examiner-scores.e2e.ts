// Scoring, blind: whatever an examiner's browser hears from the server, from an empty list to the submitted sheet, says
// nothing of whose answer it is. How scoring works is told in five-roles.e2e.ts.
import { expect } from '@playwright/test'
import { button, enter, finish, seeHandedIn, signIn } from './harness/candidate.ts'
import { importInterview, interviewText, PEOPLE, soon } from './harness/interview.ts'
import { seeOwnQuestions, WAY_MS } from './harness/interviewed.ts'
import { waitFor } from './harness/processes.ts'
import { PLAYABLE_LIMIT_MS } from './harness/staff.ts'
import { story } from './harness/story.ts'

const ANSWERS_FOR_MS = 8000

story('an examiner scores an answer without knowing whose it is', async ({ product, open }) => {
  const { page } = await open('candidate')
  const startsAt = soon(product, WAY_MS)
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
  const code = /\d{6}$/.exec(desk.url())?.[0]
  await button(desk, '观看作答').click()
  await expect(desk.getByRole('region', { name: '作答录像' }).locator('video')).toBeVisible({
    timeout: PLAYABLE_LIMIT_MS,
  })
  await desk.getByLabel('综合分析能力').fill('21.5')
  await desk.getByLabel('言语表达能力').fill('12.1')
  await button(desk, '透露个人信息').click()
  await button(desk, '提交评分').click()
  await button(desk, '确认提交').click()
  await expect(desk.getByText('评分已提交')).toBeVisible()

  // the list asks again by itself: whatever is on its way now is waited for, and nothing is left when the browser closes
  await context.unrouteAll({ behavior: 'wait' })
  const heard = said.join('\n')
  expect(heard).toContain(String(code))
  for (const secret of [PEOPLE.first.name, '程＊＊', PEOPLE.first.number, String(startsAt), 'attemptId']) {
    expect(heard).not.toContain(secret)
  }
})
