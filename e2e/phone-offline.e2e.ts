// The phone loses its network while it films, is reloaded, then its browser is killed: each time it films on by itself,
// as a new part, and once the network is back everything arrives.
import { expect, type Page } from '@playwright/test'
import { button, link, signIn } from './harness/candidate.ts'
import { cause } from './harness/cause.ts'
import { importInterview, interviewText, PEOPLE, soon } from './harness/interview.ts'
import { journals, kindsOf, sliced, waitForShell } from './harness/offline.ts'
import { waitFor } from './harness/processes.ts'
import { compare, story } from './harness/story.ts'

/** From sign-in to three page lives with their slices, on an idle machine; then the attempt is missed and filming ends. */
const WAY_MS = 32_000
const PHONE = { width: 360, height: 780 }

async function seeSweep(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '慢慢向右转一圈' })).toBeVisible({ timeout: 20_000 })
}

story('the phone is reloaded and killed without a network while it films', async ({ product, open, tap, cable }) => {
  const startsAt = soon(product, WAY_MS)
  const scale = { startsAt, entryOpensS: 300, entryClosesS: 5, durationS: 20, people: [PEOPLE.first] }
  await importInterview(product, interviewText(scale).replace('  evidence: { isRequired: false }\n', ''))
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
  await waitFor('a slice on its way to the server', 20_000, () => sliced(tap, 0) === 1)

  await cause['network-cut'](cable)
  await phone.page.reload()
  await seeSweep(phone.page)
  await waitFor('a slice after the reload', 20_000, () => sliced(tap, 1) === 1)
  await waitFor('no slice on its way', 20_000, () => {
    const age = Date.now() - (tap.recorders()[1]?.lastBlobAt ?? 0)
    return age > 250 && age < 1000
  })
  await cause['browser-killed'](phone)

  const again = await open('phone', { tap })
  await again.page.setViewportSize(PHONE)
  await again.page.goto(`${cable.url}/evidence/`)
  await seeSweep(again.page)
  await waitFor('a slice after the kill', 20_000, () => sliced(tap, 2) === 1)
  cable.plugIn()
  // nobody has entered: the attempt is over, and the phone stops by itself
  await expect(again.page.getByRole('heading', { name: '上传成功' })).toBeVisible({ timeout: 90_000 })

  const comparison = await compare(tap, product)
  expect(comparison.missingBytes).toBe(0)
  expect(comparison.recorders).toHaveLength(3)
  const [first, second, third] = journals(product).map(kindsOf)
  expect(first).toContain('phaseMark sweepStarted')
  for (const kinds of [second, third]) expect(kinds).toEqual(expect.arrayContaining(['gap', 'notice networkLost']))
  await product.stop()
})
