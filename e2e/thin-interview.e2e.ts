// The thin interview, whole: sign-in, entry, questions at T0, hand-in, receipts; then a proctor plays what is sealed.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import {
  button,
  confirmDevices,
  drawLot,
  finish,
  pressEnter,
  seeHandedIn,
  seenAt,
  seeQuestions,
  signIn,
} from './harness/candidate.ts'
import { isSignedBy, partDigest, probeDurationMs, type CopiedReceipt } from './harness/evidence.ts'
import { importInterview, interviewText, PEOPLE, QUESTIONS, soon } from './harness/interview.ts'
import { waitFor } from './harness/processes.ts'
import { copyReceipts, openAttempt, openSitting, playAndSeek, rowOf } from './harness/staff.ts'
import { compare, story } from './harness/story.ts'

/** From the import to T0 on an idle machine: sign-in and draw before entry opens, devices after it. */
const WAY_MS = 20_000
const ENTRY_OPENS_S = 15

story(
  'a candidate is interviewed, and what was recorded is whole, vouched for and playable',
  async ({ home, product, open, tap }) => {
    const person = PEOPLE.first
    const { page } = await open('candidate', { tap })
    const startsAt = soon(product, WAY_MS)
    const entryOpensAt = startsAt - ENTRY_OPENS_S * 1000
    await importInterview(
      product,
      interviewText({ startsAt, entryOpensS: ENTRY_OPENS_S, entryClosesS: 20, durationS: 22, people: [person] }),
    )
    await signIn(page, product.url, person)
    await expect(page.getByRole('heading', { name: '程＊＊' })).toBeVisible()
    await drawLot(page)
    await expect(button(page, '进入考试')).toHaveAttribute('aria-disabled', 'true')
    await button(page, '刷新').click()
    expect(Date.now()).toBeLessThan(entryOpensAt)
    await pressEnter(page)
    expect(Date.now()).toBeGreaterThanOrEqual(entryOpensAt)
    await button(page, '刷新设备').click()
    await confirmDevices(page)
    await button(page, '已展示').click()

    for (const text of QUESTIONS) await expect(page.getByText(text)).toBeHidden()
    const cameraBefore = tap.recorders().length
    expect(Date.now()).toBeLessThan(startsAt)
    const shownAt = await seenAt(page, QUESTIONS[0] ?? '')
    expect(shownAt).toBeGreaterThanOrEqual(startsAt)
    expect(shownAt).toBeLessThan(startsAt + 2000)
    await seeQuestions(page, QUESTIONS)
    await button(page, '刷新题目').click()
    await waitFor('ten seconds of answering', 20_000, () => Date.now() >= startsAt + 10_000)
    expect(tap.recorders().length).toBe(cameraBefore + 1)
    await finish(page)
    await seeHandedIn(page)

    const comparison = await compare(tap, product)
    expect(comparison.missingBytes).toBe(0)
    expect(comparison.recorders.map((one) => one.verdict)).toEqual(tap.recorders().map(() => 'equal'))

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

    for (const recorder of tap.recorders()) {
      const compared = comparison.recorders.find((one) => one.tapped === `${recorder.number}.bin`)
      const copy = join(home, `playable-${recorder.number}`)
      const partId = compared?.part?.split('/').at(-1)
      const answer = await proctor.context.request.get(`${product.url}/api/parts/${partId}/playable`)
      await writeFile(copy, await answer.body())
      const recordedMs = (recorder.stoppedAt ?? 0) - (recorder.startedAt ?? 0)
      expect(Math.abs(probeDurationMs(copy) - recordedMs), `part ${partId}`).toBeLessThan(1000)
    }

    const receipts = (await copyReceipts(proctor.page)).map((text) => JSON.parse(text) as CopiedReceipt)
    expect(receipts).toHaveLength(tap.recorders().length + 1)
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
