// Owns: what a candidate does, by presses on the real pages: labels, buttons and links by their Chinese words.
// Never calls the API.
import type { Locator, Page } from '@playwright/test'
import { attemptId, type AttemptId } from '@zhishi/core/ids'
import { expect } from './expect.ts'
import type { Person } from './interview.ts'

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
export const link = (page: Page, name: string): Locator => page.getByRole('link', { name, exact: true })

export async function signIn(page: Page, url: string, person: Person): Promise<void> {
  await page.goto(`${url}/candidate/`)
  await fillSignIn(page, person)
}

export async function fillSignIn(page: Page, { number, personalCode }: Person): Promise<void> {
  await page.getByLabel('证件号码').fill(number)
  await page.getByLabel('个人口令').fill(personalCode)
  await button(page, '登录').click()
}

/** It stands in the address of every page behind the sign-in. */
export function attemptOf(page: Page): AttemptId {
  return attemptId.parse(/\/candidate\/([^/]+)/.exec(new URL(page.url()).pathname)?.[1])
}

/** From home to the draw; presses 【抽签】 and goes on to the entry page. */
export async function drawLot(page: Page): Promise<void> {
  await link(page, '去抽签').click()
  await button(page, '抽签').click()
  await expect(page.getByText('您的抽签号')).toBeVisible()
  await link(page, '去进入面试').click()
}

/** From home by the draw to the entry page; waits until 【进入考试】 can be pressed, presses it, and confirms the devices. */
export async function enter(page: Page): Promise<void> {
  await drawLot(page)
  await pressEnter(page)
  await confirmDevices(page)
}

/** Waits for entry to open, as somebody who looks at the button. */
export async function pressEnter(page: Page): Promise<void> {
  await expect(button(page, '进入考试')).not.toHaveAttribute('aria-disabled', 'true')
  await button(page, '进入考试').click()
  await expect(page.getByRole('heading', { name: '设备确认' })).toBeVisible()
}

/** @param whatFollows the words of the countdown page; self-paced, those of the page with 【开始】 */
export async function confirmDevices(page: Page, whatFollows = '距面试开始'): Promise<void> {
  await leaveDevices(page)
  await expect(page.getByText(whatFollows, { exact: true })).toBeVisible()
}

/** Confirms the devices; before T0 the countdown page follows, after it the questions. */
export async function leaveDevices(page: Page): Promise<void> {
  await expect(page.getByText('摄像头 · 麦克风 · 屏幕，三路正常')).toBeVisible()
  await button(page, '设备正常，去候考').click()
}

/** When a text can be seen, by the browser's clock and to the frame; at once when it already can. */
export function seenAt(page: Page, text: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const isSeen = (): boolean => document.body.innerText.includes(wanted)
    while (!isSeen()) await new Promise(requestAnimationFrame)
    return Date.now()
  }, text)
}

/** The questions are there and the answer clock runs. */
export async function seeQuestions(page: Page, questions: readonly string[]): Promise<void> {
  for (const text of questions) await expect(page.getByText(text)).toBeVisible()
  await expect(button(page, '结束面试')).toBeVisible()
}

/** The questions are not copied with everything else or taken through the menu, and are not on paper. */
export async function seeNothingTaken(page: Page, question: string): Promise<void> {
  const place = page.getByText(question)
  await page.evaluate((text) => {
    const taken = document.documentElement.dataset
    const isRefused = (event: Event): boolean => event.defaultPrevented || !String(getSelection()).includes(text)
    addEventListener('copy', (event) => void (taken['copy'] = isRefused(event) ? 'refused' : 'done'), { once: true })
    addEventListener('contextmenu', (event) => void (taken['menu'] = event.defaultPrevented ? 'refused' : 'done'), {
      once: true,
    })
  }, question)
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Control+C')
  await place.click({ button: 'right' })
  await expect(page.locator('html')).toHaveAttribute('data-copy', 'refused')
  await expect(page.locator('html')).toHaveAttribute('data-menu', 'refused')
  await page.emulateMedia({ media: 'print' })
  await expect(place).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  await expect(place).toBeVisible()
}

/** The press that sharing the screen needs: before T0 on a page of its own, from then on in the alarm above the questions. */
export const screenPress = (page: Page): Locator => page.getByRole('button', { name: /^共享整个屏幕/ })

/** After a reload or in a reopened browser: the one press that sharing the screen needs. */
export async function shareScreenAgain(page: Page): Promise<void> {
  await screenPress(page).click()
  await expect(screenPress(page)).toBeHidden()
}

/** 【结束面试】 → 【确认】 */
export async function finish(page: Page): Promise<void> {
  await button(page, '结束面试').click()
  await button(page, '确认').click()
}

/** Waits for 上传成功 and goes home. */
export async function seeHandedIn(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: '上传成功' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: '回到首页' }).click()
  await expect(page.getByRole('heading', { name: '本场面试已完成' })).toBeVisible()
}
