// A question pack that was changed on the way: the page notices when the key does not open it, says so, fetches it anew and
// shows the questions. The key came by the socket, so nothing asked for it.
import { expect } from '@playwright/test'
import { confirmDevices, drawLot, pressEnter, signIn } from '../harness/candidate.ts'
import { PEOPLE, QUESTIONS, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { seeOwnQuestions } from '../harness/interviewed.ts'
import { scheduleSitting } from '../harness/sitting.ts'
import { story } from '../harness/story.ts'

story('a damaged question pack is noticed, named and fetched again', async ({ product, open, tap }) => {
  const { page } = await open('candidate', { tap })
  const scale = { entryOpensS: 300, entryClosesS: UNTIL_PRESSED_S, durationS: UNTIL_PRESSED_S, people: [PEOPLE.first] }
  const sitting = await scheduleSitting(product, scale)
  let mend: () => void = () => {}
  const mended = new Promise<void>((resolve) => (mend = resolve))
  await page.route('**/pack', async (route) => {
    if (Date.now() >= sitting.startsAt) await mended
    const response = await route.fetch()
    if (Date.now() >= sitting.startsAt || !response.ok()) return route.fulfill({ response })
    const pack = (await response.json()) as { ciphertext: string }
    const bytes = Buffer.from(pack.ciphertext, 'base64')
    bytes[0]! ^= 1
    return route.fulfill({ response, json: { ...pack, ciphertext: bytes.toString('base64') } })
  })
  const keysAskedAt: number[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/pack-key')) keysAskedAt.push(Date.now())
  })

  await signIn(page, product.url, PEOPLE.first)
  await drawLot(page)
  await sitting.putOff()
  await pressEnter(page)
  await confirmDevices(page)
  await expect(page.getByText('试题包在传输中损坏，正在重新获取')).toBeVisible({ timeout: sitting.limitMs() })
  for (const text of QUESTIONS) await expect(page.getByText(text)).toBeHidden()
  const askedBefore = keysAskedAt.length
  mend()
  await seeOwnQuestions(page)
  expect(askedBefore, 'the key was pushed').toBe(0)
  await product.stop()
})
