// Nothing gets through from the questions on: the candidate hands over a file instead, support imports it, and the
// recording is whole. Importing again changes nothing; a file that was cut off is refused; the candidate, back online,
// finds everything safe.
import { copyFile, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { button, finish, link, seeHandedIn } from '../harness/candidate.ts'
import { eventually } from '../harness/expect.ts'
import { PEOPLE } from '../harness/interview.ts'
import { reachQuestions } from '../harness/interviewed.ts'
import { openAttempt, openSitting, playAndSeek } from '../harness/staff.ts'
import { compare, story } from '../harness/story.ts'
import { recordingIn, tappedBytes } from '../harness/tap.ts'

/** What arrives within 15 s of its recording counts as live (decision 0012): this must not. */
const SLICES_WITHOUT = 20

async function importFile(page: Page, file: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await button(page, '选择文件导入').click()
  await (await choosing).setFiles(file)
}

story(
  'uploads are cut, a file is handed over and imported: the recording is whole',
  async ({ home, product, open, tap }) => {
    const candidate = await open('candidate', { tap })
    const { page, context } = candidate
    // headless browsers have no dialog to choose a place in: the way of those that have none at all, a download
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'))
    await reachQuestions(product, candidate)
    await eventually('a slice of each feed', () => recordingIn(tap, 1).length === 2)
    await context.setOffline(true)
    const whenCut = { bytes: tappedBytes(tap), at: Date.now() }
    await eventually(
      'twenty seconds more',
      () => recordingIn(tap, 1, SLICES_WITHOUT).length === 2 && Date.now() > whenCut.at + SLICES_WITHOUT * 1000,
    )
    await finish(page)
    await link(page, '视频指引').click()
    await link(page, '去我的录像').click()
    const downloading = page.waitForEvent('download')
    await button(page, '导出到文件').click()
    const download = await downloading
    // a download is nothing of which a page could say that it is done
    await expect(page.getByText(/浏览器正在下载 zhishi-computer-\w{8}\.zip（.*片段）/)).toBeVisible()
    await expect(page.getByText('已导出')).toBeHidden()
    const file = join(home, download.suggestedFilename())
    await download.saveAs(file)
    const { size } = await stat(file)
    expect(size).toBeGreaterThan(whenCut.bytes)

    const support = (await open('support')).page
    await support.goto(product.links.support)
    await support.getByLabel('证件号码').fill(PEOPLE.first.number)
    await button(support, '查找').click()
    const cut = join(home, 'cut.zip')
    await copyFile(file, cut)
    await truncate(cut, size - 1000)
    await importFile(support, cut)
    await expect(support.getByText('导出文件不完整，或者被改动过')).toBeVisible()
    await importFile(support, file)
    await expect(support.getByText(/：新收到 .*，(\d+) 个片段里 \1 个已封存/)).toBeVisible()
    const comparison = await compare(tap, product)
    expect(comparison.recorders.length).toBeGreaterThanOrEqual(3)
    expect(comparison.missingBytes).toBe(0)
    await importFile(support, file)
    await expect(support.getByText(/：没有新的内容，(\d+) 个片段都已在服务器上，\1 个已封存/)).toBeVisible()

    // staff see it as late, which is what it was, and can play it
    const proctor = (await open('proctor')).page
    await openSitting(proctor, product.links.proctor)
    await openAttempt(proctor, '程＊＊')
    await expect(proctor.getByRole('list', { name: '缺口与见证' }).getByText(/^摄像头 .* 未见证/)).not.toHaveCount(0)
    await playAndSeek(proctor, '摄像头 2')

    await context.setOffline(false)
    await link(page, '打开这一场').click()
    await seeHandedIn(page)
    expect((await compare(tap, product)).missingBytes).toBe(0)
    await product.stop()
  },
)
