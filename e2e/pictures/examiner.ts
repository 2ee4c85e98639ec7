// Owns: photographing what an examiner sees, from the printed link to a submitted sheet, a recusal and what goes wrong. The
// crew must have handed in.
// Never a name beside a review code.
import type { Locator, Page } from '@playwright/test'
import { button, link } from '../harness/candidate.ts'
import type { Browser } from '../harness/chromium.ts'
import type { Product } from '../harness/product.ts'
import type { Album } from './album.ts'

/** One for each element of the crew's rubric, in its order. */
const POINTS = ['21.5', '12.1']

export async function photographExaminer(
  album: Album,
  product: Product,
  { page }: Browser,
  playing: (page: Page, where: Locator) => Promise<void>,
): Promise<void> {
  await page.goto(product.links.examiner)
  const code = page.getByRole('link', { name: /^\d{6}$/ }).first()
  await code.waitFor()
  await album.take(page, 'examiner')
  await code.click()
  await button(page, '观看作答').waitFor()
  await album.take(page, 'examiner-review')
  await button(page, '我认识该考生').click()
  await button(page, '回避').waitFor()
  await album.take(page, 'examiner-recusal')
  await button(page, '返回').click()
  await button(page, '透露个人信息').click()
  await page.getByText('已标记：透露个人信息').waitFor()
  const fields = page.getByRole('spinbutton')
  await fields.first().fill('21.3')
  await button(page, '观看作答').click()
  await playing(page, page.getByRole('region', { name: '作答录像' }))
  await album.take(page, 'examiner-wrong-step')
  for (const [at, points] of POINTS.entries()) await fields.nth(at).fill(points)
  await button(page, '提交评分').click()
  await button(page, '确认提交').waitFor()
  await album.take(page, 'examiner-confirm')
  await button(page, '确认提交').click()
  await page.getByText('评分已提交').waitFor()
  await album.take(page, 'examiner-submitted')
  await link(page, '评分').click()
  await page.getByText('已评 1 / 5').waitFor()
  await album.take(page, 'examiner-one-done')
  // the next one is somebody they know
  await code.click()
  await button(page, '我认识该考生').click()
  await button(page, '回避').click()
  await page.getByText('已评 1 / 4').waitFor()
  await page.context().setOffline(true)
  await code.click()
  await page.getByText('连不上服务器').first().waitFor()
  await album.take(page, 'examiner-away')
  await page.context().setOffline(false)
  await page.goto(`${product.url}/staff/reviews/100000`)
  await page.getByText('没有这个密号').waitFor()
  await album.take(page, 'examiner-gone')
}
