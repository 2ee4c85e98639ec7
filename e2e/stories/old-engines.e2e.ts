// A browser that lacks one of the features that pages need is told so in words, before anything is asked of anybody, on the
// computer and on the phone; the page that is shown works where next to nothing does.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { button } from '../harness/candidate.ts'
import { ROOT } from '../harness/product.ts'
import { story } from '../harness/story.ts'

const FLOOR = [...readFileSync(join(ROOT, 'web/public/floor.js'), 'utf8').matchAll(/path: '([\w.]+)'/g)].map(
  ([, path = '']) => path,
)

story(
  'without each of the features of the floor, every page says which it is and what to do',
  async ({ product, open }) => {
    const { context } = await open('old')
    expect(FLOOR.length).toBeGreaterThan(10)
    for (const path of FLOOR) {
      const page = await context.newPage()
      await page.addInitScript((missing) => {
        const names = missing.split('.')
        const last = names.pop() ?? ''
        const owner = names.reduce<unknown>((it, name) => (it as Record<string, unknown>)[name], window)
        Object.defineProperty(owner, last, { value: undefined, configurable: true })
      }, path)
      for (const place of ['candidate', 'evidence', 'download']) {
        await page.goto(`${product.url}/${place}/#code=SECRET`)
        await expect(page.getByRole('heading', { name: '这个浏览器版本太旧，不能参加面试' }), path).toBeVisible()
        await expect(page.locator('#missing')).toHaveText(path)
        await expect(page.locator('#address')).toHaveText(`${product.url}/${place}/`)
      }
      await page.close()
    }

    // and with all of them nobody is sent there
    const page = await context.newPage()
    for (const place of ['candidate', 'evidence', 'download', 'staff']) {
      await page.goto(`${product.url}/${place}/`)
      await expect(page.getByRole('heading').first()).toBeVisible()
      expect(new URL(page.url()).pathname.startsWith(`/${place}/`)).toBe(true)
    }
  },
)

story('features younger than the floor are not needed to open a page', async ({ product, open }) => {
  const { page } = await open('phone')
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.addInitScript(() => {
    Object.defineProperty(URL, 'canParse', { value: undefined })
    for (const late of ['withResolvers', 'try']) Object.defineProperty(Promise, late, { value: undefined })
    for (const late of ['groupBy']) Object.defineProperty(Map, late, { value: undefined })
  })
  for (const place of ['evidence', 'candidate', 'download']) {
    await page.goto(`${product.url}/${place}/`)
    await expect(page.getByRole('heading').first()).toBeVisible()
  }
  expect(errors).toEqual([])
})

story(
  'where site data is blocked, as in some private windows, pages open all the same, and the phone says so',
  async ({ product, open }) => {
    const { page } = await open('private')
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.addInitScript(() => {
      const blocked = (): never => {
        throw new DOMException('site data is blocked', 'SecurityError')
      }
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
        Object.defineProperty(window, name, { get: blocked })
      Object.defineProperty(StorageManager.prototype, 'getDirectory', { value: async () => blocked() })
    })
    for (const place of ['candidate', 'evidence', 'download']) {
      await page.goto(`${product.url}/${place}/`)
      await expect(page.getByRole('heading').first()).toBeVisible()
      // the phone is not bound yet; the computer says it in its own checks
      await expect(page.getByText('这个窗口不保存录像')).toHaveCount(place === 'evidence' ? 1 : 0)
    }
    // nobody answers whether the code is right: what stands before the consent stays
    await page.route('**/api/evidence/code-checks', () => {})
    await page.goto(`${product.url}/evidence/#code=ABCD2345`)
    await expect(button(page, '同意并开始录制')).toBeVisible()
    await expect(page.getByText('这个窗口不保存录像')).toBeVisible()
    expect(errors).toEqual([])

    const ordinary = await open('ordinary')
    await ordinary.page.goto(`${product.url}/evidence/`)
    await expect(button(ordinary.page, '打开摄像头扫码')).toBeVisible()
    await ordinary.page.evaluate(async () => navigator.storage.getDirectory())
    await expect(ordinary.page.getByText('这个窗口不保存录像')).toHaveCount(0)
  },
)
