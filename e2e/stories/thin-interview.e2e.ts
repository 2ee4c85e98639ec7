// The thin interview, whole: sign-in, entry, questions at T0, hand-in, receipts; then a proctor plays what is sealed.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import {
  button,
  confirmDevices,
  drawLot,
  finish,
  pressEnter,
  seeHandedIn,
  seeNothingTaken,
  seenAt,
  seeQuestions,
  signIn,
} from '../harness/candidate.ts'
import {
  COPY_SLACK_MS,
  isSignedBy,
  partDigest,
  probeDurationMs,
  probePacketsMs,
  type CopiedReceipt,
} from '../harness/evidence.ts'
import { eventually } from '../harness/expect.ts'
import { PEOPLE, QUESTIONS, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { scheduleSitting } from '../harness/sitting.ts'
import { copyReceipts, openAttempt, openSitting, playAndSeek, rowOf } from '../harness/staff.ts'
import { compare, story } from '../harness/story.ts'
import { emitted, isRecordedFrom } from '../harness/tap.ts'

/** From the opening of entry to T0: on an idle machine entry and devices take some 5 s. */
const ENTRY_MS = 25_000
/** A last look at the closed entry, on an idle machine. */
const LOOK_MS = 3000

story(
  'a candidate is interviewed, and what was recorded is whole, vouched for and playable',
  async ({ home, product, open, tap }) => {
    const person = PEOPLE.first
    const { page } = await open('candidate', { tap })
    const entryOpensS = Math.round(scaled(ENTRY_MS) / 1000)
    const answering = { entryClosesS: UNTIL_PRESSED_S, durationS: UNTIL_PRESSED_S, people: [person] }
    // sign-in and draw, on an idle machine some 3 s, come before entry opens
    const sitting = await scheduleSitting(product, { ...answering, entryOpensS }, ENTRY_MS + 15_000)
    await signIn(page, product.url, person)
    await expect(page.getByRole('heading', { name: '程＊＊' })).toBeVisible()
    await drawLot(page)
    await sitting.putOff(ENTRY_MS + LOOK_MS)
    const { startsAt } = sitting
    const entryOpensAt = startsAt - entryOpensS * 1000
    await expect(button(page, '进入考试')).toHaveAttribute('aria-disabled', 'true')
    await button(page, '刷新').click()
    await pressEnter(page)
    expect(Date.now()).toBeGreaterThanOrEqual(entryOpensAt)
    await button(page, '刷新设备').click()
    await confirmDevices(page)
    await button(page, '已展示').click()

    for (const text of QUESTIONS) await expect(page.getByText(text)).toBeHidden()
    const shownAt = await seenAt(page, QUESTIONS[0] ?? '')
    expect(shownAt).toBeGreaterThanOrEqual(startsAt)
    await seeQuestions(page, QUESTIONS)
    await expect(page.getByText('请用普通话答题，不要说出姓名等个人信息；答完请说“回答完毕”。')).toBeVisible()
    await seeNothingTaken(page, QUESTIONS[0] ?? '')
    await button(page, '刷新题目').click()
    // the camera goes on in a part of its own at T0, the screen in the one it had
    await eventually('ten seconds of the camera from T0 on', () => isRecordedFrom(startsAt, tap, 1, 10))
    await finish(page)
    await seeHandedIn(page)

    const comparison = await compare(tap, product)
    expect(comparison.missingBytes).toBe(0)
    expect(comparison.recorders.map((one) => one.verdict)).toEqual(emitted(tap).map(() => 'equal'))

    const proctor = await open('proctor')
    await openSitting(proctor.page, product.links.proctor)
    const row = rowOf(proctor.page, '程＊＊')
    await expect(row.getByText('已完成')).toBeVisible()
    // camera, screen and journal
    await expect(row.getByText('已安全保存')).toHaveCount(3)
    await openAttempt(proctor.page, '程＊＊')
    await expect(proctor.page.getByText('片段之间没有缺口')).toBeVisible()
    await expect(proctor.page.getByText('服务器曾丢失字节')).toBeHidden()
    await playAndSeek(proctor.page, '摄像头 2')

    for (const recorder of emitted(tap)) {
      const compared = comparison.recorders.find((one) => one.tapped === `${recorder.number}.bin`)
      const copy = join(home, `playable-${recorder.number}`)
      const partId = compared?.part?.split('/').at(-1)
      const answer = await proctor.context.request.get(`${product.url}/api/parts/${partId}/playable`)
      await writeFile(copy, await answer.body())
      const tapped = join(tap.directory, `${recorder.number}.bin`)
      expect(Math.abs(probeDurationMs(copy) - probePacketsMs(tapped)), `part ${partId}`).toBeLessThan(COPY_SLACK_MS)
    }

    const receipts = (await copyReceipts(proctor.page)).map((text) => JSON.parse(text) as CopiedReceipt)
    expect(receipts).toHaveLength(emitted(tap).length + 1)
    const { publicKey } = (await (await fetch(`${product.url}/api/receipt-key`)).json()) as { publicKey: string }
    for (const receipt of receipts) {
      expect(isSignedBy(publicKey, receipt)).toBe(true)
      expect(isSignedBy(publicKey, { ...receipt, bytes: receipt.bytes + 1 })).toBe(false)
      const tapped = comparison.recorders.find((one) => one.part?.endsWith(receipt.partId))
      if (tapped) expect(receipt.digest).toBe(partDigest(await readFile(join(tap.directory, tapped.tapped))))
      else expect(receipt.line).toBe('journal')
    }
    await product.stop()
  },
)
