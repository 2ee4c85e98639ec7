// A proctor contributes a sentence to a draw before it opens: what they read before and after, and that the public file has its
// digest and not its words. How the lots follow from it server/test/draws/draws.test.ts shows.
import { createHash } from 'node:crypto'
import { expect } from '@playwright/test'
import type { DrawFile } from '@zhishi/core/contract'
import { button } from '../harness/candidate.ts'
import { PEOPLE } from '../harness/interview.ts'
import { scheduleSitting } from '../harness/sitting.ts'
import { openSitting } from '../harness/staff.ts'
import { story } from '../harness/story.ts'

/** Check-in, and with it the draw, opens half an hour before T0 at most. */
const AHEAD_MS = 3 * 60 * 60_000
const SENTENCE = '今天早上的云像一只搁浅的鲸鱼'

story('a proctor contributes to a draw, and its public file says so', async ({ product, open }) => {
  await scheduleSitting(
    product,
    { entryOpensS: 600, entryClosesS: 60, durationS: 60, people: [PEOPLE.first] },
    AHEAD_MS,
  )
  const { page } = await open('proctor')
  await openSitting(page, product.links.proctor)
  await button(page, '参与抽签').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('随机数只由服务器一方提供')).toBeVisible()
  await dialog.getByLabel('写一句别人猜不到的话').fill('太短的句子')
  await expect(button(page, '提交')).toBeDisabled()
  await dialog.getByLabel('写一句别人猜不到的话').fill(SENTENCE)
  await button(page, '提交').click()
  await expect(dialog.getByText('已封定，这是本场第 2 次封定')).toBeVisible()
  const digest = createHash('sha256').update(SENTENCE).digest('hex')
  await expect(dialog.getByText(digest)).toBeVisible()
  await expect(dialog.getByText('除服务器外，另有 1 方提供了随机内容')).toBeVisible()
  const address = await dialog.getByRole('link', { name: '打开公开文件' }).getAttribute('href')
  const text = await (await fetch(`${product.url}${address}`)).text()
  const file = JSON.parse(text) as DrawFile
  expect(file).toMatchObject({ isServerAlone: false, lots: null })
  expect(file.commitments.map(({ why }) => why)).toEqual(['imported', 'contributed'])
  expect(text).toContain(digest)
  expect(text).not.toContain('鲸鱼')

  // a second one of the same role is refused in words
  await button(page, '关闭').click()
  await button(page, '参与抽签').click()
  await dialog.getByLabel('写一句别人猜不到的话').fill('另一句别人也猜不到的话')
  await button(page, '提交').click()
  await expect(dialog.getByText('这一方已经为这场抽签提供过随机内容')).toBeVisible()
  await product.stop()
})
