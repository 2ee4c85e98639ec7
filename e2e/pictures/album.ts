// Owns: one photograph of a page in each language, and what it finds wrong with what it sees.
// Never repairs and never forgives: whatever it finds, its caller has to report.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from '@playwright/test'

/** WCAG 2.2 AA. */
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const GRAVE = ['serious', 'critical']
/** As ui/texts write them: `home.lead.entry`. */
const LOOKS_LIKE_A_KEY = /\b[a-z]+(?:\.[a-zA-Z]+)+\b/g
const CHINESE = /[㐀-鿿]/

export type Album = {
  /** one sentence each, with the pictures it was found in */
  problems(): string[]
  names: readonly string[]
  /** from now on, errors that the pages of this context print are problems */
  watch(context: BrowserContext): void
  /** Photographs the page as it is, in Chinese and English, and leaves it in Chinese. */
  take(page: Page, name: string): Promise<void>
  /** Photographs a page that speaks both languages at once. */
  takeInBoth(page: Page, name: string): Promise<void>
}

export type AlbumOptions = {
  directory: string
  /** what stays Chinese on an English page because somebody typed it in: names, posts, questions */
  typedIn: readonly string[]
  /** addresses and file names, which look like keys */
  notKeys: readonly string[]
  /** further windows in which a computer's page is photographed, in CSS pixels; a phone's page has one */
  sizes?: readonly Size[]
}

export type Size = { width: number; height: number }

/** Narrower windows are phones' (CSS pixels). */
const PHONE_BELOW = 600

/** What the browser itself prints where a story takes the network away, or asks who is signed in before anybody is. */
const EXPECTED_ERRORS = [
  /ERR_INTERNET_DISCONNECTED/,
  /ERR_CONNECTION_REFUSED/,
  /\/api\/me .*401/,
  /\/api\/sign-in\/?\w* .*401/,
  // a review code that nobody has
  /\/api\/reviews\/100000 .*404/,
  // whether a binding code is right is asked by a phone that nobody has signed in
  /\/api\/evidence\/code-checks .*401/,
]

export function createAlbum(options: AlbumOptions): Album {
  const problems = new Map<string, string[]>()
  const names: string[] = []
  let latest = 'the start'

  const find = (name: string, what: string): void => {
    problems.set(what, [...(problems.get(what) ?? []), name])
  }

  const inOtherSizes = async (page: Page, photograph: (size: string) => Promise<void>): Promise<void> => {
    const usual = page.viewportSize()
    if (!options.sizes || !usual || usual.width < PHONE_BELOW) return
    for (const size of options.sizes) {
      await page.setViewportSize(size)
      await photograph(`${size.width}x${size.height}`)
    }
    await page.setViewportSize(usual)
  }

  /** @returns the number it has in the album */
  const begin = async (name: string): Promise<string> => {
    latest = name
    names.push(name)
    await mkdir(options.directory, { recursive: true })
    return String(names.length).padStart(2, '0')
  }

  const askAxe = async (page: Page, name: string): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).withTags(AXE_TAGS).setLegacyMode().analyze()
    for (const { id, impact, help, nodes } of violations) {
      if (!GRAVE.includes(impact ?? '')) continue
      for (const { target } of nodes) find(name, `axe ${impact} ${id}: ${help}: ${target.join(' ')}`)
    }
  }

  return {
    problems: () => [...problems].map(([what, pictures]) => `${what}\n    in ${pictures.join(', ')}`),
    names,
    watch(context) {
      context.on('console', (message) => {
        const text = `${new URL(message.location().url || 'page:').pathname} ${message.text()}`
        if (message.type() !== 'error' || EXPECTED_ERRORS.some((expected) => expected.test(text))) return
        find(latest, `printed an error after this picture: ${text}`)
      })
      context.on('weberror', (error) => find(latest, `threw after this picture: ${String(error.error())}`))
    },
    async take(page, name) {
      const number = await begin(name)
      for (const [language, says] of [
        ['zh-CN', '中文'],
        ['en', 'English'],
      ] as const) {
        const picture = `${name} (${language})`
        await speak(page, language, says)
        await page.screenshot({ path: join(options.directory, `${number}-${name}.${language}.png`) })
        for (const what of await lookAt(page, language, options)) find(picture, what)
        await inOtherSizes(page, async (size) => {
          await page.screenshot({ path: join(options.directory, `${number}-${name}.${language}.${size}.png`) })
          for (const what of await lookAt(page, language, options)) find(`${picture} ${size}`, what)
        })
      }
      await speak(page, 'zh-CN', '中文')
      await askAxe(page, name)
    },
    async takeInBoth(page, name) {
      const number = await begin(name)
      await page.screenshot({ path: join(options.directory, `${number}-${name}.png`), fullPage: true })
      for (const what of await lookAt(page, 'both', options)) find(name, what)
      await askAxe(page, name)
    },
  }
}

/** Presses the language where a dialog lies over it too: a press by script reaches what a veil covers. */
async function speak(page: Page, language: string, says: string): Promise<void> {
  const choice = page.locator(`button[lang="${language}"]`)
  if ((await choice.count()) === 0) throw new Error(`no choice of language (${says}) on ${page.url()}`)
  await choice.first().evaluate((it: HTMLElement) => it.click())
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language)
}

async function lookAt(page: Page, language: string, { typedIn, notKeys }: AlbumOptions): Promise<string[]> {
  const { text, declared, wide, tooWide } = await page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const beyond = [...document.querySelectorAll('body *')].filter((it) => {
      const { right, width: own } = it.getBoundingClientRect()
      return own > 0 && right > width + 1 && getComputedStyle(it).position !== 'fixed'
    })
    return {
      text: document.body.innerText,
      // what says of itself that it is Chinese was written so, and is read aloud so
      declared: [...document.querySelectorAll<HTMLElement>('body [lang="zh-CN"]')].map((it) => it.innerText.trim()),
      wide: document.documentElement.scrollWidth - width,
      tooWide: beyond.slice(0, 3).map((it) => it.outerHTML.slice(0, 160)),
    }
  })
  const found: string[] = []
  if (wide > 0) found.push(`is ${wide} px wider than the window: ${tooWide.join(' | ')}`)
  for (const [key] of text.matchAll(LOOKS_LIKE_A_KEY)) {
    if (!notKeys.some((known) => known.includes(key))) found.push(`shows what looks like a key: ${key}`)
  }
  if (/\{\{|undefined|NaN|\[object /.test(text)) found.push('shows an unfilled text')
  if (language === 'en') {
    const own = [...declared.filter((known) => known !== ''), ...typedIn]
    const rest = own.reduce((left, known) => left.replaceAll(known, ''), text)
    for (const line of rest.split('\n')) if (CHINESE.test(line)) found.push(`is not English: ${line.trim()}`)
  }
  return found
}
