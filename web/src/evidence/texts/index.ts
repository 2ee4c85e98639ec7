// Owns: the phone's namespace of words, and its keys to the compiler.
import { useTranslation } from 'react-i18next'
import { currentLanguage, type Language } from '../../ui/i18n.ts'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const evidenceTexts = { 'zh-CN': zhCN, en }

declare module '../../ui/i18n.ts' {
  interface Namespaces {
    evidence: typeof zhCN
  }
}

/** The phone's words in the language of the page. */
export function useTexts() {
  const { t } = useTranslation('evidence')
  const { t: ui } = useTranslation('ui')
  return { t, ui, language: currentLanguage() satisfies Language }
}
