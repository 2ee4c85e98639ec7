// Owns: photographing the way to entry through the demo's mock: download, the checks, the face, the briefing, the phone
// in its own window, the draw, the attachments. Every page as it looks when nothing is wrong.
import type { Page } from '@playwright/test'
import type { Browser } from '../harness/chromium.ts'
import { button, link } from '../harness/candidate.ts'
import { consent, goHome, showFace } from '../harness/check-in.ts'
import { sweepAndPlace } from '../harness/phone.ts'
import type { Product } from '../harness/product.ts'
import type { Album } from './album.ts'

const SLOW = {}

/** From the download page to home with nothing left before entry. The camera must show a person. */
export async function photographCheckIn(album: Album, product: Product, computer: Browser, phone: Browser) {
  const { page } = computer
  await page.goto(`${product.url}/`)
  await page.getByText('手机或平板 · 智试通').waitFor()
  await album.take(page, 'download')
  await page.goto(product.links.candidate)
  await button(page, '登录').waitFor()
  await album.take(page, 'sign-in')
  await button(page, '登录').click()
  const mock = page.getByRole('listitem').filter({ hasText: '模拟面试' }).getByRole('button', { name: '打开' })
  await mock.waitFor()
  await album.take(page, 'choose')
  await mock.click()
  await link(page, '去人脸登录').waitFor()
  await album.take(page, 'home')
  await photographPreparation(album, page)
  await photographFace(album, page)
  await link(page, '去阅读面试流程').click()
  await album.take(page, 'briefing')
  await page.getByText('面试流程到此为止').scrollIntoViewIfNeeded()
  await button(page, '我已阅读').click()
  await page.getByText(/已确认阅读/).waitFor()
  await album.take(page, 'briefing-done')
  await goHome(page)
  await photographPhone(album, product, page, phone.page)
  await photographDraw(album, page)
  await photographAttachments(album, page)
  await link(page, '去进入面试').waitFor()
  await album.take(page, 'home-ready')
}

async function photographPreparation(album: Album, page: Page): Promise<void> {
  await link(page, '设备准备').click()
  await button(page, '开始检查').waitFor()
  await album.take(page, 'preparation')
  await button(page, '开始检查').click()
  await button(page, '看到也听到了').waitFor(SLOW)
  await album.take(page, 'preparation-recording')
  await button(page, '看到也听到了').click()
  await page.getByText(/已提交，可以再做/).waitFor(SLOW)
  await album.take(page, 'preparation-checked')
  await goHome(page)
}

async function photographFace(album: Album, page: Page): Promise<void> {
  await link(page, '去人脸登录').click()
  await page.getByText('系统用摄像头拍摄您的').waitFor()
  await album.take(page, 'face-consent')
  await consent(page)
  await page.locator('button:not([aria-busy])', { hasText: '拍证件照' }).waitFor()
  await seeMovingPicture(page)
  await album.take(page, 'face-photo')
  await button(page, '拍证件照').click()
  await button(page, '开始识别').waitFor(SLOW)
  await album.take(page, 'face')
  await showFace(page)
  await page.getByText('身份已确认').waitFor(SLOW)
  await album.take(page, 'face-done')
  await goHome(page)
}

async function photographPhone(album: Album, product: Product, page: Page, phone: Page): Promise<void> {
  await link(page, '去绑定手机').click()
  const code = page.getByTestId('binding-code')
  await code.waitFor()
  await album.take(page, 'evidence')
  await phone.goto(`${product.url}/`)
  await phone.getByText('手机或平板 · 智试通').waitFor()
  await album.take(phone, 'phone-download')
  await phone.goto(`${product.url}/evidence/`)
  await button(phone, '打开摄像头扫码').waitFor()
  await album.take(phone, 'phone-scan')
  await phone.getByLabel('绑定码，8 位').fill((await code.textContent()) ?? '')
  await button(phone, '绑定').click()
  await button(phone, '同意并开始录制').waitFor()
  await album.take(phone, 'phone-notice')
  await button(phone, '同意并开始录制').click()
  await phone.getByRole('heading', { name: '慢慢向右转一圈' }).waitFor()
  await album.take(phone, 'phone-sweep')
  await button(phone, '操作手册').click()
  await album.take(phone, 'phone-manual')
  await button(phone, '返回').click()
  await sweepAndPlace(phone, async () => {
    await seeMovingPicture(phone)
    await album.take(phone, 'phone-placement')
  })
  await page.getByText('手机正在录制').waitFor(SLOW)
  await album.take(page, 'evidence-done')
  await album.take(phone, 'phone-recording')
  await goHome(page)
}

async function photographDraw(album: Album, page: Page): Promise<void> {
  await link(page, '去抽签').click()
  await page.getByText('怎样保证公平').waitFor()
  await album.take(page, 'draw')
  await button(page, '抽签').click()
  await button(page, '核对').click()
  await page.getByText('核对一致').waitFor()
  await album.take(page, 'drawn')
  await goHome(page)
}

async function photographAttachments(album: Album, page: Page): Promise<void> {
  // the mock does not ask for it: by the list of steps
  await link(page, '阅读考试附件').click()
  await page.locator('.attachment-paper canvas').waitFor()
  await album.take(page, 'attachments')
  await page.getByRole('button', { name: /^提纲纸/ }).click()
  await page.getByRole('button', { name: /^提纲纸.*已打开/ }).waitFor()
  await album.take(page, 'attachments-text')
  await button(page, '我已阅读附件').click()
  await button(page, '我已阅读附件').waitFor({ state: 'hidden' })
  await goHome(page)
}

async function seeMovingPicture(page: Page): Promise<void> {
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0)
}
