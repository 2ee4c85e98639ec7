// Owns: the language of a page: Chinese first, English second, remembered in this browser.
// Never holds words: ui/texts and each page's own texts do, and each page hands its own in.
import type { Bilingual } from '@zhishi/core/interview'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './texts/en.ts'
import { zhCN } from './texts/zh-CN.ts'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

type Words = string | { [key: string]: Words }

/** Words by namespace; a page adds its own with `declare module`, so that keys are checked by the compiler. */
export interface Namespaces {
  ui: typeof zhCN
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui'
    resources: Namespaces
  }
}

const REMEMBERED = 'zhishi.language'

function rememberedLanguage(): Language {
  try {
    const stored = localStorage.getItem(REMEMBERED)
    return LANGUAGES.find((language) => language === stored) ?? 'zh-CN'
  } catch {
    return 'zh-CN'
  }
}

/** Starts the language of a page. @param own namespaces of the page, each with its words in both languages */
export async function startLanguage(own: Record<string, Record<Language, Words>>): Promise<void> {
  const resources = Object.fromEntries(
    LANGUAGES.map((language) => {
      const ofPage = Object.entries(own).map(([namespace, words]) => [namespace, words[language]])
      return [language, { ui: language === 'en' ? en : zhCN, ...Object.fromEntries(ofPage) }]
    }),
  )
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next.use(initReactI18next).init({
    lng: rememberedLanguage(),
    fallbackLng: 'zh-CN',
    ns: Object.keys(own),
    defaultNS: 'ui',
    resources,
    // React escapes what it shows
    interpolation: { escapeValue: false },
  })
}

/** Changes the language now and for the next visit. */
export async function changeLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(REMEMBERED, language)
  } catch {
    // site data is blocked: the choice holds for this visit
  }
  await i18next.changeLanguage(language)
}

/** The language a page is in now. */
export function currentLanguage(): Language {
  return LANGUAGES.find((language) => language === i18next.language) ?? 'zh-CN'
}

/** An organiser's text in the reader's language; Chinese where there is no English. */
export function inLanguage(text: Bilingual, language: Language): string {
  return language === 'en' ? (text.en ?? text.zh) : text.zh
}

/** What people wrote, for the `lang` of its element: Chinese has its own glyphs and punctuation. */
export function languageOf(text: string): Language | undefined {
  return /[一-鿿]/.test(text) ? 'zh-CN' : undefined
}
