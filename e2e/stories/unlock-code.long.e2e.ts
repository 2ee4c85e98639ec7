// The third way to the questions: a candidate whose network is gone before T0 calls support, types the unlock code that is
// read out, and answers; the recording of it arrives afterwards.
import { expect, type Locator, type Page } from '@playwright/test'
import { button, confirmDevices, drawLot, finish, pressEnter, seeHandedIn, signIn } from '../harness/candidate.ts'
import { eventually } from '../harness/expect.ts'
import { PEOPLE, QUESTIONS, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { seeOwnQuestions } from '../harness/interviewed.ts'
import { scheduleSitting } from '../harness/sitting.ts'
import { compare, story } from '../harness/story.ts'

/** From entry on: the code that the server makes in the background, which the page asks for again, and support's look. */
const CODE_MADE_MS = 75_000

/** While it is busy its name has more words. */
const showCode = (support: Page): Locator => support.getByRole('button', { name: '显示解锁码' })

story('no network at T0: the unlock code opens the questions on the computer', async ({ product, open, tap }) => {
  const person = PEOPLE.first
  const { page, context } = await open('candidate', { tap })
  // a line that lets no socket through and then breaks; emulating "offline" alone leaves open sockets open
  await page.routeWebSocket('**/api/socket', (socket) => socket.close())
  const packs: boolean[] = []
  page.on('response', (response) => {
    if (!response.url().endsWith('/pack') || !response.ok()) return
    void response.json().then((pack: { unlock: unknown }) => packs.push(pack.unlock !== null))
  })
  const scale = { entryOpensS: 300, entryClosesS: UNTIL_PRESSED_S, durationS: UNTIL_PRESSED_S, people: [person] }
  const sitting = await scheduleSitting(product, scale)
  await signIn(page, product.url, person)
  await drawLot(page)
  await sitting.putOff(CODE_MADE_MS)
  await pressEnter(page)
  await confirmDevices(page)
  await eventually('a pack that the unlock code opens', () => packs.includes(true))

  const support = (await open('support')).page
  await support.goto(product.links.support)
  await support.getByLabel('证件号码').fill(person.number)
  await button(support, '查找').click()
  await showCode(support).click()
  await expect(support.getByText('开考前不显示解锁码')).toBeVisible()
  expect(Date.now()).toBeLessThan(sitting.startsAt)

  await context.setOffline(true)
  const field = page.getByLabel('解锁码')
  await expect(field).toBeVisible({ timeout: sitting.limitMs() })
  expect(Date.now()).toBeGreaterThan(sitting.startsAt)
  for (const text of QUESTIONS) await expect(page.getByText(text)).toBeHidden()
  await field.fill('0000-0000-0000')
  await button(page, '打开试题').click()
  await expect(page.getByText('这个解锁码打不开本场试题')).toBeVisible()
  await field.fill('0000')
  await button(page, '打开试题').click()
  await expect(page.getByText('解锁码是 12 位字母和数字')).toBeVisible()

  await showCode(support).click()
  const code = support.locator('.unlock-code')
  await expect(code).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  // as somebody types what was read out
  await field.fill(
    (await code.innerText()).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'),
  )
  await button(page, '打开试题').click()
  await seeOwnQuestions(page)
  await expect(field).toBeHidden()
  await finish(page)
  await context.setOffline(false)
  await seeHandedIn(page)
  expect((await compare(tap, product)).missingBytes).toBe(0)
  await product.stop()
})
