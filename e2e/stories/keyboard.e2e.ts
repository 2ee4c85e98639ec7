// The whole thin interview without a pointer: everything is reached by Tab, told apart by its name, and pressed by Enter;
// panels and dialogs close by Escape and give the focus back.
import { expect, type Page } from '@playwright/test'
import { importInterview, interviewText, PEOPLE, UNTIL_PRESSED_S } from '../harness/interview.ts'
import { seeOwnQuestions } from '../harness/interviewed.ts'
import { story } from '../harness/story.ts'

/** More stops than any page has. */
const STOPS = 80

story('an interview by keyboard alone', async ({ product, open }) => {
  const person = PEOPLE.first
  const scale = {
    startsAt: Date.now(),
    entryOpensS: 60,
    entryClosesS: 20,
    durationS: UNTIL_PRESSED_S,
    people: [person],
  }
  await importInterview(product, interviewText({ ...scale, isSelfPaced: true }))
  const { page } = await open('candidate')
  await page.goto(`${product.url}/candidate/`)
  await expect(page.getByRole('heading', { name: '登录线上面试' })).toBeVisible()
  await tabTo(page, '证件号码')
  await page.keyboard.type(person.number)
  await tabTo(page, '个人口令')
  await page.keyboard.type(person.personalCode)
  await page.keyboard.press('Enter')

  await press(page, '去抽签')
  await press(page, '抽签')
  await expect(page.getByText('您的抽签号')).toBeVisible()
  await press(page, '去进入面试')
  await expect(page.getByRole('button', { name: '进入考试' })).not.toHaveAttribute('aria-disabled', 'true')
  await press(page, '进入考试')
  await expect(page.getByText('摄像头 · 麦克风 · 屏幕，三路正常')).toBeVisible()
  await press(page, '刷新设备')
  await press(page, '设备正常，去候考')
  await press(page, '开始')
  await press(page, '已展示')
  await seeOwnQuestions(page)

  await press(page, '求助')
  await expect(page.getByLabel('输入要对监督员说的话')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: '求助' })).toBeFocused()
  await press(page, '更换设备')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await press(page, '结束面试')
  await press(page, '确认')
  await expect(page.getByRole('heading', { name: '上传成功' })).toBeVisible()
})

async function press(page: Page, name: string): Promise<void> {
  await expect(
    page.getByRole('button', { name, exact: true }).or(page.getByRole('link', { name, exact: true })),
  ).toBeVisible()
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

/** Goes from one stop to the next until one of that name has the focus, and makes sure that the focus can be seen. */
async function tabTo(page: Page, name: string): Promise<void> {
  const wanted = page
    .getByRole('button', { name, exact: true })
    .or(page.getByRole('link', { name, exact: true }))
    .or(page.getByLabel(name, { exact: true }))
  for (let stop = 0; stop < STOPS; stop++) {
    if (await wanted.evaluate((it) => it === document.activeElement).catch(() => false)) {
      const ring = await wanted.evaluate((it) => getComputedStyle(it).outlineStyle + getComputedStyle(it).boxShadow)
      expect(ring, `the focus on ${name} can be seen`).not.toBe('nonenone')
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`${STOPS} presses of Tab do not lead to ${name}`)
}
