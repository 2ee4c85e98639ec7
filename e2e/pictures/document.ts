// Owns: photographing the pages on which an interview is set up: every tab, the last look, what is refused.
// Never saves: the interview that others photograph stays as it is.
import type { Page } from '@playwright/test'
import { button, link } from '../harness/candidate.ts'
import type { Browser } from '../harness/chromium.ts'
import type { Album } from './album.ts'

const LIST = 'DEMO-0009,丁一,综合管理岗,ABC234\nx,戊二,,ABC234\nDEMO-0009,己三,,短\n110101199001010014,庚四,,ABC234'
const BROKEN = `zhishi: 1
key: demo
name: { zh: 演示 }
organiser: { zh: 中心 }
supportPhone: 0471-555 0123
colour: red
settings: { entry: { closesAfter: 三分钟 } }
sittings: []
`

const openTab = (page: Page, at: number): Promise<void> => page.getByRole('tab').nth(at).click()

/** @param page signed in as an organiser, on the first page */
export async function photographDocument(album: Album, { page }: Pick<Browser, 'page'>): Promise<void> {
  await link(page, '面试项目').click()
  await page.locator('.window-line').first().waitFor()
  await album.take(page, 'interviews')
  await page.locator('.interview-card h2 a').first().click()
  await page.locator('.window-line').first().waitFor()
  await album.take(page, 'interview-line')
  for (const [at, name] of ['names', 'settings', 'sittings', 'roster', 'file'].entries()) {
    await openTab(page, at + 1)
    await album.take(page, `interview-${name}`)
  }
  await page.getByRole('tabpanel').getByRole('textbox').first().fill(BROKEN)
  await button(page, '检查').click()
  await page.locator('.problems li').first().waitFor()
  await album.take(page, 'interview-file-broken')

  await openTab(page, 4)
  await button(page, '粘贴或上传名单').click()
  await page.getByLabel('名单内容').fill(LIST)
  await album.take(page, 'interview-list')
  await button(page, '返回').click()
  await button(page, '添加考生').click()
  await button(page, '确定').click()
  await album.take(page, 'interview-person')
  await page.getByLabel('证件号', { exact: true }).fill('DEMO-0009')
  await page.getByLabel('姓名', { exact: true }).fill('丁一')
  await page.getByLabel('个人口令', { exact: true }).fill('ABC234')
  await button(page, '确定').click()
  await album.take(page, 'interview-edited')
  await button(page, '看改动并保存').click()
  await page.locator('.changes').waitFor()
  await album.take(page, 'interview-review')
  await button(page, '返回修改').click()
  await openTab(page, 3)
  // the mock opened when the demo was made: its opening stays
  await page.locator('.moment-field').first().fill('2026-01-01T00:00:00')
  await button(page, '看改动并保存').click()
  await page.locator('.problems').waitFor()
  await album.take(page, 'interview-refused')
  await button(page, '返回修改').click()
  await button(page, '放弃修改').click()
}
