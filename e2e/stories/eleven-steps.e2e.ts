// The product, whole: one candidate with computer and phone, one proctor, all eleven steps of docs/process-rules.md in their
// order, from the download page to the confirmed phone. Then everything that was recorded is compared, measured and played.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import {
  button,
  confirmDevices,
  fillSignIn,
  finish,
  link,
  pressEnter,
  seenAt,
  seeQuestions,
} from '../harness/candidate.ts'
import {
  download,
  logInByFace,
  openBinding,
  prepare,
  readAttachments,
  readBriefing,
  seePhone,
} from '../harness/check-in.ts'
import { before, clipOfPerson, clipOfPicture } from '../harness/clips.ts'
import { COPY_SLACK_MS, partDigest, probeDurationMs, probePacketsMs, type CopiedReceipt } from '../harness/evidence.ts'
import { eventually } from '../harness/expect.ts'
import { ATTACHMENTS, PEOPLE, QUESTIONS, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { PHONE, scanAndAgree, stopRecording, sweepAndPlace } from '../harness/phone.ts'
import { scheduleSitting } from '../harness/sitting.ts'
import { copyReceipts, openAttempt, openSitting, playAndSeek, rowOf } from '../harness/staff.ts'
import { compare, story } from '../harness/story.ts'
import { createTap, emitted, recordingIn, type Tap } from '../harness/tap.ts'

story('all eleven steps: a candidate with a phone, and a proctor', async ({ home, product, open, tap }) => {
  const person = PEOPLE.first
  const answering = { entryOpensS: 600, entryClosesS: UNTIL_PRESSED_S, durationS: UNTIL_PRESSED_S, people: [person] }
  const sitting = await scheduleSitting(product, { ...answering, isWhole: true, face: 's01' })
  const face = clipOfPerson('s01', join(home, 'face.mjpeg'))
  const proctor = await open('proctor')
  await openSitting(proctor.page, product.links.proctor)

  // beforehand; what its trial recording holds is sent nowhere, so the tap comes later
  const early = await open('candidate', { args: [before(face)] })
  await download(early.page, product.url)
  await fillSignIn(early.page, person)
  await sitting.putOff()
  await prepare(early.page)
  await early.close()

  const { page } = await open('candidate', { tap, args: [before(face)] })
  await page.goto(`${product.url}/candidate/`)
  await sitting.putOff()
  await logInByFace(page)
  await readBriefing(page)

  await sitting.putOff()
  await openBinding(page)
  const picture = join(home, 'code.png')
  await page.getByRole('img', { name: '绑定手机的二维码' }).screenshot({ path: picture })
  const phoneTap = createTap(join(home, 'tapped-phone'))
  const code = clipOfPicture(picture, join(home, 'code.mjpeg'))
  const phone = await open('phone', { tap: phoneTap, args: [before(code)], screen: PHONE })
  await scanAndAgree(phone.page, product.url)
  await seePhone(page)
  await sitting.putOff()
  await lookIntoManual(phone.page)
  await sweepAndPlace(phone.page)

  await sitting.putOff()
  await link(page, '去抽签').click()
  await button(page, '抽签').click()
  await expect(page.getByText('您的抽签号')).toBeVisible()
  await button(page, '核对').click()
  await expect(page.getByText('核对一致')).toBeVisible()
  await page.getByRole('banner').getByRole('link').first().click()
  await readAttachments(page, ATTACHMENTS)
  await link(page, '去进入面试').click()
  await sitting.putOff()
  await pressEnter(page)
  await button(page, '刷新设备').click()
  await confirmDevices(page)
  await button(page, '已展示').click()
  await expect(rowOf(proctor.page, '程＊＊').getByText('候考', { exact: true })).toBeVisible()

  const { startsAt } = sitting
  const shownAt = await seenAt(page, QUESTIONS[0] ?? '')
  expect(shownAt).toBeGreaterThanOrEqual(startsAt)
  await seeQuestions(page, QUESTIONS)
  await button(page, '刷新题目').click()
  await seeQuestions(page, QUESTIONS)
  await askForHelp(page, proctor.page)
  // an ordinary window at 150 %: the end stays in reach
  await page.setViewportSize({ width: 911, height: 512 })
  await expect(button(page, '结束面试')).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 1366, height: 768 })
  await expect(button(page, '结束面试')).toBeInViewport({ ratio: 1 })
  await eventually('ten seconds of answering', () => recordingIn(tap, 1, 10).length === 2)
  await finish(page)
  await expect(page.getByRole('heading', { name: '上传成功' })).toBeVisible()
  await stopRecording(phone.page)
  await button(page, '已确认').click()
  await expect(page.getByText(/已确认，.*已安全保存/)).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: '回到首页' }).click()
  await expect(page.getByRole('heading', { name: '本场面试已完成' })).toBeVisible()
  await page.getByRole('navigation', { name: '面试步骤' }).getByRole('link', { name: '抽签' }).click()
  await button(page, '核对').click()
  await expect(page.getByText('核对一致')).toBeVisible()

  await openSitting(proctor.page, product.links.proctor)
  // camera, screen, evidence, and a journal of each device
  await expect(rowOf(proctor.page, '程＊＊').getByText('已安全保存')).toHaveCount(4)
  await openAttempt(proctor.page, '程＊＊')
  await playAndSeek(proctor.page, '摄像头 2')
  await playAndSeek(proctor.page, '佐证 1')
  const receipts = (await copyReceipts(proctor.page)).map((text) => JSON.parse(text) as CopiedReceipt)
  for (const one of [tap, phoneTap]) {
    const comparison = await compare(one, product)
    expect(comparison.missingBytes).toBe(0)
    expect(comparison.recorders.map((it) => it.verdict)).toEqual(emitted(one).map(() => 'equal'))
    await measure(one, comparison.recorders, receipts, async (partId) => {
      const copy = join(home, `playable-${partId}`)
      const answer = await proctor.context.request.get(`${product.url}/api/parts/${partId}/playable`)
      await writeFile(copy, await answer.body())
      return copy
    })
  }
  await product.stop()
})

async function lookIntoManual(page: Page): Promise<void> {
  await button(page, '操作手册').click()
  await expect(page.getByRole('heading', { name: '《“智试通”操作手册》' })).toBeVisible()
  await button(page, '返回').click()
}

async function askForHelp(candidate: Page, proctor: Page): Promise<void> {
  await button(candidate, '求助').click()
  await candidate.getByLabel('输入要对监督员说的话').fill('请问可以用铅笔吗？')
  await button(candidate, '发送').click()
  await expect(candidate.getByText(/已送达/)).toBeVisible()
  await openAttempt(proctor, '程＊＊')
  await expect(proctor.getByText('请问可以用铅笔吗？')).toBeVisible()
  await proctor.getByLabel('回复考生').fill('只能用黑色中性笔。')
  await button(proctor, '发送').click()
  await expect(candidate.getByText('只能用黑色中性笔。')).toBeVisible()
  await button(candidate, '收起').click()
}

/** The copy of every part is as long as what its recorder handed out, whose digest is the one that was sealed. */
async function measure(
  tap: Tap,
  compared: readonly { tapped: string; part: string | null }[],
  receipts: readonly CopiedReceipt[],
  playable: (partId: string) => Promise<string>,
): Promise<void> {
  for (const recorder of emitted(tap)) {
    const partId =
      compared
        .find((one) => one.tapped === `${recorder.number}.bin`)
        ?.part?.split('/')
        .at(-1) ?? ''
    const copy = await playable(partId)
    const tapped = join(tap.directory, `${recorder.number}.bin`)
    expect(Math.abs(probeDurationMs(copy) - probePacketsMs(tapped)), tapped).toBeLessThan(COPY_SLACK_MS)
    const digest = partDigest(await readFile(tapped))
    expect(receipts.find((one) => one.partId === partId)?.digest).toBe(digest)
  }
}
