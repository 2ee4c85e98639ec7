// Owns: the way out of a chat program's built-in browser, in which no page may record: two presses, or the address.
// Never opens the page itself there, and never copies what the address carries in its fragment: that is a secret, which the
// program's own menu hands on.
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../client/copy.ts'
import type { InApp } from '../client/in-app.ts'
import { isHandheld } from '../client/system.ts'
import { LanguageSwitch } from './language-switch.tsx'
import './in-app-page.css'

/** @param children the foot, where a page knows more than that support can be called */
export function InAppPage({ app, children }: { app: InApp; children?: ReactNode }) {
  const { t } = useTranslation('ui')
  const device = isHandheld(navigator.userAgent, navigator.maxTouchPoints) ? 'held' : 'computer'
  return (
    <main className="in-app">
      <div className="in-app-head">
        <LanguageSwitch />
        <svg viewBox="0 0 210 90" width="210" height="90" aria-hidden="true">
          <g fill="none" stroke="var(--dai-600)" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round">
            <path d="M10 82c90 4 150-10 178-62" strokeDasharray="1 10" />
            <path d="M172 26l17-17 10 20" />
          </g>
        </svg>
      </div>
      <h1>{t('inApp.title', { app: t(`inApp.apps.${app}`) })}</h1>
      <p>{t(`inApp.${device}.lead`)}</p>
      <ol>
        <li>
          <i>1</i>
          <span>
            {t(`inApp.${device}.one`)} <em>•••</em>
          </span>
        </li>
        <li>
          <i>2</i>
          <span>
            {t('inApp.two')} <em>{t(`inApp.${device}.menu`)}</em>
          </span>
        </li>
      </ol>
      <p className="in-app-or">{t('inApp.or')}</p>
      <Address copyFailed={t(`inApp.${device}.copyFailed`)} />
      <div className="in-app-foot">{children ?? t('inApp.support')}</div>
    </main>
  )
}

function Address({ copyFailed }: { copyFailed: string }) {
  const { t } = useTranslation('ui')
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  const address = `${location.origin}${location.pathname}`
  const copy = async (): Promise<void> => {
    // built-in browsers may forbid it: the address stays there to be copied by hand
    setOutcome((await copyText(address)) ? 'copied' : 'failed')
  }
  return (
    <>
      <button type="button" className="in-app-copy" onClick={() => void copy()}>
        {t(outcome === 'copied' ? 'inApp.copied' : 'inApp.copy')}
      </button>
      <p className="in-app-says" role="status">
        {outcome === 'failed' ? copyFailed : t('inApp.copiedBody')}
      </p>
      <p className="in-app-address">{address}</p>
    </>
  )
}
