// Ways that lead nowhere: each says what happened in plain words, and what to do.
import { expect } from '@playwright/test'
import { button, confirmDevices, fillSignIn, link, pressEnter, signIn } from './harness/candidate.ts'
import { importInterview, interviewText, PEOPLE } from './harness/interview.ts'
import { story } from './harness/story.ts'

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
  await expect(page.getByText('0471-555 0123').first()).toBeVisible()
  await page.goto(`${page.url()}/entry`)
  await expect(button(page, '进入考试')).toHaveAttribute('aria-disabled', 'true')
})

story('two tabs of one attempt, and a computer without a camera', async ({ product, open }) => {
  const toEntry = async (page: Parameters<typeof pressEnter>[0]): Promise<void> => {
    await page.goto(product.links.candidate)
    await button(page, '登录').click()
    await page.getByRole('listitem').filter({ hasText: '模拟面试' }).getByRole('button', { name: '打开' }).click()
    await link(page, '去进入面试').click()
  }
  const first = await open('first')
  await toEntry(first.page)
  await pressEnter(first.page)
  await confirmDevices(first.page, '准备好再开始')
  const second = await first.context.newPage()
  await second.goto(first.page.url())
  await expect(second.getByRole('heading', { name: '本场面试已在另一个标签页打开' })).toBeVisible({ timeout: 15_000 })
  await expect(first.page.getByText('录制中').first()).toBeVisible()
  await first.close()

  const blind = await open('blind', {
    without: ['--use-fake-device-for-media-stream'],
    args: ['--use-fake-device-for-media-stream=device-count=0'],
  })
  await toEntry(blind.page)
  await button(blind.page, '进入考试').click()
  await expect(blind.page.getByText('没有找到摄像头')).toBeVisible({ timeout: 15_000 })
  await expect(blind.page.getByText('没有任何内容丢失')).toBeVisible()
})
