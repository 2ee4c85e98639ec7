// No network from before T0 until after it: the countdown ends without it, recording goes on, the questions appear when it is
// back, and the end does not move.
import { expect } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { finish, seeHandedIn } from '../harness/candidate.ts'
import { cause } from '../harness/cause.ts'
import { eventually } from '../harness/expect.ts'
import { QUESTIONS, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { begin, reachCountdown, seeOwnQuestions } from '../harness/interviewed.ts'
import { journals, kindsOf, seeRightClock } from '../harness/offline.ts'
import { compare, story } from '../harness/story.ts'
import { recordingIn } from '../harness/tap.ts'

/** From 【开始】 to T0: the cut comes as soon as the countdown is seen, and the page notices it after some seconds. */
const LEAD_S = Math.round(scaled(15_000) / 1000)
/** So many slices are recorded from T0 on before the network is back. */
const SLICES_WITHOUT = 10

story('no network across T0', async ({ product, open, tap, cable }) => {
  const { page } = await open('candidate', { tap })
  await reachCountdown({ ...product, url: cable.url }, page, { leadS: LEAD_S })
  const startsAt = await begin(page)
  const endsAt = startsAt + UNTIL_PRESSED_S * 1000
  await expect(page.getByText('距面试开始', { exact: true })).toBeVisible()
  await cause['network-cut'](cable)
  expect(Date.now(), 'the network is cut before T0').toBeLessThan(startsAt)

  await expect(page.getByText('试题还没有出来')).toBeVisible()
  expect(Date.now()).toBeGreaterThanOrEqual(startsAt)
  await seeRightClock(page, endsAt)
  await eventually(
    'slices of the screen, and of the part of the camera that began at T0',
    () =>
      recordingIn(tap, 1, SLICES_WITHOUT).length === 2 &&
      recordingIn(tap, 1).some((one) => (one.startedAt ?? 0) >= startsAt),
  )
  for (const text of QUESTIONS) await expect(page.getByText(text)).toBeHidden()

  cable.plugIn()
  await seeOwnQuestions(page)
  await seeRightClock(page, endsAt)
  await eventually('the journal that tells of the network, on the server', async () =>
    kindsOf((await journals(product))[0]).includes('notice networkBack'),
  )
  await finish(page)
  await seeHandedIn(page)

  const comparison = await compare(tap, product)
  expect(comparison.missingBytes).toBe(0)
  // camera before and after T0, screen
  expect(comparison.recorders.length).toBeGreaterThanOrEqual(3)
  const kinds = kindsOf((await journals(product))[0])
  const inOrder = ['phaseMark waiting', 'phaseMark answering', 'questionsShown', 'finish', 'phaseMark handingIn']
  expect(kinds.filter((kind) => inOrder.includes(kind))).toEqual(inOrder)
  expect(kinds.indexOf('notice networkLost')).toBeLessThan(kinds.indexOf('phaseMark answering'))
  expect(kinds.indexOf('notice networkBack')).toBeGreaterThan(kinds.indexOf('phaseMark answering'))
  await product.stop()
})
