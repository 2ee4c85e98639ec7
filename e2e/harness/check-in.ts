// Owns: what a candidate does from the download page to entry, step by step, by presses on the real pages.
// Never calls the API; the thin way of other stories is in candidate.ts.
import type { Page } from '@playwright/test'
import { button, link } from './candidate.ts'
import { expect } from './expect.ts'

/** Step 1: from the download page into 智试云, in the same window. */
export async function download(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/`)
  await expect(page.getByText('手机或平板 · 智试通')).toBeVisible()
  await page.getByRole('link', { name: '在此浏览器打开' }).click()
  await expect(page.getByRole('heading', { name: '登录线上面试' })).toBeVisible()
}

/** Step 2, by the list of steps: every check, the played-back recording confirmed, and the results sent by themselves. */
export async function prepare(page: Page): Promise<void> {
  await link(page, '设备准备').click()
  await button(page, '开始检查').click()
  await button(page, '看到也听到了').click()
  await expect(page.getByText('结果已自动交给组织方。')).toBeVisible()
  await expect(page.getByText(/已提交，可以再做/)).toBeVisible()
  await goHome(page)
}

/** Step 3: consent, then the face, which is known. */
export async function logInByFace(page: Page): Promise<void> {
  await link(page, '去人脸登录').click()
  await consent(page)
  await showFace(page)
  await expect(page.getByText('身份已确认')).toBeVisible()
  await goHome(page)
}

export async function consent(page: Page): Promise<void> {
  await expect(page.getByText('不同意也可以面试')).toBeVisible()
  await button(page, '同意并开始').click()
}

/** Presses once the camera is open, as somebody who sees their own picture. */
export async function showFace(page: Page): Promise<void> {
  await expect(button(page, '开始识别')).not.toHaveAttribute('aria-busy', 'true')
  await button(page, '开始识别').click()
}

/** Step 4: read to the end, then confirmed; the button cannot be pressed before. */
export async function readBriefing(page: Page): Promise<void> {
  await link(page, '去阅读面试流程').click()
  await expect(button(page, '我已阅读')).toHaveAttribute('aria-disabled', 'true')
  await page.getByText('面试流程到此为止').scrollIntoViewIfNeeded()
  await button(page, '我已阅读').click()
  await expect(page.getByText(/已确认阅读/)).toBeVisible()
  await goHome(page)
}

/** Step 5, on the computer: the code is there to be scanned or typed. */
export async function openBinding(page: Page): Promise<{ code: string }> {
  await link(page, '去绑定手机').click()
  const code = page.getByTestId('binding-code')
  await expect(code).toBeVisible()
  return { code: (await code.textContent()) ?? '' }
}

/** Step 5, on the computer: the phone's first bytes are there; what may be left is the turn around the room. */
export async function seePhone(page: Page): Promise<void> {
  await expect(page.getByText('手机正在录制')).toBeVisible()
  await expect(page.getByText(/还差：环拍一圈|画面已收到，环拍已完成/)).toBeVisible()
  await goHome(page)
}

/** Step 7: each attachment is opened, the first one, a PDF, is drawn; then confirmed. */
export async function readAttachments(page: Page, names: readonly string[]): Promise<void> {
  await link(page, '去读考试附件').click()
  await expect(page.locator('.attachment-paper canvas')).toBeVisible()
  for (const name of names) {
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
    await expect(page.getByRole('button', { name: new RegExp(`^${name}.*已打开`) })).toBeVisible()
  }
  await button(page, '我已阅读附件').click()
  await expect(button(page, '我已阅读附件')).toBeHidden()
  await goHome(page)
}

export async function goHome(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}
