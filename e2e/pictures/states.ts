// Owns: photographing the states that need windows, faults, or more than one computer.
// Never waits for more than one short interview: everything else is arranged by windows and switches.
import type { Page } from '@playwright/test'
import { MINUTE_MS } from '@zhishi/core/time'
import type { Browser } from '../harness/chromium.ts'
import { button, confirmDevices, drawLot, fillSignIn, finish, link, pressEnter, signIn } from '../harness/candidate.ts'
import { importInterview, interviewText, PEOPLE, soon } from '../harness/interview.ts'
import { seeOwnQuestions } from '../harness/interviewed.ts'
import type { Product } from '../harness/product.ts'
import type { Album } from './album.ts'
import type { Open } from './mock.ts'

export type Studio = { album: Album; product: Product; open: Open }

/** From the import to T0 on an idle machine: sign-in, entry, devices, three states in two languages. */
const WAY_MS = 32_000

const AFTERNOON = { zh: '下午场', en: 'Afternoon sitting' }

/** In the table of all sittings: those of about now stand above it too. */
const sittingOf = (page: Page, name: string) => link(page, name).and(page.getByRole('row').getByRole('link'))

export async function inWindow(
  { album, open }: Studio,
  name: string,
  work: (browser: Browser) => Promise<void>,
  options = {},
) {
  const browser = await open(name, options)
  album.watch(browser.context)
  await work(browser)
  await browser.close()
}

/** What stands before the interview, and what keeps somebody out of it. */
export async function photographBefore(studio: Studio): Promise<void> {
  const { album, product } = studio
  const { url } = product
  const interview = { entryOpensS: 900, entryClosesS: 60, durationS: 600 }
  for (const [key, startsAt, person] of [
    ['later', Date.now() + 45 * MINUTE_MS, PEOPLE.first],
    ['past', Date.now() - 5 * MINUTE_MS, PEOPLE.second],
    ['today', Date.now() + 20 * MINUTE_MS, PEOPLE.third],
    ['open-one', Date.now() + 10 * MINUTE_MS, PEOPLE.fifth],
    ['open-two', Date.now() + 10 * MINUTE_MS, PEOPLE.sixth],
  ] as const) {
    await importInterview(product, interviewText({ ...interview, key, startsAt, people: [person] }))
  }
  await inWindow(studio, 'before', async ({ page }) => {
    await page.goto(`${url}/candidate/`)
    await button(page, '登录').click()
    await album.take(page, 'sign-in-missing')
    await fillSignIn(page, { ...PEOPLE.first, personalCode: 'WRONG123' })
    await page.getByText('证件号码或个人口令不正确').waitFor()
    await album.take(page, 'sign-in-refused')
    await fillSignIn(page, PEOPLE.first)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await album.take(page, 'home-before')
    await page.goto(`${url}/candidate/nothing`)
    await page.getByText('没有打开').first().waitFor()
    await album.take(page, 'not-found')
  })
  await inWindow(studio, 'past', async ({ page }) => {
    await signIn(page, url, PEOPLE.second)
    await page.getByText('本场已停止进入').waitFor()
    await album.take(page, 'home-missed')
    await page.goto(`${page.url()}/entry`)
    await button(page, '进入考试').waitFor()
    await album.take(page, 'entry-closed')
  })
  await inWindow(studio, 'today', async ({ page, context }) => {
    await signIn(page, url, PEOPLE.third)
    await drawLot(page)
    await button(page, '进入考试').waitFor()
    await album.take(page, 'entry-not-yet')
    await context.setOffline(true)
    await page.getByText('连不上服务器').first().waitFor()
    await album.take(page, 'entry-away')
  })
  await inWindow(
    studio,
    'two-displays',
    async ({ page }) => {
      await signIn(page, url, PEOPLE.fifth)
      await drawLot(page)
      await page.getByText('拔掉').first().waitFor()
      await album.take(page, 'entry-two-displays')
    },
    { args: ['--screen-info={0,0 1920x1080}{1920,0 1280x720}'] },
  )
  await inWindow(
    studio,
    'no-screen',
    async ({ page }) => {
      await signIn(page, url, PEOPLE.sixth)
      await drawLot(page)
      await button(page, '进入考试').click()
      await page.getByText('没有进入').waitFor()
      await album.take(page, 'entry-not-shared')
    },
    { without: ['--use-fake-device-for-media-stream'] },
  )
  await inWindow(studio, 'unsupported', async ({ page, context }) => {
    await context.addInitScript(() => Reflect.deleteProperty(window, 'MediaRecorder'))
    await page.goto(`${url}/candidate/`)
    await page.getByText('请换一个浏览器').waitFor()
    await album.take(page, 'unsupported')
  })
}

/** A sitting with its T0, and the network gone across its end. */
export async function photographAway(studio: Studio): Promise<void> {
  const { album, product } = studio
  const person = PEOPLE.fourth
  const startsAt = soon(product, WAY_MS)
  const interview = { startsAt, entryOpensS: 300, entryClosesS: 60, durationS: 600, people: [person] }
  await importInterview(product, interviewText({ ...interview, key: 'now', sitting: AFTERNOON }))
  await inWindow(studio, 'away', async ({ page, context }) => {
    await signIn(page, product.url, person)
    await drawLot(page)
    await pressEnter(page)
    await confirmDevices(page)
    await album.take(page, 'waiting')
    await inWindow(studio, 'other-computer', async (other) => {
      await signIn(other.page, product.url, person)
      await other.page.getByText('正在另一台电脑上进行').first().waitFor()
      await album.take(other.page, 'other-computer')
    })
    const tab = await context.newPage()
    await tab.goto(page.url())
    await tab.getByText('本场面试已在另一个标签页打开').waitFor()
    await album.take(tab, 'other-tab')
    await tab.close()

    await seeOwnQuestions(page)
    await context.setOffline(true)
    await page.getByText('连不上服务器。请继续').waitFor()
    await album.take(page, 'answering-away')
    await photographStaffMeanwhile(studio)
    await finish(page)
    await page
      .getByText(/没传完/)
      .first()
      .waitFor()
    await album.take(page, 'hand-in-away')
    await link(page, '视频指引').click()
    await button(page, '继续上传').waitFor()
    await album.take(page, 'guide')
    await button(page, '看怎么开热点').click()
    await album.take(page, 'guide-hotspot')
    await button(page, '关闭').click()
    await link(page, '我的录像').click()
    await page.getByText('没传完').first().waitFor()
    await album.take(page, 'recordings-away')
    await page.goBack()
    await button(page, '继续上传').waitFor()
    await context.setOffline(false)
    await page.getByRole('heading', { name: '录像已全部传完' }).waitFor()
    await album.take(page, 'guide-done')
  })
  await photographWitness(studio)
}

/** What staff see of an attempt whose network was gone across its end. */
async function photographWitness(studio: Studio): Promise<void> {
  const { album, product } = studio
  await inWindow(studio, 'organiser-after', async ({ page }) => {
    await page.goto(product.links.organiser)
    await sittingOf(page, AFTERNOON.zh).click()
    await page.getByRole('row').filter({ hasText: '未见证' }).waitFor()
    await album.take(page, 'staff-sitting-unwitnessed')
    await page.getByRole('row').filter({ hasText: '未见证' }).locator('a.who').click()
    await page.getByText('都是提示，不是结论').waitFor()
    await page.getByRole('heading', { name: '录像时间线' }).evaluate((it) => it.scrollIntoView({ block: 'center' }))
    await album.take(page, 'staff-attempt-witness')
    await button(page, '打开日志').click()
    await page.getByText('断网').first().waitFor()
    await page.getByRole('heading', { name: '设备日志' }).evaluate((it) => it.scrollIntoView({ block: 'center' }))
    await album.take(page, 'staff-attempt-journal-late')
  })
}

/** What staff see while somebody answers, of somebody who never came, and when something is wrong. */
async function photographStaffMeanwhile(studio: Studio): Promise<void> {
  const { album, product } = studio
  await inWindow(studio, 'organiser', async ({ page, context }) => {
    await page.goto(`${product.url}/staff/#signIn=nobody`)
    await page.getByText('这个登录链接已失效').waitFor()
    await album.take(page, 'staff-link-refused')
    await page.goto(product.links.organiser)
    await sittingOf(page, '第一场').waitFor()
    await page.getByText('人在场').first().waitFor()
    await album.take(page, 'staff-sittings-organiser')
    await link(page, '运行状况').click()
    await page.getByText('测得').waitFor()
    await album.take(page, 'staff-live')
    await link(page, '场次').first().click()
    await sittingOf(page, '第一场').click()
    await page.getByRole('row').filter({ hasText: '周' }).locator('a.who').click()
    await page.getByText('还没有收到录像').waitFor()
    await album.take(page, 'staff-attempt-nothing')
    await link(page, '场次').click()
    await sittingOf(page, AFTERNOON.zh).click()
    await page.getByRole('row').filter({ hasText: '答题中' }).waitFor()
    await album.take(page, 'staff-sitting-answering')
    await page.getByRole('row').filter({ hasText: '答题中' }).locator('a.who').click()
    await page.getByText('未结束').first().waitFor()
    await button(page, '屏幕 1').click()
    await album.take(page, 'staff-attempt-answering')
    await context.setOffline(true)
    await page.getByText('连不上服务器').first().waitFor()
    await album.take(page, 'staff-away')
    await context.setOffline(false)
    await page.getByText('连不上服务器').first().waitFor({ state: 'hidden' })
    await button(page, '退出登录').click()
    await page.getByText('已退出登录').waitFor()
    await album.take(page, 'staff-signed-out')
  })
}
