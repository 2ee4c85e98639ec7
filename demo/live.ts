// Owns: the demo's one candidate who is not a bot: a real Chromium with a generated face before its camera, and another one
// as the phone, by presses on the real pages. Never calls the API.
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { tidyCode } from '@zhishi/core/codes'
import { button, finish, leaveDevices, link, pressEnter, seenAt, signIn } from '../e2e/harness/candidate.ts'
import {
  consent,
  goHome,
  openBinding,
  readAttachments,
  readBriefing,
  seePhone,
  showFace,
} from '../e2e/harness/check-in.ts'
import type { Browser, BrowserOptions } from '../e2e/harness/chromium.ts'
import { expect } from '../e2e/harness/expect.ts'
import { before, clipOfPerson } from '../e2e/harness/clips.ts'
import { ATTACHMENTS, QUESTIONS, type Person } from '../e2e/harness/interview.ts'
import { agree, PHONE, stopRecording, sweepAndPlace } from '../e2e/harness/phone.ts'

export type Stage = {
  url: string
  home: string
  open: (name: string, options: Omit<BrowserOptions, 'profile'>) => Promise<Browser>
  tell: (says: { zh: string; en: string }) => void
}

/** On an idle machine three looks at a face take some five seconds. */
const FACE_LIMIT_MS = 15_000

/** @param finishesAt when it presses 【结束面试】 */
export async function attendLive(person: Person, finishesAt: number, stage: Stage): Promise<void> {
  const { url, home, open, tell } = stage
  const face = clipOfPerson('s01', join(home, 'live.mjpeg'))
  const { page } = await open('live-candidate', { args: [before(face)] })
  await signIn(page, url, person)
  tell({ zh: '在真实浏览器里登录', en: 'has signed in, in a real browser' })
  await confirmIdentity(page)
  await readBriefing(page)
  const { code } = await openBinding(page)
  const phone = await open('live-phone', { screen: PHONE })
  await phone.page.goto(`${url}/evidence/#code=${tidyCode(code)}`)
  await agree(phone.page)
  await seePhone(page)
  await sweepAndPlace(phone.page)
  tell({ zh: '手机已绑定，正在录制', en: 'has bound a phone, which records' })
  await link(page, '去抽签').click()
  await button(page, '抽签').click()
  await expect(page.getByText('您的抽签号')).toBeVisible()
  await goHome(page)
  await readAttachments(page, ATTACHMENTS)
  await link(page, '去进入面试').click()
  await pressEnter(page)
  await leaveDevices(page)
  tell({ zh: '已进入面试，开始录制', en: 'has entered, and is recorded' })
  // at T0 the countdown page goes, and this button with it: then there was no time to press it
  await button(page, '已展示')
    .click({ timeout: 5000 })
    .catch(() => {})
  await seenAt(page, QUESTIONS[0] ?? '')
  await page.waitForTimeout(Math.max(0, finishesAt - Date.now()))
  await finish(page)
  tell({ zh: '【结束面试】→【确认】', en: 'ends early: 【结束面试】 → 【确认】' })
  await expect(page.getByRole('heading', { name: '上传成功' })).toBeVisible()
  await stopRecording(phone.page)
  await button(page, '已确认').click()
  await expect(page.getByText(/已确认，.*已安全保存/)).toBeVisible()
  tell({ zh: '上传成功，手机已停止', en: 'handed in: every byte is safe, the phone has stopped' })
}

/** By the face; on a machine that is busy with nine others, by a person, as anybody would who has waited so long. */
async function confirmIdentity(page: Page): Promise<void> {
  await link(page, '去人脸登录').click()
  await consent(page)
  await showFace(page)
  const confirmed = page.getByText('身份已确认')
  const byFace = await confirmed.waitFor({ timeout: FACE_LIMIT_MS }).then(
    () => true,
    () => false,
  )
  if (!byFace) {
    // whom the machine passed on asks for nobody any more
    await button(page, '请监督员确认')
      .click({ timeout: 5000 })
      .catch(() => {})
    await confirmed.waitFor()
  }
  await goHome(page)
}
