// Owns: 我的录像: what this browser keeps of every attempt, what the server has of it, and sending again. Works signed out
// and offline. Never deletes anything, and never opens a step of an interview.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AttemptId } from '@zhishi/core/ids'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { meQuery } from '../attempt/queries.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { BareShell, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { AttemptCard } from './attempt-card.tsx'

export function RecordingsPage() {
  const { t } = useTexts()
  const { state } = useRecorder()
  const { data: me } = useQuery(meQuery)
  usePageTitle(t('recordings.title'))
  const own: readonly AttemptId[] = me?.role === 'candidate' ? me.attemptIds : []
  const here = [...state.uploads.map((one) => one.attemptId), ...state.elsewhere]
  const all = [...new Set([...here, ...own])]
  return (
    <BareShell>
      <div className="w-full max-w-[920px]">
        <h1 className="title">{t('recordings.title')}</h1>
        <p className="lead">{t('recordings.lead')}</p>
        {!state.isLogKnown && state.uploads.length === 0 && (
          <output className="mt-5 flex items-center gap-3 text-ink-2">
            <Icon name="spinner" />
            {t('recordings.looking')}
          </output>
        )}
        {state.isLogKnown && all.length === 0 && (
          <Callout tone="note" title={t('recordings.none')} className="mt-5">
            <p>{t('recordings.noneBody')}</p>
          </Callout>
        )}
        <ul className="mt-5 flex flex-col gap-4">
          {all.map((attemptId) => (
            <AttemptCard key={attemptId} attemptId={attemptId} isOwn={own.includes(attemptId)} />
          ))}
        </ul>
        <div className="mt-5 grid gap-4 wide:grid-cols-2">
          <Keep />
          <section className="card px-6 py-4 text-16">
            <h2 className="flex items-center gap-2 font-bold">
              <Icon name="mobile" />
              {t('recordings.phoneTitle')}
            </h2>
            <p className="mt-1 text-ink-2">{t('recordings.phoneBody')}</p>
          </section>
        </div>
        <div className="mt-6">
          <Link to={me ? '/' : '/sign-in'} className="btn">
            {t(me ? 'recordings.home' : 'recordings.signIn')}
          </Link>
        </div>
      </div>
    </BareShell>
  )
}

function Keep() {
  const { t } = useTexts()
  return (
    <section className="card px-6 py-4 text-16">
      <h2 className="flex items-center gap-2 font-bold">
        <Icon name="attention" className="text-warn" />
        {t('recordings.keepTitle')}
      </h2>
      <ul className="mt-1 list-disc pl-7 text-ink-2">
        <li>{t('recordings.keep.data')}</li>
        <li>{t('recordings.keep.browser')}</li>
        <li>{t('recordings.keep.system')}</li>
      </ul>
      <p className="mt-2">{t('recordings.may')}</p>
    </section>
  )
}
