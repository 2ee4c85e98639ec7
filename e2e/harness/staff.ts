// Owns: what a proctor does, by presses on the real pages: opens the link, finds an attempt, plays a part.
// Never calls the API.
import type { Locator, Page } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { button, link } from './candidate.ts'
import { expect } from './expect.ts'

/** The issue: playback seeks; slower than this is felt as broken. */
const SEEK_LIMIT_MS = scaled(2000)

/** Opens the sign-in link and the story's sitting. */
export async function openSitting(page: Page, signInLink: string): Promise<void> {
  await page.goto(signInLink)
  await link(page, '上午场').click()
}

/** The row of one candidate in the table of a sitting. */
export const rowOf = (page: Page, maskedName: string): Locator => page.getByRole('row').filter({ hasText: maskedName })

/** Opens the page of one candidate's attempt. */
export async function openAttempt(page: Page, maskedName: string): Promise<void> {
  await rowOf(page, maskedName).getByRole('link', { name: maskedName }).click()
  await expect(page.getByRole('heading', { name: maskedName })).toBeVisible()
}

/** Copies every receipt of the attempt, with the page's own buttons. */
export async function copyReceipts(page: Page): Promise<string[]> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  while ((await button(page, '看回执').count()) > 0) await button(page, '看回执').first().click()
  const receipts: string[] = []
  // by their place, not by their words: a button that was pressed says so for a while
  for (const receipt of await page.locator('.receipt').all()) {
    const copy = receipt.getByRole('button')
    // the clipboard is written after the press: no receipt is like another, so a new text is this one's
    const before = await page.evaluate(() => navigator.clipboard.readText())
    await copy.click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe(before)
    receipts.push(await page.evaluate(() => navigator.clipboard.readText()))
  }
  return receipts
}

/** Plays from the start of a part, goes on by five seconds, and makes sure that its picture went along. */
export async function playAndSeek(page: Page, part: string): Promise<void> {
  const player = page.getByRole('region', { name: '录像播放' })
  await button(page, part).click()
  const [feed = ''] = part.split(' ')
  const video = player.getByRole('figure', { name: feed }).locator('video')
  const time = (): Promise<number> => video.evaluate((it: HTMLVideoElement) => it.currentTime)
  await expect.poll(() => video.evaluate((it: HTMLVideoElement) => it.readyState)).toBeGreaterThanOrEqual(2)
  // all feeds wait for the slowest, whose copy is being made
  await expect.poll(time).toBeGreaterThan(0.2)
  await button(page, '暂停').click()
  await expect.poll(() => video.evaluate((it: HTMLVideoElement) => it.paused && !it.seeking)).toBe(true)
  const from = await time()
  await button(page, '前进 5 秒').click()
  await expect
    .poll(async () => Math.abs((await time()) - from - 5), { timeout: SEEK_LIMIT_MS, intervals: [50] })
    .toBeLessThan(0.5)
  await expect.poll(() => video.evaluate((it: HTMLVideoElement) => !it.seeking && it.readyState >= 2)).toBe(true)
  const contrast = await video.evaluate((it: HTMLVideoElement) => {
    const canvas = document.createElement('canvas')
    canvas.width = it.videoWidth
    canvas.height = it.videoHeight
    const picture = canvas.getContext('2d')!
    picture.drawImage(it, 0, 0)
    const { data } = picture.getImageData(0, 0, canvas.width, canvas.height)
    let darkest = 255
    let brightest = 0
    for (let at = 0; at < data.length; at += 4) {
      darkest = Math.min(darkest, data[at + 1]!)
      brightest = Math.max(brightest, data[at + 1]!)
    }
    return brightest - darkest
  })
  // one colour everywhere would be a blank picture
  expect(contrast).toBeGreaterThan(30)
}
