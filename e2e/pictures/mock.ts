// Owns: photographing what the demo shows without waiting: a candidate's way through the mock interview, and what
// proctor, support, organiser and examiner see of it. The states that need windows, faults or more than one computer are
// in states.ts.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Browser, BrowserOptions } from '../harness/chromium.ts'
import { button, finish, link, screenPress, shareScreenAgain } from '../harness/candidate.ts'
import { before, clipOfPerson } from '../harness/clips.ts'
import { PHONE, stopRecording } from '../harness/phone.ts'
import type { Product } from '../harness/product.ts'
import type { Album } from './album.ts'
import { photographCheckIn } from './check-in.ts'
import { photographCrew } from './crew.ts'
import { photographDocument } from './document.ts'
import { photographExaminer } from './examiner.ts'

export type Open = (name: string, options?: Omit<BrowserOptions, 'profile'>) => Promise<Browser>

/** Everything the demo shows, in the order in which a person would see it. @param home for what the cameras show */
export async function photographDemo(album: Album, product: Product, open: Open, home: string): Promise<void> {
  const watched = async (name: string, options = {}): Promise<Browser> => {
    const browser = await open(name, options)
    album.watch(browser.context)
    return browser
  }
  await mkdir(home, { recursive: true })
  const args = [before(clipOfPerson('s01', join(home, 'face.mjpeg')))]
  const candidate = await watched('candidate', { args })
  const phone = await watched('phone', { args, screen: PHONE })
  await photographCheckIn(album, product, candidate, phone)
  await photographMock(album, product, candidate, phone)
  await candidate.close()
  await phone.close()
  const proctor = await watched('proctor')
  await photographStaff(album, product, proctor)
  await photographCrew(album, product, proctor.page)
  await proctor.close()
  const support = await watched('support')
  await photographSupport(album, product, support)
  await support.close()
  const organiser = await watched('organiser')
  await photographNoRemarks(album, product, organiser)
  const examiner = await watched('examiner')
  await photographExaminer(album, product, examiner, playing)
  await examiner.close()
  await photographOrganiser(album, product, organiser)
  await organiser.close()
}

/** A candidate, from home with nothing left before entry to 上传成功, the phone included. */
async function photographMock(album: Album, product: Product, { page }: Browser, phone: Browser): Promise<void> {
  await link(page, '去进入面试').click()
  await page.locator('button:not([aria-disabled])', { hasText: '进入考试' }).waitFor()
  await album.take(page, 'entry-open')

  await button(page, '进入考试').click()
  await page.getByText('摄像头 · 麦克风 · 屏幕，三路正常').waitFor()
  await page.getByText('听到了').first().waitFor()
  await album.take(page, 'devices')
  await button(page, '设备正常，去候考').click()
  await button(page, '开始').waitFor()
  await album.take(page, 'waiting-own-pace')
  await button(page, '开始').click()
  await page.getByText('距面试开始').waitFor()
  await button(page, '已展示').click()
  await album.take(page, 'waiting-last-seconds')

  await button(page, '刷新题目').waitFor()
  await page.getByText('第一题').waitFor()
  await album.take(page, 'answering')
  await button(page, '求助').click()
  await album.take(page, 'answering-help')
  await button(page, '收起').click()
  await button(page, '更换设备').click()
  await album.take(page, 'answering-devices')
  await page.keyboard.press('Escape')
  await page.reload()
  await screenPress(page).waitFor()
  await album.take(page, 'answering-screen-press')
  await shareScreenAgain(page)
  await button(page, '结束面试').click()
  await button(page, '确认').waitFor()
  await album.take(page, 'answering-end')
  await button(page, '返回').click()
  await finish(page)
  await page.getByRole('heading', { name: '上传成功' }).waitFor()
  await album.take(page, 'handed-in')
  await button(phone.page, '停止录制').waitFor()
  await album.take(phone.page, 'phone-over')
  await stopRecording(phone.page)
  await album.take(phone.page, 'phone-done')
  await button(page, '已确认').click()
  await page.getByText(/已确认，.*已安全保存/).waitFor()
  await album.take(page, 'handed-in-phone-too')
  await page.getByRole('main').getByRole('link', { name: '回到首页' }).click()
  // another sitting waits for the same candidate
  await page.getByRole('heading', { name: '选择面试' }).waitFor()
  await album.take(page, 'choose-again')
  await page.getByRole('listitem').filter({ hasText: '模拟面试' }).getByText('打开').click()
  await page.getByRole('heading', { name: '本场面试已完成' }).waitFor()
  await album.take(page, 'home-done')
  await link(page, '我的录像').click()
  await page.getByText('录到的都已安全保存').waitFor()
  await page.getByText('回执').first().waitFor()
  await button(page, '重新上传').click()
  await page.getByText('已逐个片段重新核对').waitFor()
  await album.take(page, 'recordings')
  await page.goBack()
  await button(page, '退出登录').click()
  await button(page, '登录').waitFor()
  await page.goto(`${product.url}/candidate/recordings`)
  await page.getByText('登录后，可以看到服务器收到了多少').waitFor()
  await album.take(page, 'recordings-signed-out')
}

/** A proctor, from the printed link to a recording that plays. The mock must have been handed in. */
async function photographStaff(album: Album, product: Product, { page }: Browser): Promise<void> {
  await page.goto(`${product.url}/staff/`)
  await page.getByText('请用登录链接打开本页').waitFor()
  await album.take(page, 'staff-sign-in')
  await page.goto(product.links.proctor)
  await link(page, '模拟面试').waitFor()
  await album.take(page, 'staff-sittings')
  await link(page, '模拟面试').click()
  await page.getByRole('row').filter({ hasText: '已完成' }).waitFor()
  await album.take(page, 'staff-sitting')
  await page.getByRole('searchbox').fill('nobody')
  await page.getByText('没有符合条件的考生').waitFor()
  await album.take(page, 'staff-sitting-no-match')
  await button(page, '清除条件').click()
  await page.getByRole('row').filter({ hasText: '已完成' }).locator('a.who').click()
  await page.getByText('各机位并排播放，按服务器时间对齐').waitFor()
  await album.take(page, 'staff-attempt')
  await button(page, '摄像头 2').click()
  await playing(page, page.getByRole('figure', { name: '摄像头' }))
  await album.take(page, 'staff-attempt-playing')
  await button(page, '看回执').first().click()
  await album.take(page, 'staff-attempt-receipt')
  await button(page, '打开日志').click()
  await page.getByText(/^全部 \d+$/).click()
  await page.getByText('打开页面').first().waitFor()
  await page.getByRole('heading', { name: '设备日志' }).evaluate((it) => it.scrollIntoView({ block: 'center' }))
  await album.take(page, 'staff-attempt-journal')
  await page.goto(`${product.url}/staff/identity`)
  await page.getByText('现在没有人在等身份确认').waitFor()
  await album.take(page, 'staff-identity-nobody')
  await page.goto(`${product.url}/staff/help`)
  await page.getByText('还没有人求助').waitFor()
  await album.take(page, 'staff-help-nobody')
  await page.goto(`${product.url}/staff/nowhere`)
  await page.getByText('没有找到').first().waitFor()
  await album.take(page, 'staff-not-found')
}

/** Support, from the printed link to the candidate who calls. The mock must have been handed in. */
async function photographSupport(album: Album, product: Product, { page }: Browser): Promise<void> {
  await page.goto(product.links.support)
  await page.getByLabel('证件号码').waitFor()
  await album.take(page, 'support')
  await page.getByLabel('证件号码').fill('DEMO-0001')
  await button(page, '查找').click()
  await page.getByText('模拟面试').first().waitFor()
  await album.take(page, 'support-found')
  await page.getByLabel('证件号码').fill('NOBODY-0001')
  await button(page, '查找').click()
  await page.getByText('没有找到这个证件号码').waitFor()
  await album.take(page, 'support-nobody')
}

/** Before any examiner has said anything. */
async function photographNoRemarks(album: Album, product: Product, { page }: Browser): Promise<void> {
  await page.goto(product.links.organiser)
  await link(page, '评阅情况').click()
  await page.getByText('考官还没有回避').waitFor()
  await album.take(page, 'organiser-remarks-none')
}

/** An organiser, from where everyone is to what examiners said and how the system does. All must have been handed in. */
async function photographOrganiser(album: Album, product: Product, { page }: Browser): Promise<void> {
  await page.goto(`${product.url}/staff/`)
  await page.getByText('录到的都已安全保存').first().waitFor()
  await page.getByRole('link', { name: /^评阅：回避/ }).waitFor()
  await album.take(page, 'organiser-overview')
  await page.getByRole('link', { name: /^评阅：回避/ }).click()
  await page.getByRole('row').filter({ hasText: '考官一' }).first().waitFor()
  await album.take(page, 'organiser-remarks')
  await link(page, '运行状况').click()
  await page.getByText('测得').waitFor()
  await album.take(page, 'organiser-live')
  await photographDocument(album, { page })
}

/** Waits until a picture is there, and stops it, so that the photograph does not blur. */
async function playing(page: Page, where: Locator): Promise<void> {
  const video = where.locator('video')
  await video.evaluate(async (it: HTMLVideoElement) => {
    if (it.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      await new Promise((resolve) => it.addEventListener('loadeddata', resolve, { once: true }))
    }
  })
  await video.evaluate(async (it: HTMLVideoElement) => {
    // all feeds begin together
    while (it.currentTime < 0.2) await new Promise(requestAnimationFrame)
  })
  await button(page, '暂停').click()
}
