// Owns: the way out of a chat program's built-in browser, in which no page may record: two taps, or the address.
// Never offers the programs themselves there.
import { useState } from 'react'
import { copyText } from '../client/copy.ts'
import type { InApp } from '../client/in-app.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { useTexts } from './texts/index.ts'
import type { Downloads } from './use-downloads.ts'
import { useMoment } from './use-moment.ts'

export function InAppPage({ app, downloads }: { app: InApp; downloads: Downloads }) {
  const { t } = useTexts()
  const [first] = downloads.list ?? []
  return (
    <main className="in-app">
      <div className="flex items-start justify-between pt-2">
        <LanguageSwitch />
        <svg viewBox="0 0 210 90" width="210" height="90" aria-hidden="true">
          <g fill="none" stroke="var(--dai-600)" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round">
            <path d="M10 82c90 4 150-10 178-62" strokeDasharray="1 10" />
            <path d="M172 26l17-17 10 20" />
          </g>
        </svg>
      </div>
      <h1>{t('inApp.title', { app: t(`inApp.apps.${app}`) })}</h1>
      <p className="text-ink-2">{t('inApp.lead')}</p>
      <ol className="mt-4">
        <li>
          <i>1</i>
          <span className="flex flex-wrap gap-2">
            {t('inApp.one')} <em>•••</em>
          </span>
        </li>
        <li>
          <i>2</i>
          <span className="flex flex-wrap gap-2">
            {t('inApp.two')} <em>{t('inApp.menu')}</em>
          </span>
        </li>
      </ol>
      <p className="in-app-or">{t('inApp.or')}</p>
      <Address />
      <span className="min-h-8 flex-1" />
      {first && <Foot view={first} />}
    </main>
  )
}

function Address() {
  const { t } = useTexts()
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  const address = `${location.origin}/download/`
  const copy = async (): Promise<void> => {
    // built-in browsers may forbid it: the address stays there to be pressed for long
    setOutcome((await copyText(address)) ? 'copied' : 'failed')
  }
  return (
    <>
      <Button className="w-full" icon={outcome === 'copied' ? 'tick' : 'journal'} onClick={() => void copy()}>
        {outcome === 'copied' ? t('inApp.copied') : t('inApp.copy')}
      </Button>
      <p className="mt-3 select-all text-center font-mono text-16 [overflow-wrap:anywhere]">{address}</p>
      <p className="text-center text-15 text-ink-2" role="status">
        {t(outcome === 'copied' ? 'inApp.copiedBody' : outcome === 'failed' ? 'inApp.copyFailed' : 'inApp.hint')}
      </p>
    </>
  )
}

function Foot({ view }: { view: NonNullable<Downloads['list']>[number] }) {
  const { t } = useTexts()
  const moment = useMoment(view.timeZone)
  return (
    <footer className="grid justify-items-center gap-2 pb-4 text-16">
      <p className="flex items-center gap-2">
        <Icon name="clock" size={18} />
        {t('inApp.closes')} <b>{moment(view.closesAt)}</b>
      </p>
      <p className="flex items-center gap-2 text-ink-2">
        <Icon name="phone" size={18} />
        {t('support')}
        <a href={`tel:${view.supportPhone.replace(/[^\d+]/g, '')}`} className="font-bold">
          {view.supportPhone}
        </a>
      </p>
    </footer>
  )
}
