// Owns: a sitting with people in it, for the pictures of staff pages that are full: five bots who wait to be confirmed, answer,
// do what is noticed, ask for help and hand in; and what a proctor sees and does meanwhile.
// Never shows a name that is somebody's.
import type { Page } from '@playwright/test'
import { FEEDS } from '@zhishi/core/recording'
import type { Behaviour } from '../../tools/candidate-bot/behaviours.ts'
import { loadClip } from '../../tools/candidate-bot/clips.ts'
import { startBots } from '../../tools/candidate-bot/start.ts'
import { button, link } from '../harness/candidate.ts'
import { importInterview, interviewText, QUESTIONS, soon, type Person } from '../harness/interview.ts'
import type { Product } from '../harness/product.ts'
import { rowOf } from '../harness/staff.ts'
import type { Album } from './album.ts'

const EVENING = { zh: '晚间场', en: 'Evening sitting' }
/** From the import to T0 on an idle machine: one face is compared, five people are confirmed by hand. */
const WAY_MS = 32_000
/** All that is planned, at this pace, and some seconds of answering after it. */
const DURATION_S = 26
const PACE = 0.6

const CREW: ReadonlyArray<[name: string, behaviour: Behaviour]> = [
  ['唐若水', 'asks-for-help'],
  ['宋清越', 'second-display'],
  ['冯听雨', 'leaves-page'],
  ['邓予安', 'network-cut'],
  ['曹望舒', 'plain'],
]
/** What staff see of them, and what one of them asks. */
export const CREW_SAYS = [
  ...CREW.map(([name]) => name.slice(0, 1)),
  '请问可以在提纲纸背面写字吗？',
  '可以，正反两面都可以写。',
]

/** From the identity queue to hand-in, in the proctor's browser. */
export async function photographCrew(album: Album, product: Product, page: Page): Promise<void> {
  const people = CREW.map(([name], at): Person => {
    const number = `CREW-000${at + 1}`
    return { number, name, personalCode: number.replace('-', '') }
  })
  const scale = { key: 'crew', sitting: EVENING, entryOpensS: 600, entryClosesS: DURATION_S, durationS: DURATION_S }
  for (const feed of FEEDS) await loadClip(feed, 's02')
  const startsAt = soon(product, WAY_MS)
  await importInterview(product, interviewText({ ...scale, startsAt, people, face: 's01', isScored: true }))
  const seats = CREW.map(([, behaviour], at) => {
    const { number, personalCode } = people[at]!
    // the first one shows another face than the registered one; the others show none to a machine
    const face = { face: 's02' as const, isShyOfFaceLogin: at > 0 }
    return { number, personalCode, behaviour, hasSocket: true, finishesAfterMs: null, ...face }
  })
  const failures: string[] = []
  const task = { url: product.url, planted: QUESTIONS[0] ?? '', pace: PACE, walk: 'whole' as const, seats }
  const bots = startBots({ ...task, arriveEveryMs: 0 }, (said) => {
    if (said.kind === 'failed') failures.push(`${said.number}: ${said.says}`)
  })
  try {
    await confirmAll(album, product, page)
    await photographSitting(album, product, page)
    await bots.done
  } finally {
    bots.stop()
  }
  if (failures.length > 0) throw new Error(failures.join('\n'))
}

async function confirmAll(album: Album, product: Product, page: Page): Promise<void> {
  await page.goto(`${product.url}/staff/identity`)
  await page.getByText('5 人在等').waitFor()
  // the one who was photographed asked last
  await button(page, '唐＊＊').click()
  for (const name of ['证件照', '正面']) await page.getByRole('img', { name }).waitFor()
  await album.take(page, 'staff-identity')
  await page.locator('button:not([disabled])', { hasText: '确认是本人' }).waitFor()
  await page.keyboard.press('Enter')
  // of the others there is no picture to compare
  for (let left = CREW.length - 1; left > 0; left -= 1) {
    const name = await page.locator('.identity-name', { hasNotText: '唐' }).innerText()
    await button(page, '另行核对后确认').click()
    await page.getByText('打电话核对了证件信息').click()
    if (left === 1) await album.take(page, 'staff-identity-otherwise')
    await button(page, '已核对，确认是本人').click()
    await page.locator('.identity-name', { hasText: name }).waitFor({ state: 'detached' })
  }
}

async function photographSitting(album: Album, product: Product, page: Page): Promise<void> {
  await page.goto(`${product.url}/staff/`)
  await link(page, EVENING.zh).first().click()
  await rowOf(page, '宋').getByText('接入了显示器').waitFor()
  await rowOf(page, '冯').getByText('离开了页面').waitFor()
  const asking = rowOf(page, '唐').getByRole('link', { name: /^求助/ })
  await asking.waitFor()
  await album.take(page, 'staff-sitting-full')
  await asking.click()
  await page
    .getByRole('log')
    .getByText(CREW_SAYS.at(-2) ?? '')
    .waitFor()
  await page.getByLabel('回复考生').fill(CREW_SAYS.at(-1) ?? '')
  await album.take(page, 'staff-help')
  await button(page, '发送').click()
  await page
    .getByRole('log')
    .getByText(CREW_SAYS.at(-1) ?? '')
    .waitFor()
}
