// An organiser sets an interview right while it runs: a name and a window in the forms, a broken document refused with its
// lines, somebody added who can then sign in, and what a colleague saved meanwhile is not overwritten.
import { expect, type Page } from '@playwright/test'
import { button, link, signIn } from '../harness/candidate.ts'
import { ALL_THE_WHILE, importInterview, interviewText, PEOPLE } from '../harness/interview.ts'
import { story } from '../harness/story.ts'

const LATE = { number: 'STORY-0099', name: '卫临川', personalCode: 'LATE4567' }

story(
  'an interview is edited by the form and by its file, and nobody overwrites anybody',
  async ({ product, open }) => {
    const { aheadMs, ...windows } = ALL_THE_WHILE
    const scale = { ...windows, startsAt: Date.now() + aheadMs, people: [PEOPLE.first] }
    await importInterview(product, interviewText(scale))
    const { page } = await open('organiser')
    await page.goto(product.links.organiser)
    await link(page, '面试项目').click()
    await link(page, '云岭市公开招聘面试').click()

    await tab(page, '名称与文字')
    await page.getByLabel('项目名称 · 中文').fill('云岭市公开招聘面试（补招）')
    await tab(page, '时段与设置')
    await page.getByLabel('进入面试 · 开考后多久停止首次进入', { exact: true }).fill('4')
    await button(page, '看改动并保存').click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('云岭市公开招聘面试 → 云岭市公开招聘面试（补招）')).toBeVisible()
    await expect(dialog.getByText('1 分钟 → 4 分钟')).toBeVisible()
    await button(page, '保存').click()
    await expect(page.getByText('已保存', { exact: true })).toBeVisible()
    await expect(page.getByRole('heading', { name: '云岭市公开招聘面试（补招）' })).toBeVisible()

    // a colleague renames it from a page that was opened later, and this one does not notice until it saves
    const colleague = await page.context().newPage()
    await colleague.goto(page.url())
    await tab(colleague, '名称与文字')
    await colleague.getByLabel('组织方 · 中文').fill('云岭市考试院')
    await tab(page, '名称与文字')
    await page.getByLabel('技术服务电话').fill('0471-555 9999')
    await button(colleague, '看改动并保存').click()
    await button(colleague, '保存').click()
    await expect(colleague.getByText('已保存', { exact: true })).toBeVisible()
    await colleague.close()
    await button(page, '看改动并保存').click()
    await expect(page.getByText('这个面试项目刚刚被别人改过')).toBeVisible()
    await button(page, '重新读取').click()
    await expect(page.getByLabel('组织方 · 中文')).toHaveValue('云岭市考试院')

    await tab(page, '项目文件')
    const downloaded = page.waitForEvent('download')
    await link(page, '下载项目文件').click()
    const yaml = await textOf(await (await downloaded).createReadStream())
    expect(yaml).not.toContain(PEOPLE.first.personalCode)
    const broken = yaml
      .replace('supportPhone:', 'colour: red\nsupportPhone:')
      .replace('closesAfter: PT4M', 'closesAfter: 四分钟')
    await page.getByLabel('项目文件内容').fill(broken)
    await button(page, '检查').click()
    const lineOf = (text: string): number => broken.split('\n').findIndex((line) => line.includes(text)) + 1
    await expect(page.getByText('有 2 处不能保存')).toBeVisible()
    await expect(page.getByText('没有“colour”这一项')).toBeVisible()
    await page.getByRole('button', { name: `第 ${lineOf('四分钟')} 行` }).click()
    const selected = await page
      .getByLabel('项目文件内容')
      .evaluate((it: HTMLTextAreaElement) => it.value.slice(it.selectionStart, it.selectionEnd))
    expect(selected).toBe('四分钟')

    await tab(page, '名单')
    await button(page, '添加考生').click()
    await page.getByLabel('证件号', { exact: true }).fill(LATE.number)
    await page.getByLabel('姓名', { exact: true }).fill(LATE.name)
    await page.getByLabel('个人口令', { exact: true }).fill(LATE.personalCode)
    await button(page, '确定').click()
    await button(page, '看改动并保存').click()
    await expect(dialog.getByText('新增考生')).toBeVisible()
    await expect(dialog.getByText(`${LATE.name} ${LATE.number}`)).toBeVisible()
    await button(page, '保存').click()
    await expect(page.getByText('已保存', { exact: true })).toBeVisible()

    const candidate = await open('candidate')
    await signIn(candidate.page, product.url, LATE)
    await expect(candidate.page.getByText('云岭市公开招聘面试（补招）').first()).toBeVisible()
  },
)

const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click()

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
