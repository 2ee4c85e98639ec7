// Owns: what a candidate does with the phone, by presses on the real pages of 智试通.
// Never calls the API.
import type { Page } from '@playwright/test'
import { button } from './candidate.ts'
import { expect } from './expect.ts'

/** An ordinary phone held upright: the narrowest that docs/promises.md#pages names. */
export const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true } as const

/** Scans what its camera sees, and agrees to be recorded. */
export async function scanAndAgree(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/evidence/`)
  await button(page, '打开摄像头扫码').click()
  await agree(page)
}

/** Agrees to be recorded, once the code was taken. */
export async function agree(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '录制前请知悉' })).toBeVisible()
  await button(page, '同意并开始录制').click()
  await expect(page.getByRole('heading', { name: '慢慢向右转一圈' })).toBeVisible()
}

/**
 * Turns around once, stands the phone up.
 * @param onPlacing while it is being stood up
 */
export async function sweepAndPlace(page: Page, onPlacing: () => Promise<void> = async () => {}): Promise<void> {
  await expect(page.getByText('时间够了，转满就可以')).toBeVisible()
  await button(page, '已转满一圈').click()
  await button(page, '都拍得到，已放稳').waitFor()
  await onPlacing()
  await button(page, '都拍得到，已放稳').click()
  await expect(page.getByRole('heading', { name: '正在录制' })).toBeVisible()
}

/** After the end: stops by hand and waits until everything is safe. */
export async function stopRecording(page: Page): Promise<void> {
  await button(page, '停止录制').click()
  await expect(page.getByRole('heading', { name: '上传成功' })).toBeVisible()
}
