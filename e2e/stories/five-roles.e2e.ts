// Everybody at once: one sitting with a candidate at a computer, their phone, a proctor, support, an organiser and two
// examiners, each in a browser of their own, and each doing their part of the same hour. What each of them is shown of the
// others is the point of it, and what is not: whatever the examiners' browsers hear from the server, from an empty list to
// the submitted sheet, says nothing of whose answer it is. How each step works in itself other stories tell.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scaled } from '../../tools/machine-speed.ts'
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { tidyCode } from '@zhishi/core/codes'
import { button, confirmDevices, finish, link, pressEnter, signIn } from '../harness/candidate.ts'
import { goHome, openBinding, readAttachments, readBriefing, seePhone } from '../harness/check-in.ts'
import { probeDurationMs } from '../harness/evidence.ts'
import { eventually, SHOWN_LIMIT_MS } from '../harness/expect.ts'
import { ATTACHMENTS, PEOPLE, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { seeOwnQuestions } from '../harness/interviewed.ts'
import { agree, PHONE, stopRecording, sweepAndPlace } from '../harness/phone.ts'
import { scheduleSitting } from '../harness/sitting.ts'
import { openSitting, rowOf } from '../harness/staff.ts'
import { story } from '../harness/story.ts'

/** On an idle machine entry, the organiser's look and support's two searches before T0 take some 10 s. */
const ENTRY_MS = 40_000
const ANSWERS_FOR_MS = 10_000
const NAME = '程＊＊'

story('five roles, one sitting: everybody does their part and sees their part', async ({ home, product, open }) => {
  const person = PEOPLE.first
  const answering = { entryOpensS: 600, entryClosesS: UNTIL_PRESSED_S, durationS: UNTIL_PRESSED_S, people: [person] }
  const sitting = await scheduleSitting(product, { ...answering, isWhole: true, face: 's01', isScored: true })
  const proctor = (await open('proctor')).page
  const organiser = (await open('organiser')).page
  await proctor.goto(product.links.proctor)
  await organiser.goto(product.links.organiser)
  const summary = organiser.getByRole('article').filter({ hasText: '上午场' })
  await expect(summary.getByText('还没有人进入')).toBeVisible()

  // no face is shown to a machine, so there is nothing to compare: no key confirms, a proctor says how they made sure
  const { page } = await open('candidate')
  await signIn(page, product.url, person)
  await link(page, '去人脸登录').click()
  await button(page, '请监督员确认').click()
  await expect(page.getByText('已经请监督员核验')).toBeVisible()
  await link(proctor, '去确认身份').click()
  await expect(proctor.getByRole('img', { name: '证件照' })).toBeVisible()
  await expect(proctor.getByText('没有拍考生的正面照，不能按键确认')).toBeVisible()
  await proctor.keyboard.press('Enter')
  await button(proctor, '另行核对后确认').click()
  await expect(button(proctor, '已核对，确认是本人')).toBeDisabled()
  await proctor.keyboard.press('Enter')
  await proctor.getByText('打电话核对了证件信息').click()
  await button(proctor, '已核对，确认是本人').click()
  await expect(page.getByText('身份已确认')).toBeVisible()
  await goHome(page)

  await sitting.putOff()
  await readBriefing(page)
  const { code } = await openBinding(page)
  const phone = (await open('phone', { screen: PHONE })).page
  await phone.goto(`${product.url}/evidence/#code=${tidyCode(code)}`)
  await agree(phone)
  await seePhone(page)
  await sitting.putOff()
  await sweepAndPlace(phone)
  await link(page, '去抽签').click()
  await button(page, '抽签').click()
  await expect(page.getByText('您的抽签号')).toBeVisible()
  await goHome(page)
  await readAttachments(page, ATTACHMENTS)
  await link(page, '去进入面试').click()
  const support = await open('support')
  await sitting.putOff(ENTRY_MS)
  await pressEnter(page)
  await confirmDevices(page)

  await expect(summary.getByText('1 人在场，录像还没有结束')).toBeVisible()
  await expect(summary.getByText('没有缺少的')).toBeVisible()
  await seeAsSupport(support.page, product.links.support, person.number)
  await support.close()

  const { startsAt } = sitting
  await seeOwnQuestions(page)
  await openSitting(proctor, product.links.proctor)
  const row = rowOf(proctor, NAME)
  await expect(row.getByText('答题中', { exact: true })).toBeVisible()
  await expect(row.getByText(/^剩 \d\d:\d\d$/)).toBeVisible()
  // camera, screen, phone, and a journal of each device
  await expect(row.getByText('上传中')).toHaveCount(4)
  const unplug = await plugInDisplay(page)
  await expect(row.getByText('接入了显示器')).not.toHaveCount(0)
  await expect(row.getByText('有新提示')).toBeVisible()
  await unplug()
  await askForHelp(page, proctor)
  // nothing to score while the interview runs
  const saidToExaminers: string[] = []
  const first = await open('first-examiner')
  await listenTo(first.context, saidToExaminers)
  await first.page.goto(product.links.examiner)
  await expect(first.page.getByText('现在没有要评的考生')).toBeVisible()
  await eventually('some seconds of answering', () => Date.now() >= startsAt + ANSWERS_FOR_MS)
  await finish(page)
  await expect(page.getByRole('heading', { name: '上传成功' })).toBeVisible()
  const finishedAt = Date.now()
  await stopRecording(phone)
  await button(page, '已确认').click()
  await expect(page.getByText(/已确认，.*已安全保存/)).toBeVisible()
  await expect(summary.getByText('1 人已结束，录到的都已安全保存')).toBeVisible()
  await expect(summary.getByText('已完成')).toBeVisible()

  // the first examiner knows the voice; the second one scores
  await first.page.reload()
  const reviewCode = await openReview(first.page)
  await button(first.page, '我认识该考生').click()
  await button(first.page, '回避').click()
  await expect(first.page.getByText('现在没有要评的考生')).toBeVisible()
  await first.context.unrouteAll({ behavior: 'wait' })
  await first.close()
  const second = await open('second-examiner')
  await listenTo(second.context, saidToExaminers)
  await second.page.goto(product.links.secondExaminer)
  expect(await openReview(second.page)).toBe(reviewCode)
  await seeAnswer(second.page)
  const lengthMs = await lengthOfAnswer(second.context, `${product.url}/api/reviews/${reviewCode}/answer`, home)
  // the camera ran long before T0; the press that ended it came after these seconds
  expect(lengthMs).toBeGreaterThan(ANSWERS_FOR_MS - scaled(1000))
  expect(lengthMs).toBeLessThan(finishedAt - startsAt)
  await score(second.page)
  // the list asks again by itself: whatever is on its way now is waited for, and nothing is left when the browser closes
  await second.context.unrouteAll({ behavior: 'wait' })
  const heard = saidToExaminers.join('\n')
  expect(heard).toContain(reviewCode)
  for (const secret of [person.name, NAME, person.number, String(startsAt), 'attemptId']) {
    expect(heard).not.toContain(secret)
  }

  await summary.getByRole('link', { name: '评阅：回避 1，透露个人信息 1' }).click()
  await seeRemarks(organiser.getByRole('row').filter({ hasText: reviewCode }))
  await product.stop()
})

/** A second display beside the first one, for the browser as for the page. @returns takes it away again */
async function plugInDisplay(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  const { screenInfo } = await session.send('Emulation.addScreen', { left: 1920, top: 0, width: 1280, height: 720 })
  // a page of a fixed size is not told of it, though what it reads has changed
  await page.evaluate(() => (screen as unknown as EventTarget).dispatchEvent(new Event('change')))
  return async () => void (await session.send('Emulation.removeScreen', { screenId: screenInfo.id }))
}

async function seeAsSupport(page: Page, signInLink: string, number: string): Promise<void> {
  await page.goto(signInLink)
  await page.getByLabel('证件号码').fill(number)
  await button(page, '查找').click()
  const found = page.getByRole('article').filter({ hasText: NAME })
  await expect(found.getByText('候考', { exact: true })).toBeVisible()
  for (const device of ['电脑', '手机']) await expect(found.getByText(device, { exact: true })).toBeVisible()
  // what was found stands still, since each search is audited; a computer that has just entered beats within five seconds
  await expect(async () => {
    await button(page, '再查一次').click()
    await expect(found.getByText(/^最近心跳/)).toHaveCount(2, { timeout: scaled(1000) })
  }).toPass({ timeout: SHOWN_LIMIT_MS })
  await page.getByRole('button', { name: '显示解锁码' }).click()
  await expect(found.getByText('开考前不显示解锁码')).toBeVisible()
}

/** The table says who waits for an answer, and leads to it. */
async function askForHelp(candidate: Page, proctor: Page): Promise<void> {
  await button(candidate, '求助').click()
  await candidate.getByLabel('输入要对监督员说的话').fill('请问可以用铅笔吗？')
  await button(candidate, '发送').click()
  await expect(candidate.getByText(/已送达/)).toBeVisible()
  await rowOf(proctor, NAME).getByRole('link', { name: /^求助/ }).click()
  await expect(proctor.getByRole('log').getByText('请问可以用铅笔吗？')).toBeVisible()
  await proctor.getByLabel('回复考生').fill('只能用黑色中性笔。')
  await button(proctor, '发送').click()
  await expect(candidate.getByText('只能用黑色中性笔。')).toBeVisible()
  await button(candidate, '收起').click()
}

/**
 * Keeps what the server says to this browser, but for the film. It is read on its way to the page: a body that is read
 * afterwards may be gone, since a page that reloads drops it.
 */
async function listenTo(context: BrowserContext, said: string[]): Promise<void> {
  await context.route(/\/api\/(?!.*\/answer$)/, async (route) => {
    const response = await route.fetch()
    said.push(await response.text())
    await route.fulfill({ response })
  })
}

/** From the list of reviews. @returns the review code, all that an examiner knows of the attempt */
async function openReview(page: Page): Promise<string> {
  await expect(page.getByText('已评 0 / 1')).toBeVisible()
  await page.getByRole('link', { name: /^\d{6}$/ }).click()
  await expect(page.getByRole('heading', { name: /^密号 \d{6}$/ })).toBeVisible()
  return /\d{6}$/.exec(page.url())?.[0] ?? ''
}

/** The answer plays, seeks, and shows something. */
async function seeAnswer(page: Page): Promise<void> {
  await button(page, '观看作答').click()
  const film = page.getByRole('region', { name: '作答录像' }).locator('video')
  await expect.poll(() => film.evaluate((it: HTMLVideoElement) => it.currentTime)).toBeGreaterThan(0)
  await film.evaluate(async (it: HTMLVideoElement) => {
    const seeked = new Promise((resolve) => it.addEventListener('seeked', resolve, { once: true }))
    it.pause()
    it.currentTime = it.duration / 2
    await seeked
  })
  expect(await film.evaluate((it: HTMLVideoElement) => it.readyState)).toBeGreaterThanOrEqual(2)
}

async function lengthOfAnswer({ request }: BrowserContext, url: string, home: string): Promise<number> {
  const answer = await request.get(url, { headers: { 'zhishi-side': 'staff' } })
  const copy = join(home, 'answer.webm')
  await writeFile(copy, await answer.body())
  return probeDurationMs(copy)
}

/** What is not submitted yet survives a reload, what is submitted leaves nothing on the device. */
async function score(page: Page): Promise<void> {
  const keptOnDevice = (): Promise<number> =>
    page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('zhishi.marks.')).length)
  await page.getByLabel('综合分析能力').fill('21.3')
  await expect(page.getByText('每档 0.5 分', { exact: true })).toBeVisible()
  await page.getByLabel('综合分析能力').fill('21.5')
  await expect(button(page, '提交评分')).toBeDisabled()
  await page.reload()
  await expect(page.getByLabel('综合分析能力')).toHaveValue('21.5')
  expect(await keptOnDevice()).toBe(1)
  await page.getByLabel('言语表达能力').fill('12.1')
  await expect(page.getByText('33.6')).toBeVisible()
  await button(page, '透露个人信息').click()
  await expect(page.getByText('已标记：透露个人信息')).toBeVisible()
  await button(page, '提交评分').click()
  await button(page, '确认提交').click()
  await expect(page.getByText('评分已提交')).toBeVisible()
  await expect.poll(keptOnDevice).toBe(0)
  await page.reload()
  await expect(page.getByText('评分已提交')).toBeVisible()
  await expect(button(page, '我认识该考生')).toBeHidden()
  await page.getByRole('link', { name: '回到列表' }).click()
  await expect(page.getByText('已评 1 / 1')).toBeVisible()
}

/** The chief examiner's line: a code and what was said of it, and nobody's name but the examiners'. */
async function seeRemarks(row: Locator): Promise<void> {
  await expect(row.getByRole('cell').nth(2)).toContainText('考官一')
  await expect(row.getByRole('cell').nth(3)).toContainText('考官二')
  await expect(row.getByRole('cell').nth(4)).toContainText('考官二已提交')
  await expect(row).not.toContainText(NAME)
}
