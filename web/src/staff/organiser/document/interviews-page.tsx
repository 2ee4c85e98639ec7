// Owns: every interview with its sittings on a line of time, the way to edit one, and a new one from a file.
import { useQuery } from '@tanstack/react-query'
import type { InterviewView } from '@zhishi/core/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { Frame } from '../../shared/frame/frame.tsx'
import { Empty, Failed, Loading, Notice } from '../../shared/frame/states.tsx'
import { useMay } from '../../shared/me.ts'
import { PageLink } from '../../shared/page-link.tsx'
import { failureOf } from '../../shared/queries.ts'
import { FileTab } from './file-tab.tsx'
import { interviewsQuery } from './queries.ts'
import { useDraft } from './use-draft.ts'
import { WindowTimeline } from './window-timeline.tsx'

/** Of a file that is not saved yet nothing is known but itself. */
const keyItself = (key: string): string => key

export function InterviewsPage() {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery(interviewsQuery)
  const mayCreate = useMay('createInterview')
  const [isMaking, setMaking] = useState(false)
  const [isSaved, setSaved] = useState(false)
  const draft = useDraft('new', () => {
    setMaking(false)
    setSaved(true)
  })
  const failure = failureOf(error)
  return (
    <Frame
      about="interviews"
      title={t('document.title')}
      timeZone={null}
      crumbs={<PageLink page="sittings">{t('frame.sittings')}</PageLink>}
    >
      <div className="head">
        <h1>{t('document.title')}</h1>
        <p className="head-facts">{t('document.lead')}</p>
        {mayCreate && (
          <Button
            onClick={() => {
              draft.clear()
              setMaking(!isMaking)
              setSaved(false)
            }}
          >
            {t(isMaking ? 'document.person.back' : 'document.create')}
          </Button>
        )}
      </div>
      {isSaved && <Notice tone="note" icon="good" what={t('document.saved')} todo={t('document.savedLead')} />}
      {(isMaking || draft.view?.state === 'hashing') && (
        <FileTab interviewId={null} draft={draft} version={null} timeZone="Asia/Shanghai" nameOfSitting={keyItself} />
      )}
      {data ? (
        data.length === 0 ? (
          <Empty what={t('document.empty')} todo={t('document.emptyTodo')} />
        ) : (
          data.map((interview) => <InterviewCard key={interview.interviewId} interview={interview} />)
        )
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} isTitle={false} />
      ) : (
        <Loading label={t('loading')} rows={6} />
      )}
    </Frame>
  )
}

function InterviewCard({ interview }: { interview: InterviewView }) {
  const { t } = useTranslation('staff')
  const { interviewId, name, organiser, key, sittings, timeZone, abilities } = interview
  return (
    <article className="card panel interview-card">
      <header>
        <h2>
          <PageLink page="interview" interviewId={interviewId}>
            {inLanguage(name, currentLanguage())}
          </PageLink>
        </h2>
        <span className="faint">{inLanguage(organiser, currentLanguage())}</span>
        <code>{key}</code>
        <span className="faint">{t('document.sittings', { count: sittings.length })}</span>
        {abilities.includes('editInterview') && (
          <PageLink page="interview" interviewId={interviewId} className="edit-link">
            {t('document.edit')}
          </PageLink>
        )}
      </header>
      {sittings.map((sitting) => (
        <WindowTimeline key={sitting.sittingId} sitting={sitting} timeZone={timeZone} />
      ))}
    </article>
  )
}
