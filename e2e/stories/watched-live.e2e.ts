// A proctor watches somebody who is recording, on pages that axe finds nothing wrong with: their stills on the wall, then all feeds as they grow, over the change of part
// at T0, back in time and live again; afterwards the audit log has two looks.
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { button, confirmDevices, drawLot, finish, link, pressEnter, seeHandedIn, signIn } from '../harness/candidate.ts'
import { PEOPLE, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { seeOwnQuestions } from '../harness/interviewed.ts'
import { scheduleSitting } from '../harness/sitting.ts'
import { openSitting } from '../harness/staff.ts'
import { story } from '../harness/story.ts'
import { createAlbum } from '../pictures/album.ts'

/** On an idle machine entry, a look at the wall and at both feeds before T0 take some 20 s. */
const ENTRY_MS = 45_000
/** The focus moves with the key. */
const FOCUS_LIMIT_MS = 1000
/** The promise is 3 s; a busy machine of two cores records, sends and plays at the same time. */
const LATE_LIMIT_S = scaled(8000) / 1000

story(
  'the wall, then all feeds as they grow, over a change of part, back in time and live again',
  async ({ home, product, open }) => {
    const typedIn = ['程＊＊', '陆＊＊', '综合管理岗', '监督员', '中文', '语言 / Language']
    const album = createAlbum({ directory: join(home, 'pictures'), typedIn, notKeys: [] })
    const answering = { entryOpensS: 300, entryClosesS: UNTIL_PRESSED_S, durationS: UNTIL_PRESSED_S }
    const sitting = await scheduleSitting(product, { ...answering, people: [PEOPLE.first, PEOPLE.second] })
    const candidate = await open('candidate')
    await signIn(candidate.page, product.url, PEOPLE.first)
    await drawLot(candidate.page)
    const { page } = await open('proctor')
    await openSitting(page, product.links.proctor)
    await sitting.putOff(ENTRY_MS)
    await pressEnter(candidate.page)
    await confirmDevices(candidate.page)

    await link(page, '打开监督墙').click()
    const wall = page.getByRole('region', { name: '考生画面' })
    const tile = wall.getByRole('link').filter({ hasText: '程＊＊' })
    await expect(tile.getByRole('img', { name: /^摄像头：.*前$/ })).toBeVisible()
    await expect(tile.getByRole('img', { name: /^屏幕：.*前$/ })).toBeVisible()
    await expect(wall.getByRole('link').filter({ hasText: '陆＊＊' })).toContainText('无画面')
    await album.take(page, 'wall')
    // by keys, one after the other: who is not in shortly before T0 comes before who needs nothing
    await expect(async () => {
      await page.keyboard.press('j')
      await expect(tile).toBeFocused({ timeout: FOCUS_LIMIT_MS })
    }).toPass()
    await page.keyboard.press('Enter')

    await seeMoving(page, 'camera')
    await seeMoving(page, 'screen')
    await expect(page.getByText('这一路还没有录像')).toBeVisible()
    await album.take(page, 'live')
    await seeOwnQuestions(candidate.page)
    // the camera goes on in another part at T0, and its picture with it
    await seeMoving(page, 'camera')
    await button(page, '回到开头').click()
    await expect(page.getByText(/^画面时刻/).first()).toBeVisible()
    await seeMoving(page, 'camera')
    await page.keyboard.press('l')
    await expect.poll(() => lateS(page, 'camera')).toBeLessThan(LATE_LIMIT_S)
    await finish(candidate.page)
    await seeHandedIn(candidate.page)
    await expect(page.getByText('这一路已录完').first()).toBeVisible()
    expect(album.problems()).toEqual([])
  },
)

/** A picture that goes on: its time moves by more than a second. */
async function seeMoving(page: Page, feed: 'camera' | 'screen'): Promise<void> {
  const video = page.locator(`.live-${feed} video`)
  await expect.poll(() => video.evaluate((it: HTMLVideoElement) => it.videoWidth)).toBeGreaterThan(0)
  const from = await video.evaluate((it: HTMLVideoElement) => it.currentTime)
  await expect.poll(() => video.evaluate((it: HTMLVideoElement) => it.currentTime)).toBeGreaterThan(from + 1)
  await expect(page.locator(`.live-${feed}`)).toHaveAttribute('data-stage', 'playing')
}

/** As the page itself says. */
async function lateS(page: Page, feed: 'camera' | 'screen'): Promise<number> {
  const text = await page.locator(`.live-${feed} figcaption`).innerText()
  return Number(/慢 ([\d.]+) 秒/.exec(text)?.[1] ?? Number.NaN)
}
