// Owns: the choice between Chinese and English, at the same place on every page.
import { useTranslation } from 'react-i18next'
import { changeLanguage, currentLanguage, LANGUAGES, type Language } from './i18n.ts'

const NAMES: Record<Language, string> = { 'zh-CN': '中文', en: 'EN' }

export function LanguageSwitch() {
  const { t } = useTranslation('ui')
  const now = currentLanguage()
  return (
    <fieldset className="language">
      <legend className="sr-only">{t('top.language')}</legend>
      {LANGUAGES.map((language, at) => (
        <span key={language}>
          {at > 0 && <span aria-hidden="true">/</span>}
          <button
            type="button"
            lang={language}
            aria-pressed={language === now}
            onClick={() => void changeLanguage(language)}
          >
            {NAMES[language]}
          </button>
        </span>
      ))}
    </fieldset>
  )
}
