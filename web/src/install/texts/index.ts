// Owns: the install page's namespace of words, and its keys to the compiler.
import { useTranslation } from 'react-i18next'
import { currentLanguage, type Language } from '../../ui/i18n.ts'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const installTexts = { 'zh-CN': zhCN, en }

declare module '../../ui/i18n.ts' {
  interface Namespaces {
    install: typeof zhCN
  }
}

/** The install page's words in the language of the page. */
export function useTexts() {
  const { t } = useTranslation('install')
  return { t, language: currentLanguage() satisfies Language }
}
