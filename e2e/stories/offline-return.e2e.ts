// No network from soon after T0 on: the page is reloaded, then the browser is killed, both times it comes back to
// questions, clock and recording by itself; once the network is there again, everything arrives.
import { expect } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { finish, link, shareScreenAgain } from '../harness/candidate.ts'
import { cause } from '../harness/cause.ts'
import { eventually } from '../harness/expect.ts'
import { UNTIL_PRESSED_S } from '../harness/interview.ts'
import { reachQuestions, seeOwnQuestions } from '../harness/interviewed.ts'
import {
  handInSignedIn,
  journals,
  kindsOf,
  seeRightClock,
  untilNothingIsOnItsWay,
  waitForShell,
} from '../harness/offline.ts'
import { compare, story } from '../harness/story.ts'
import { isRecordedFrom, recordingIn } from '../harness/tap.ts'

story('reloaded and killed without a network while answering', async ({ product, open, tap, cable }) => {
  // a browser asks for the worker anew each time, and holds its page to the same content security policy
  const worker = await fetch(`${product.url}/candidate/sw.js`)
  expect(worker.headers.get('cache-control')).toBe('no-cache')
  expect(worker.headers.get('content-security-policy')).toContain("default-src 'self'")
  const candidate = await open('candidate', { tap })
  const { page } = candidate
  const startsAt = await reachQuestions({ ...product, url: cable.url }, candidate)
  const endsAt = startsAt + UNTIL_PRESSED_S * 1000
  await waitForShell(page)
  await eventually('some slices of each feed after T0', () => isRecordedFrom(startsAt, tap, 1, 5))
  await cause['network-cut'](cable)
  await expect(page.getByText('连不上服务器。请继续')).toBeVisible()
  await seeOwnQuestions(page)

  await page.reload()
  await shareScreenAgain(page)
  await seeOwnQuestions(page)
  await seeRightClock(page, endsAt)
  await untilNothingIsOnItsWay(tap, 2, 2)
  await cause['browser-killed'](candidate)

  const again = await open('candidate', { tap })
  await again.page.goto(`${cable.url}/candidate/`)
  await shareScreenAgain(again.page)
  await seeOwnQuestions(again.page)
  await seeRightClock(again.page, endsAt)
  await eventually('a slice of each feed after the kill', () => recordingIn(tap, 3).length === 2)
  await finish(again.page)
  await expect(again.page.getByText(/^连不上服务器，还有 .* 没传完$/)).toBeVisible()
  // as if the browser had not yet written its cookie when it was killed: whoever is inside stays inside
  await again.context.clearCookies()
  cable.plugIn()
  await expect(link(again.page, '重新登录')).toBeVisible()
  await handInSignedIn(again.page)

  const comparison = await compare(tap, product)
  expect(comparison.missingBytes).toBe(0)
  // camera before T0, then camera and screen of three page lives
  expect(comparison.recorders.length).toBeGreaterThanOrEqual(7)
  const [first, second, third] = await journals(product)
  const ofFirst = ['phaseMark waiting', 'phaseMark answering', 'clockOffset', 'questionsShown']
  expect(kindsOf(first)).toEqual(expect.arrayContaining(ofFirst))
  for (const journal of [second, third]) {
    const kinds = ['phaseMark answering', 'questionsShown', 'notice networkLost']
    expect(kindsOf(journal)).toEqual(expect.arrayContaining(kinds))
    const offsets = (journal ?? []).filter((entry) => entry.body.kind === 'clockOffset')
    // nothing but a guess, and a good one: this machine's clock is the server's
    expect(offsets[0]?.body['errorMs']).toBeNull()
    expect(Math.abs(Number(offsets[0]?.body['offsetMs']))).toBeLessThan(scaled(1000))
  }
  expect(kindsOf(third)).toEqual(expect.arrayContaining(['finish', 'phaseMark handingIn']))
  await product.stop()
})
