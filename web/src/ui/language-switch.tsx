// Owns: the choice between Chinese and English, at the same place on every page.
import { useTranslation } from 'react-i18next'
import { changeLanguage, currentLanguage, LANGUAGES, type Language } from './i18n.ts'

const NAMES: Record<Language, { short: string; full: string }> = {
  'zh-CN': { short: '中文', full: '中文' },
  en: { short: 'EN', full: 'English' },
}

export function LanguageSwitch() {
  const { t } = useTranslation('ui')
  const now = currentLanguage()
  return (
    <span className="language" role="group" aria-label={t('top.language')}>
      {LANGUAGES.map((language, at) => (
        <span key={language}>
          {at > 0 && <span aria-hidden="true">/</span>}
          <button
            type="button"
            lang={language}
            aria-pressed={language === now}
            aria-label={NAMES[language].full}
            onClick={() => void changeLanguage(language)}
          >
            {NAMES[language].short}
          </button>
        </span>
      ))}
    </span>
  )
}
