// A question pack that was changed on the way: the page notices when the key does not open it, says so, fetches it anew and
// shows the questions. The key came by the socket, so nothing asked for it.
import { expect } from '@playwright/test'
import { enter, signIn } from './harness/candidate.ts'
import { importInterview, interviewText, PEOPLE, QUESTIONS, soon } from './harness/interview.ts'
import { seeOwnQuestions } from './harness/interviewed.ts'
import { story } from './harness/story.ts'

const WAY_MS = 15_000

story('a damaged question pack is noticed, named and fetched again', async ({ product, open, tap }) => {
  const { page } = await open('candidate', { tap })
  const startsAt = soon(product, WAY_MS)
  const people = [PEOPLE.first]
  let mend: () => void = () => {}
  const mended = new Promise<void>((resolve) => (mend = resolve))
  await page.route('**/pack', async (route) => {
    if (Date.now() >= startsAt) await mended
    const response = await route.fetch()
    if (Date.now() >= startsAt || !response.ok()) return route.fulfill({ response })
    const pack = (await response.json()) as { ciphertext: string }
    const bytes = Buffer.from(pack.ciphertext, 'base64')
    bytes[0]! ^= 1
    return route.fulfill({ response, json: { ...pack, ciphertext: bytes.toString('base64') } })
  })
  const keysAskedAt: number[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/pack-key')) keysAskedAt.push(Date.now())
  })

  await importInterview(product, interviewText({ startsAt, entryOpensS: 300, entryClosesS: 20, durationS: 60, people }))
  await signIn(page, product.url, PEOPLE.first)
  await enter(page)
  await expect(page.getByText('试题包在传输中损坏，正在重新获取')).toBeVisible({ timeout: 60_000 })
  for (const text of QUESTIONS) await expect(page.getByText(text)).toBeHidden()
  const askedBefore = keysAskedAt.length
  mend()
  await seeOwnQuestions(page)
  expect(askedBefore, 'the key was pushed').toBe(0)
  await product.stop()
})
