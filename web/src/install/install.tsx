// Owns: the page on which a device is told to trust the authority of a server on the local network, and how to undo it.
// Never calls the server: it may be open before HTTPS works, and stays right when the server is gone.
import { Fragment, useEffect, useState } from 'react'
import { inAppOf } from '../client/in-app.ts'
import { Callout } from '../ui/callout.tsx'
import { Icon } from '../ui/icon.tsx'
import { Rich } from '../ui/rich.tsx'
import { TopBar } from '../ui/top-bar.tsx'
import type { InstallFacts } from './facts.ts'
import { SYSTEMS, systemOf, type System } from '../client/system.ts'
import { useTexts } from './texts/index.ts'

const STEPS = ['get', 'install', 'trust'] as const

/** @param facts null: nothing has to be installed here */
export function InstallPage({ facts }: { facts: InstallFacts | null }) {
  const { t } = useTexts()
  const title = t('windowTitle')
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar supportPhone={null} timeZone={null} isLineShown={false} />
      <main className="mx-auto w-full max-w-[760px] flex-1 px-5 py-6">
        {facts ? <Certificate facts={facts} /> : <Nothing />}
      </main>
    </div>
  )
}

function Nothing() {
  const { t } = useTexts()
  return (
    <section className="card px-5 py-6">
      <h1 className="install-title">{t('none')}</h1>
      <p className="mb-5 mt-2 text-ink-2">{t('noneBody')}</p>
      <a href="/download/" className="btn">
        {t('home')}
      </a>
    </section>
  )
}

function Certificate({ facts }: { facts: InstallFacts }) {
  const { t } = useTexts()
  const [system, setSystem] = useState(() => systemOf(navigator.userAgent, navigator.maxTouchPoints))
  return (
    <>
      <h1 className="install-title">{t('title')}</h1>
      <p className="mt-1 text-ink-2">{t('lead')}</p>
      {inAppOf(navigator.userAgent) && (
        <Callout tone="bad" title={t('inApp')} className="mt-4">
          <p>{t('inAppBody')}</p>
        </Callout>
      )}
      <Callout tone="warn" title={t('meansTitle')} className="mt-4 text-16">
        <p>
          <Rich text={t('means')} />
        </p>
        <p className="mt-2">{t('notForReal')}</p>
      </Callout>
      <SystemChoice system={system} onChoose={setSystem} />
      <ol className="install-steps">
        {STEPS.map((step) => (
          <li key={step}>
            <div className="min-w-0 flex-1">
              <p>
                <Rich text={t(`steps.${system}.${step}`, { name: facts.name })} />
              </p>
              {step === 'get' && (
                <a href={facts.certificate} className="btn btn-primary mt-3 w-full">
                  <Icon name="journal" />
                  {t('download')}
                </a>
              )}
            </div>
          </li>
        ))}
      </ol>
      <p className="mt-2 text-15 text-ink-2">{t('names')}</p>
      <Compare facts={facts} />
      <a href={`${facts.url}/download/`} className="btn btn-big mt-5 w-full px-3">
        {t('open')}
        <Icon name="forward" />
      </a>
      <p className="mt-2 text-center text-15 text-ink-2">{t('openBody')}</p>
      <section className="mt-6">
        <h2 className="install-heading">{t('removeTitle')}</h2>
        <p>
          <Rich text={t(`steps.${system}.remove`, { name: facts.name })} />
        </p>
      </section>
    </>
  )
}

function SystemChoice({ system, onChoose }: { system: System; onChoose: (system: System) => void }) {
  const { t } = useTexts()
  return (
    <fieldset className="mt-6">
      <legend className="install-heading">{t('system')}</legend>
      <div className="flex flex-wrap gap-2">
        {SYSTEMS.map((one) => (
          <label key={one} className="install-system">
            <input type="radio" name="system" checked={one === system} onChange={() => onChoose(one)} />
            {t(`systems.${one}`)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function Compare({ facts }: { facts: InstallFacts }) {
  const { t, language } = useTexts()
  const expires = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(facts.expiresAt)
  return (
    <section className="mt-6">
      <h2 className="install-heading">{t('compare')}</h2>
      <p>{t('compareBody')}</p>
      <dl className="install-facts card">
        <dt>{t('name')}</dt>
        <dd>{facts.name}</dd>
        <dt>{t('fingerprint')}</dt>
        <dd className="font-mono">
          {facts.fingerprint.split(':').map((pair, at) => (
            <Fragment key={at}>
              {at > 0 && (
                <>
                  :<wbr />
                </>
              )}
              {pair}
            </Fragment>
          ))}
        </dd>
        <dt>{t('expires')}</dt>
        <dd>{expires}</dd>
      </dl>
    </section>
  )
}
