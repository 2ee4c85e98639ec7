// No network from five seconds before T0 to fifteen after it: the countdown ends without it, recording goes on, the
// questions appear as soon as it is back, and the end does not move.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { enter, finish, seeHandedIn, seenAt, signIn } from './harness/candidate.ts'
import { cause } from './harness/cause.ts'
import { importInterview, interviewText, PEOPLE, QUESTIONS, soon } from './harness/interview.ts'
import { seeOwnQuestions } from './harness/interviewed.ts'
import { journals, kindsOf, seeRightClock } from './harness/offline.ts'
import { waitFor } from './harness/processes.ts'
import { compare, story } from './harness/story.ts'

/** From the import to T0 on an idle machine: sign-in and entry, and the cut comes before it. */
const WAY_MS = 12_000
const DURATION_S = 60
const CUT_BEFORE_MS = 5000
const CUT_AFTER_MS = 15_000
/** The page asks after its attempt every 5 s, and for the questions as soon as that is answered. */
const BACK_LIMIT_MS = 8000

const until = (at: number): Promise<void> => sleep(Math.max(0, at - Date.now()))

story('no network across T0', async ({ product, open, tap, cable }) => {
  const { page } = await open('candidate', { tap })
  const startsAt = soon(product, WAY_MS)
  const people = [PEOPLE.first]
  const scale = { startsAt, entryOpensS: 300, entryClosesS: 20, durationS: DURATION_S, people }
  await importInterview(product, interviewText(scale))
  await signIn(page, cable.url, PEOPLE.first)
  await enter(page)
  expect(Date.now()).toBeLessThan(startsAt - CUT_BEFORE_MS)
  await until(startsAt - CUT_BEFORE_MS)
  await cause['network-cut'](cable)

  await expect(page.getByText('试题还没有出来')).toBeVisible({ timeout: 20_000 })
  expect(Date.now()).toBeGreaterThanOrEqual(startsAt)
  await seeRightClock(page, startsAt + DURATION_S * 1000)
  await waitFor('the part that began at T0', 20_000, () => (tap.recorders()[2]?.blobs ?? 0) > 1)
  await until(startsAt + CUT_AFTER_MS)
  for (const text of QUESTIONS) await expect(page.getByText(text)).toBeHidden()

  cable.plugIn()
  const shownAt = await seenAt(page, QUESTIONS[0] ?? '')
  expect(shownAt - startsAt - CUT_AFTER_MS).toBeLessThan(BACK_LIMIT_MS)
  await seeOwnQuestions(page)
  await seeRightClock(page, startsAt + DURATION_S * 1000)
  await waitFor('the journal that tells of the network, on the server', 30_000, () => {
    return kindsOf(journals(product)[0]).includes('notice networkBack')
  })
  await finish(page)
  await seeHandedIn(page)

  const comparison = await compare(tap, product)
  expect(comparison.missingBytes).toBe(0)
  expect(comparison.recorders).toHaveLength(3)
  const kinds = kindsOf(journals(product)[0])
  const inOrder = ['phaseMark waiting', 'phaseMark answering', 'questionsShown', 'finish', 'phaseMark handingIn']
  expect(kinds.filter((kind) => inOrder.includes(kind))).toEqual(inOrder)
  expect(kinds.indexOf('notice networkLost')).toBeLessThan(kinds.indexOf('phaseMark answering'))
  expect(kinds.indexOf('notice networkBack')).toBeGreaterThan(kinds.indexOf('phaseMark answering'))
  await product.stop()
})
