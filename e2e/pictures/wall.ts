// Owns: a sitting that is watched, for the pictures of the wall, of the live view, of the upload interval, and of the stills
// beside notices: nine bots who are recorded with all feeds, and one who never comes.
// Never shows a person: the faces are generated, the names are no one's.
import type { Page } from '@playwright/test'
import { FEEDS } from '@zhishi/core/recording'
import type { Behaviour } from '../../tools/candidate-bot/behaviours.ts'
import { FACES, loadClip } from '../../tools/candidate-bot/clips.ts'
import { startBots } from '../../tools/candidate-bot/start.ts'
import { button, link } from '../harness/candidate.ts'
import { importInterview, interviewText, QUESTIONS, soon, type Person } from '../harness/interview.ts'
import { rowOf } from '../harness/staff.ts'
import type { Album } from './album.ts'
import type { Studio } from './states.ts'

const WATCHED = { zh: '观摩场', en: 'Watched sitting' }
/** From the import to T0 on an idle machine: two pictures of nothing, nine sign-ins, nine phones. */
const WAY_MS = 45_000
/** Eight pictures, of two languages each, and what is waited for between them. */
const DURATION_S = 120

const ABSENT = '邵未来'
const CREW: ReadonlyArray<[name: string, behaviour: Behaviour]> = [
  ['孟远山', 'leaves-page'],
  ['白鹭洲', 'second-display'],
  ['姜小满', 'asks-for-help'],
  ['岑参差', 'network-cut'],
  ['柳如是', 'plain'],
  ['温故知', 'plain'],
  ['江上舟', 'plain'],
  ['方既白', 'plain'],
  ['叶知夏', 'plain'],
]
/** What staff see of them. */
export const WALL_SAYS = [ABSENT, ...CREW.map(([name]) => name)].map((name) => name.slice(0, 1))

const wallOf = (page: Page) => page.getByRole('region', { name: '考生画面' })
const tileOf = (page: Page, name: string) =>
  wallOf(page)
    .getByRole('link')
    .filter({ hasText: name.slice(0, 1) })

export async function photographWall({ album, product, open }: Studio): Promise<void> {
  const names = [...CREW.map(([name]) => name), ABSENT]
  const people = names.map((name, at): Person => {
    const number = `WALL-00${String(at + 1).padStart(2, '0')}`
    return { number, name, personalCode: number.replace('-', '') }
  })
  for (const face of FACES) for (const feed of FEEDS) await loadClip(feed, face)
  const startsAt = soon(product, WAY_MS)
  const scale = { key: 'wall', sitting: WATCHED, entryOpensS: 600, entryClosesS: DURATION_S, durationS: DURATION_S }
  await importInterview(product, interviewText({ ...scale, startsAt, people, isEvidenceAsked: true }))
  const proctor = await open('wall-proctor')
  const organiser = await open('wall-organiser')
  for (const { context } of [proctor, organiser]) album.watch(context)
  const { page } = proctor
  await page.goto(product.links.proctor)
  await link(page, WATCHED.zh).first().click()
  await link(page, '打开监督墙').click()
  await photographNobody(album, page)

  const seats = CREW.map(([, behaviour], at) => {
    const { number, personalCode } = people[at]!
    const face = FACES[at % FACES.length] ?? FACES[0]
    return { number, personalCode, behaviour, face, isShyOfFaceLogin: false, hasSocket: true, finishesAfterMs: null }
  })
  const failures: string[] = []
  const task = { url: product.url, planted: QUESTIONS[0] ?? '', pace: 1, walk: 'whole' as const, seats }
  const bots = startBots({ ...task, arriveEveryMs: 200 }, (said) => {
    if (said.kind === 'failed') failures.push(`${said.number}: ${said.says}`)
  })
  try {
    await photographPace(album, product.links.organiser, organiser.page)
    await photographWatched(album, page)
    await photographLive(album, page)
    await bots.done
    await photographStills(album, page)
  } finally {
    bots.stop()
  }
  if (failures.length > 0) throw new Error(failures.join('\n'))
  await proctor.close()
  await organiser.close()
}

/** Before anybody has come. */
async function photographNobody(album: Album, page: Page): Promise<void> {
  await tileOf(page, ABSENT).waitFor()
  await album.take(page, 'wall-before')
  await wallOf(page)
    .getByRole('button', { name: /需要处理$/ })
    .click()
  await page.getByText('没有需要处理的考生').waitFor()
  await album.take(page, 'wall-nobody')
  await wallOf(page).getByRole('button', { name: /全部$/ }).click()
  await tileOf(page, ABSENT).click()
  await page.getByText('这一路还没有录像').first().waitFor()
  await album.take(page, 'attempt-live-nothing')
  await link(page, '监督墙').click()
}

async function photographPace(album: Album, signIn: string, page: Page): Promise<void> {
  await page.goto(signIn)
  await link(page, WATCHED.zh).first().click()
  await page.getByRole('button', { name: /^上传间隔/ }).click()
  await page.getByText('间隔长短不影响录制').waitFor()
  await album.take(page, 'pace')
  await page.getByRole('radio', { name: '每 5 秒' }).check()
  await button(page, '保存').click()
  await page.getByText('已保存').waitFor()
  await album.take(page, 'pace-saved')
  await button(page, '关闭').click()
}

async function photographWatched(album: Album, page: Page): Promise<void> {
  for (const [name] of CREW) {
    await tileOf(page, name)
      .getByRole('img', { name: /^屏幕：/ })
      .waitFor()
  }
  await tileOf(page, '孟').getByText('离开了页面').waitFor()
  await tileOf(page, '姜').getByText('求助').waitFor()
  await album.take(page, 'wall')
  await page.context().setOffline(true)
  await page.getByText('连不上服务器').first().waitFor()
  await album.take(page, 'wall-away')
  await page.context().setOffline(false)
  await page.getByText('连不上服务器').first().waitFor({ state: 'hidden' })
}

async function photographLive(album: Album, page: Page): Promise<void> {
  await tileOf(page, '孟').click()
  for (const feed of FEEDS) await page.locator(`.live-${feed}[data-stage="playing"]`).waitFor()
  await album.take(page, 'attempt-live')
  await page.context().setOffline(true)
  await page.getByText('连不上服务器').first().waitFor()
  await album.take(page, 'attempt-live-away')
  await page.context().setOffline(false)
}

/** What stayed beside the notices of somebody who has handed in. */
async function photographStills(album: Album, page: Page): Promise<void> {
  await link(page, WATCHED.zh).click()
  await rowOf(page, '孟').getByText('已完成').waitFor()
  await rowOf(page, '孟').locator('a.who').click()
  await button(page, '打开日志').click()
  await button(page, '看提示前后的画面快照').click()
  await page.getByText('非证据').first().waitFor()
  await page.getByRole('heading', { name: '设备日志' }).evaluate((it) => it.scrollIntoView())
  await album.take(page, 'staff-attempt-stills')
}
