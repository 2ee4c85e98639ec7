// Owns: the way of one candidate from an empty browser to the questions, for stories that are about what comes after.
// Never skips a page.
import type { Page } from '@playwright/test'
import type { Browser } from './chromium.ts'
import { enter, seenAt, seeQuestions, signIn } from './candidate.ts'
import { importInterview, interviewText, PEOPLE, QUESTIONS, soon } from './interview.ts'
import type { Product } from './product.ts'

/** From the import to T0: on an idle machine the way from sign-in to the countdown page takes about 5 s. */
const WAY_MS = 10_000

/**
 * Imports an interview that begins soon, signs its candidate in, enters, and waits for the questions.
 * @returns T0
 */
export async function reachQuestions(product: Product, { page }: Browser, durationS: number): Promise<number> {
  const startsAt = soon(product, WAY_MS)
  const people = [PEOPLE.first]
  await importInterview(product, interviewText({ startsAt, entryOpensS: 300, entryClosesS: 20, durationS, people }))
  await signIn(page, product.url, PEOPLE.first)
  await enter(page)
  await seeOwnQuestions(page)
  return startsAt
}

export async function seeOwnQuestions(page: Page): Promise<void> {
  await seenAt(page, QUESTIONS[0] ?? '')
  await seeQuestions(page, QUESTIONS)
}
