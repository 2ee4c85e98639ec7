// Ways that lead nowhere: each says what happened in plain words, and what to do.
import { expect } from '@playwright/test'
import { button, confirmDevices, drawLot, fillSignIn, pressEnter, signIn } from '../harness/candidate.ts'
import { ALL_THE_WHILE, importInterview, interviewText, PEOPLE } from '../harness/interview.ts'
import { story } from '../harness/story.ts'

story('a wrong code, and a candidate who comes too late', async ({ product, open }) => {
  const { page } = await open('late')
  const startsAt = Date.now() - 60_000
  const people = [PEOPLE.first]
  await importInterview(product, interviewText({ startsAt, entryOpensS: 50, entryClosesS: 20, durationS: 600, people }))
  await signIn(page, product.url, { ...PEOPLE.first, personalCode: 'WRONG123' })
  await expect(page.getByText('证件号码或个人口令不正确')).toBeVisible()
  await signIn(page, product.url, { ...PEOPLE.second, personalCode: 'WRONG123' })
  // a number nobody has gets the same answer
  await expect(page.getByText('证件号码或个人口令不正确')).toBeVisible()
  await fillSignIn(page, PEOPLE.first)
  await expect(page.getByRole('heading', { name: '本场已停止进入' })).toBeVisible()
  await expect(page.getByRole('banner').getByRole('link', { name: '0471-555 0123' })).toBeVisible()
  await page.goto(`${page.url()}/entry`)
  await expect(button(page, '进入考试')).toHaveAttribute('aria-disabled', 'true')
})

story('two tabs, two computers, and a computer without a camera', async ({ product, open }) => {
  const { aheadMs, ...windows } = ALL_THE_WHILE
  const scale = { ...windows, startsAt: Date.now() + aheadMs }
  const mock = { ...scale, people: [PEOPLE.first], key: 'mock', isSelfPaced: true }
  await importInterview(product, interviewText(mock))
  await importInterview(product, interviewText({ ...scale, people: [PEOPLE.second], key: 'formal' }))
  const first = await open('first')
  await signIn(first.page, product.url, PEOPLE.first)
  await drawLot(first.page)
  await pressEnter(first.page)
  await confirmDevices(first.page, '准备好再开始')
  const second = await first.context.newPage()
  await second.goto(first.page.url())
  await expect(second.getByRole('heading', { name: '本场面试已在另一个标签页打开' })).toBeVisible()
  await first.page.bringToFront()
  await expect(first.page.getByText('录制中').first()).toBeVisible()

  const { page, context } = await open('blind')
  await context.addInitScript(answerWithoutCamera)
  await signIn(page, product.url, PEOPLE.first)
  await expect(page.getByRole('heading', { name: '本场面试正在另一台电脑上进行' })).toBeVisible()
  await context.clearCookies()
  await signIn(page, product.url, PEOPLE.second)
  await drawLot(page)
  await button(page, '进入考试').click()
  await expect(page.getByText('没有找到摄像头')).toBeVisible()
})

/** Chromium shares a fake screen only together with a fake camera, so what it answers without one is put in its place. */
function answerWithoutCamera(): void {
  const { mediaDevices } = navigator as { mediaDevices: MediaDevices | undefined }
  if (!mediaDevices) return
  const enumerate = mediaDevices.enumerateDevices.bind(mediaDevices)
  mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Requested device not found', 'NotFoundError'))
  mediaDevices.enumerateDevices = async () => (await enumerate()).filter((device) => device.kind !== 'videoinput')
}
