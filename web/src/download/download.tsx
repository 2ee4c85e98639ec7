// Owns: step 1 软件下载: which interviews may be prepared for and when; the computer's and the phone's program.
// Never asks who is there. Outside the windows it tells the dates and offers nothing.
import type { DownloadView } from '@zhishi/core/contract'
import { useEffect } from 'react'
import { inAppOf } from '../client/in-app.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { inLanguage } from '../ui/i18n.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { InAppPage } from '../ui/in-app-page.tsx'
import { formatLeft, zoneName } from '../ui/time.ts'
import { TopBar } from '../ui/top-bar.tsx'
import { useIsClockKnown, useServerNow } from '../ui/use-clock.ts'
import { InAppFoot } from './in-app-foot.tsx'
import { Programs } from './programs.tsx'
import { useTexts } from './texts/index.ts'
import { useDownloads, type Downloads } from './use-downloads.ts'
import { useMoment } from './use-moment.ts'

export function DownloadPage() {
  const { t, language } = useTexts()
  const downloads = useDownloads()
  const app = inAppOf(navigator.userAgent)
  const title = t('windowTitle')
  useEffect(() => {
    document.title = title
  }, [title])
  const [first] = downloads.list ?? []
  if (app) return <InAppPage app={app}>{first && <InAppFoot view={first} />}</InAppPage>
  const only = downloads.list?.length === 1 ? downloads.list[0] : undefined
  return (
    <div className="flex min-h-dvh flex-col">
      <TopBar
        supportPhone={only?.supportPhone ?? null}
        timeZone={only?.timeZone ?? null}
        isLineShown={false}
        what={only && <span>{inLanguage(only.interviewName, language)}</span>}
      />
      <main className="mx-auto w-full max-w-[1220px] flex-1 px-5 py-6">
        <p className="text-16 text-ink-2">{t('step')}</p>
        <Body downloads={downloads} />
      </main>
    </div>
  )
}

function Body({ downloads: { list, hasFailed, ask } }: { downloads: Downloads }) {
  const { t } = useTexts()
  if (!list) {
    return hasFailed ? (
      <Callout tone="warn" title={t('failed')} className="mt-4">
        <p className="mb-3">{t('failedBody')}</p>
        <Button icon="refresh" onClick={ask}>
          {t('retry')}
        </Button>
      </Callout>
    ) : (
      <p className="mt-4 flex items-center gap-2" role="status">
        <Icon name="spinner" />
        {t('loading')}
      </p>
    )
  }
  if (list.length === 0) {
    return (
      <section className="card mt-4 px-7 py-6">
        <h1 className="download-title">{t('none')}</h1>
        <p className="mb-5 mt-2 text-ink-2">{t('noneBody')}</p>
        <a href="/candidate/" className="btn">
          {t('noneSignIn')}
        </a>
      </section>
    )
  }
  const isOpen = list.some((one) => one.isOpen)
  return (
    <>
      <h1 className="download-title">{t(isOpen ? 'title' : 'closed')}</h1>
      <p className="text-ink-2">{t(isOpen ? 'lead' : 'closedBody')}</p>
      <ul className="mt-3 grid gap-2" aria-label={t('windows')}>
        {list.map((one, at) => (
          <Period key={at} view={one} isAlone={list.length === 1} />
        ))}
      </ul>
      {isOpen && <Programs />}
      {isOpen && <Then />}
    </>
  )
}

/** One interview with its window; its name and phone only where the top bar does not show them. */
function Period({ view, isAlone }: { view: DownloadView; isAlone: boolean }) {
  const { t, ui, language } = useTexts()
  const moment = useMoment(view.timeZone)
  const now = useServerNow()
  const zone = zoneName(view.timeZone, now, language, ui('top.beijing'))
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 text-16">
      {!isAlone && <b className="w-full">{inLanguage(view.interviewName, language)}</b>}
      <span className="text-ink-2">{t('windows')}</span>
      <b>{t('period', { opens: moment(view.opensAt), closes: moment(view.closesAt), zone })}</b>
      <Left view={view} now={now} moment={moment} />
      {!isAlone && (
        <span className="text-ink-2">
          {t('support')} {view.supportPhone}
        </span>
      )}
    </li>
  )
}

function Left({ view, now, moment }: { view: DownloadView; now: number; moment: (at: number) => string }) {
  const { t, ui } = useTexts()
  const isKnown = useIsClockKnown()
  if (!isKnown) return null
  const left = formatLeft(view.closesAt - now, ui)
  return (
    <span className={`tag ${view.isOpen ? 'tag-ok' : 'tag-warn'}`}>
      <Icon name="clock" size={16} />
      {view.isOpen
        ? t('open', { left })
        : now < view.opensAt
          ? t('notYet', { time: moment(view.opensAt) })
          : t('between')}
    </span>
  )
}

const NEXT = [
  ['check', 'good'],
  ['code', 'lock'],
  ['day', 'clock'],
] as const satisfies readonly (readonly [string, IconName])[]

function Then() {
  const { t } = useTexts()
  return (
    <ul className="mt-5 grid gap-x-6 gap-y-3 text-16 leading-normal wide:grid-cols-3">
      {NEXT.map(([key, icon]) => (
        <li key={key} className="flex items-center gap-3 text-ink-2">
          <Icon name={icon} className="text-dai-600" />
          <span>
            <b className="block text-ink">{t(`next.${key}.what`)}</b>
            {t(`next.${key}.how`)}
          </span>
        </li>
      ))}
    </ul>
  )
}
