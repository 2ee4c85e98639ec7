// Owns: photographing what an examiner sees, from the printed link to a submitted sheet. The mock must have been handed in.
// Never a name beside a review code.
import type { Page } from '@playwright/test'
import { button } from '../harness/candidate.ts'
import type { Browser } from '../harness/chromium.ts'
import type { Product } from '../harness/product.ts'
import type { Album } from './album.ts'

/** One for each element of the demo's rubric, in its order. */
const POINTS = ['21.5', '20', '16.5', '17', '8.5']

export async function photographExaminer(
  album: Album,
  product: Product,
  { page }: Browser,
  playing: (page: Page) => Promise<void>,
): Promise<void> {
  await page.goto(product.links.examiner)
  const code = page.getByRole('link', { name: /^\d{6}$/ })
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
  await playing(page)
  await album.take(page, 'examiner-wrong-step')
  for (const [at, points] of POINTS.entries()) await fields.nth(at).fill(points)
  await button(page, '提交评分').click()
  await button(page, '确认提交').waitFor()
  await album.take(page, 'examiner-confirm')
  await button(page, '确认提交').click()
  await page.getByText('评分已提交').waitFor()
  await album.take(page, 'examiner-submitted')
  await page.getByRole('link', { name: '回到列表' }).click()
  await page.getByText('已评 1 / 1').waitFor()
  await album.take(page, 'examiner-done')
}
