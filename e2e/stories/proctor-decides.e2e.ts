// What no machine decides: who somebody is when the face does not tell, and which computer somebody goes on at.
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import {
  button,
  confirmDevices,
  drawLot,
  fillSignIn,
  link,
  pressEnter,
  shareScreenAgain,
  signIn,
} from '../harness/candidate.ts'
import { consent, showFace } from '../harness/check-in.ts'
import { before, clipOfPerson } from '../harness/clips.ts'
import { ALL_THE_WHILE, importInterview, interviewText, PEOPLE } from '../harness/interview.ts'
import { openAttempt, openSitting } from '../harness/staff.ts'
import { story } from '../harness/story.ts'

story('a face that is not theirs, a proctor who looks, and a second computer', async ({ home, product, open }) => {
  const person = PEOPLE.first
  const { aheadMs, ...windows } = ALL_THE_WHILE
  const scale = { ...windows, startsAt: Date.now() + aheadMs, people: [person] }
  await importInterview(product, interviewText({ ...scale, face: 's02' }))
  // s02's portrait is registered, s01 sits there
  const first = await open('first', { args: [before(clipOfPerson('s01', join(home, 'face.mjpeg')))] })
  await signIn(first.page, product.url, person)
  await link(first.page, '去人脸登录').click()
  await consent(first.page)
  await showFace(first.page)
  await expect(first.page.getByText('没能确认是同一个人')).toBeVisible()
  await expect(first.page.getByText('已转给监督员核验')).toBeVisible()
  await expect(first.page.getByText('身份已确认')).toBeHidden()

  const proctor = await open('proctor')
  await proctor.page.goto(product.links.proctor)
  await link(proctor.page, '去确认身份').click()
  await seeFourPictures(proctor.page)
  await button(proctor.page, '不通过').click()
  await proctor.page.getByText('看不清脸，请正对光线再拍一次').click()
  await button(proctor.page, '告知考生').click()
  await expect(first.page.getByText('看不清脸，请正对光线再拍一次')).toBeVisible()
  await button(first.page, '请监督员确认').click()
  await seeFourPictures(proctor.page)
  await proctor.page.keyboard.press('Enter')
  await expect(proctor.page.getByText('现在没有人在等身份确认')).toBeVisible()
  await expect(first.page.getByText('身份已确认')).toBeVisible()
  await first.page.getByRole('banner').getByRole('link').first().click()
  await drawLot(first.page)
  await pressEnter(first.page)
  await confirmDevices(first.page)

  const second = await open('second')
  await signIn(second.page, product.url, person)
  await expect(second.page.getByRole('heading', { name: '本场面试正在另一台电脑上进行' })).toBeVisible()
  await openSitting(proctor.page, product.links.proctor)
  await openAttempt(proctor.page, '程＊＊')
  await button(proctor.page, '换电脑').click()
  await button(proctor.page, '移交到这台电脑').click()
  // the second one goes on by itself where the first one was, after one press; the first one says that its sign-in is over
  await expect(second.page.getByRole('heading', { name: '请继续共享整个屏幕' })).toBeVisible()
  await shareScreenAgain(second.page)
  await expect(second.page.getByText('距面试开始', { exact: true })).toBeVisible()
  await expect(first.page.getByText('这台电脑的登录已结束')).toBeVisible()
  await link(first.page, '重新登录').click()
  await expect(first.page.getByText('这台电脑的登录已结束')).toBeVisible()
  await fillSignIn(first.page, person)
  await expect(first.page.getByRole('heading', { name: '本场面试正在另一台电脑上进行' })).toBeVisible()
})

async function seeFourPictures(page: Page): Promise<void> {
  for (const name of ['证件照', '正面', '左侧', '右侧']) await expect(page.getByRole('img', { name })).toBeVisible()
  await expect(button(page, '确认是本人')).toBeEnabled()
}
