// Owns: the way of one candidate from an empty browser to the questions, for stories that are about what comes after.
// Never skips a page, and never goes by the clock: the candidate says when they are ready, and T0 follows.
import type { Page } from '@playwright/test'
import type { AttemptView } from '@zhishi/core/contract'
import type { ProblemDetails } from '@zhishi/core/refusal'
import type { Browser } from './chromium.ts'
import { button, confirmDevices, drawLot, pressEnter, seenAt, seeQuestions, signIn } from './candidate.ts'
import { importInterview, interviewText, PEOPLE, QUESTIONS, UNTIL_PRESSED_S } from './interview.ts'
import type { Product } from './product.ts'

/** From 【开始】 to T0 where nothing has to happen in between. */
const LEAD_S = 3

/**
 * Imports an interview, signs its candidate in, enters, and waits for the questions.
 * @param durationS of a story in which the clock ends the interview
 * @returns T0
 */
export async function reachQuestions(
  product: Product,
  { page }: Browser,
  durationS: number = UNTIL_PRESSED_S,
): Promise<number> {
  await reachCountdown(product, page, { leadS: LEAD_S, durationS })
  const startsAt = await begin(page)
  await seeOwnQuestions(page)
  return startsAt
}

/** To the page with 【开始】: an interview that counts, but in which T0 is `leadS` after that press. */
export async function reachCountdown(
  product: Product,
  page: Page,
  options: { leadS: number; durationS?: number },
): Promise<void> {
  const { leadS, durationS = UNTIL_PRESSED_S } = options
  const when = { startsAt: Date.now(), isSelfPaced: true, isMock: false, leadS, entryOpensS: 300, entryClosesS: 20 }
  await importInterview(product, interviewText({ ...when, durationS, people: [PEOPLE.first] }))
  await signIn(page, product.url, PEOPLE.first)
  await drawLot(page)
  await pressEnter(page)
  await confirmDevices(page, '准备好再开始')
}

/**
 * Presses 【开始】, and again where the server does not know yet that the feeds record, as on a computer that is behind with its
 * beats. @returns T0, as the server's answer to it says
 */
export async function begin(page: Page): Promise<number> {
  for (;;) {
    const answered = page.waitForResponse((response) => /"kind":"begin"/.test(response.request().postData() ?? ''))
    await button(page, '开始').click()
    const answer = await answered
    if (answer.ok()) return ((await answer.json()) as AttemptView).schedule.startsAt ?? Number.NaN
    const { code } = (await answer.json()) as ProblemDetails
    if (code !== 'feedsNotRecording') throw new Error(`【开始】 was refused: ${code}`)
  }
}

export async function seeOwnQuestions(page: Page): Promise<void> {
  await seenAt(page, QUESTIONS[0] ?? '')
  await seeQuestions(page, QUESTIONS)
}
