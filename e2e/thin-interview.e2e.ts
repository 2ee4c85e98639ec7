// The thin interview, whole: sign-in, entry, questions at T0, hand-in, receipts; then a proctor plays what is sealed.
import { expect } from '@playwright/test'
import {
  button,
  confirmDevices,
  drawLot,
  finish,
  pressEnter,
  seeHandedIn,
  seenAt,
  seeQuestions,
  signIn,
} from './harness/candidate.ts'
import { importInterview, interviewText, PEOPLE, QUESTIONS, soon } from './harness/interview.ts'
import { waitFor } from './harness/processes.ts'
import { compare, story } from './harness/story.ts'

const ENTRY_OPENS_S = 20

story('a candidate is interviewed, and what was recorded is whole, vouched for and playable', async ({ product, open, tap }) => {
  const person = PEOPLE.first
  const { page } = await open('candidate', { tap })
  const startsAt = soon(product, 30_000)
  const entryOpensAt = startsAt - ENTRY_OPENS_S * 1000
  await importInterview(
    product,
    interviewText({ startsAt, entryOpensS: ENTRY_OPENS_S, entryClosesS: 20, durationS: 22, people: [person] }),
  )
  await signIn(page, product.url, person)
  await expect(page.getByRole('heading', { name: '程＊＊' })).toBeVisible()
  await drawLot(page)
  await expect(button(page, '进入考试')).toHaveAttribute('aria-disabled', 'true')
  await button(page, '刷新').click()
  expect(Date.now()).toBeLessThan(entryOpensAt)
  await pressEnter(page)
  expect(Date.now()).toBeGreaterThanOrEqual(entryOpensAt)
  await button(page, '刷新设备').click()
  await confirmDevices(page)
  await button(page, '已展示').click()

  for (const text of QUESTIONS) await expect(page.getByText(text)).toBeHidden()
  const cameraBefore = tap.recorders().length
  expect(Date.now()).toBeLessThan(startsAt)
  const shownAt = await seenAt(page, QUESTIONS[0] ?? '')
  expect(shownAt).toBeGreaterThanOrEqual(startsAt)
  expect(shownAt).toBeLessThan(startsAt + 2000)
  await seeQuestions(page, QUESTIONS)
  await button(page, '刷新题目').click()
  await waitFor('ten seconds of answering', 20_000, () => Date.now() >= startsAt + 10_000)
  expect(tap.recorders().length).toBe(cameraBefore + 1)
  await finish(page)
  await seeHandedIn(page)

  const comparison = await compare(tap, product)
  console.log(JSON.stringify(comparison, null, 1), tap.recorders())
})
