// The phone loses its network while it films, is reloaded, then its browser is killed: each time it films on by itself,
// as a new part, and once the network is back everything arrives.
import { expect, type Page } from '@playwright/test'
import { button, link, signIn } from '../harness/candidate.ts'
import { cause } from '../harness/cause.ts'
import { eventually } from '../harness/expect.ts'
import { PEOPLE } from '../harness/interview.ts'
import { journals, kindsOf, untilNothingIsOnItsWay, waitForShell } from '../harness/offline.ts'
import { scheduleSitting } from '../harness/sitting.ts'
import { compare, story } from '../harness/story.ts'
import { recordingIn } from '../harness/tap.ts'

/** The attempt is missed so long after T0, and filming ends. */
const ENTRY_CLOSES_S = 5
/** T0 when the network goes, which the phone hears of last: on an idle machine reload, kill and return take some 10 s. */
const CUT_BEFORE_MS = 35_000
const PHONE = { width: 360, height: 780 }

async function seeSweep(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '慢慢向右转一圈' })).toBeVisible()
}

story('the phone is reloaded and killed without a network while it films', async ({ product, open, tap, cable }) => {
  const scale = { entryOpensS: 300, entryClosesS: ENTRY_CLOSES_S, durationS: 20, people: [PEOPLE.first] }
  const sitting = await scheduleSitting(product, { ...scale, isEvidenceAsked: true })
  const computer = await open('computer')
  await signIn(computer.page, product.url, PEOPLE.first)
  await link(computer.page, '去绑定手机').click()
  const code = (await computer.page.getByTestId('binding-code').textContent()) ?? ''

  const phone = await open('phone', { tap })
  await phone.page.setViewportSize(PHONE)
  await phone.page.goto(`${cable.url}/evidence/#code=${code}`)
  await button(phone.page, '同意并开始录制').click()
  await seeSweep(phone.page)
  await waitForShell(phone.page)
  await eventually('a slice on its way to the server', () => recordingIn(tap, 1).length === 1)

  await sitting.putOff(CUT_BEFORE_MS)
  await cause['network-cut'](cable)
  await phone.page.reload()
  await seeSweep(phone.page)
  await untilNothingIsOnItsWay(tap, 2, 1)
  await cause['browser-killed'](phone)

  const again = await open('phone', { tap })
  await again.page.setViewportSize(PHONE)
  await again.page.goto(`${cable.url}/evidence/`)
  await seeSweep(again.page)
  await eventually('a slice after the kill', () => recordingIn(tap, 3).length === 1)
  cable.plugIn()
  // nobody has entered: the attempt is over, and the phone stops by itself
  const ended = { timeout: sitting.limitMs(ENTRY_CLOSES_S * 1000) }
  await expect(again.page.getByRole('heading', { name: '上传成功' })).toBeVisible(ended)

  const comparison = await compare(tap, product)
  expect(comparison.missingBytes).toBe(0)
  expect(new Set(tap.recorders().map((one) => one.life)).size).toBe(3)
  const [first, second, third] = (await journals(product)).map(kindsOf)
  expect(first).toContain('phaseMark sweepStarted')
  for (const kinds of [second, third]) expect(kinds).toEqual(expect.arrayContaining(['gap', 'notice networkLost']))
  await product.stop()
})
