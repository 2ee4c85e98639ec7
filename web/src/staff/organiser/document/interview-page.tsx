// Owns: the page on which one interview is edited: its parts as tabs, what is not saved, and the look before saving.
// Never saves by itself, and never forgets an edit without asking.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import type { DocumentView } from '@zhishi/core/contract'
import type { InterviewId } from '@zhishi/core/ids'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { Frame } from '../../shared/frame/frame.tsx'
import { Failed, Loading, Notice } from '../../shared/frame/states.tsx'
import { PageLink } from '../../shared/page-link.tsx'
import { failureOf } from '../../shared/queries.ts'
import { docOf, type Doc } from './doc.ts'
import { FileTab } from './file-tab.tsx'
import { NamesForm } from './names-form.tsx'
import { documentQuery, interviewsQuery } from './queries.ts'
import { ReviewDialog } from './review-dialog.tsx'
import { RosterTable } from './roster-table.tsx'
import { SettingsForm } from './settings-form.tsx'
import { SittingsForm } from './sittings-form.tsx'
import { useDraft } from './use-draft.ts'
import { WindowTimeline } from './window-timeline.tsx'

export function InterviewPage({ interviewId }: { interviewId: InterviewId }) {
  const { t } = useTranslation('staff')
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(documentQuery(interviewId))
  const [tab, setTab] = useState('line')
  const [isSaved, setSaved] = useState(false)
  const [readings, setReadings] = useState(0)
  const failure = failureOf(error)
  const doc = data && docOf(data)
  const title = doc ? inLanguage(doc.name, currentLanguage()) : t('document.title')
  const readAgain = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: documentQuery(interviewId).queryKey })
    setReadings((count) => count + 1)
  }
  return (
    <Frame
      about={interviewId}
      title={title}
      timeZone={doc?.timeZone ?? null}
      crumbs={<PageLink page="interviews">{t('document.title')}</PageLink>}
    >
      <div className="head">
        <h1>{title}</h1>
        {doc && <code>{doc.key}</code>}
      </div>
      {isSaved && <Notice tone="note" icon="good" what={t('document.saved')} todo={t('document.savedLead')} />}
      {data ? (
        <Desk
          key={`${data.version} ${readings}`}
          view={data}
          tab={tab}
          onTab={setTab}
          onEdited={() => setSaved(false)}
          onSaved={() => setSaved(true)}
          onReload={() => void readAgain()}
        />
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} isTitle={false} />
      ) : (
        <Loading label={t('loading')} rows={8} />
      )}
    </Frame>
  )
}

type DeskProps = {
  view: DocumentView
  tab: string
  onTab: (tab: string) => void
  onEdited: () => void
  onSaved: () => void
  onReload: () => void
}

function Desk({ view, tab, onTab, onEdited, onSaved, onReload }: DeskProps) {
  const { t } = useTranslation('staff')
  const { interviewId, version } = view
  const [original] = useState(() => docOf(view))
  const [doc, setDoc] = useState(original)
  const isEdited = doc !== original
  const draft = useDraft(interviewId, onSaved)
  useBlocker({
    // oxlint-disable-next-line no-alert -- the browser's own question, as it asks when the tab is closed
    shouldBlockFn: () => isEdited && !window.confirm(t('document.leave')),
    enableBeforeUnload: isEdited,
  })
  const change = (next: Doc): void => {
    setDoc(next)
    onEdited()
  }
  const nameOfSitting = (key: string): string => {
    const sitting = doc.sittings.find((one) => one.key === key)
    return sitting ? inLanguage(sitting.name, currentLanguage()) : key
  }
  const about = { timeZone: doc.timeZone, nameOfSitting }
  const isInFile = tab === 'file'
  return (
    <>
      <Tabs
        activeKey={tab}
        onChange={(next) => {
          draft.clear()
          onTab(next)
        }}
        destroyOnHidden
        items={[
          { key: 'line', label: t('document.tabs.line'), children: <Lines interviewId={interviewId} /> },
          {
            key: 'names',
            label: t('document.tabs.names'),
            children: <NamesForm doc={doc} onChange={change} />,
          },
          {
            key: 'settings',
            label: t('document.tabs.settings'),
            children: <SettingsForm doc={doc} onChange={change} />,
          },
          {
            key: 'sittings',
            label: t('document.tabs.sittings'),
            children: <SittingsForm doc={doc} onChange={change} />,
          },
          {
            key: 'roster',
            label: t('document.tabs.roster'),
            children: <RosterTable doc={doc} onChange={change} />,
          },
          {
            key: 'file',
            label: t('document.tabs.file'),
            children: <FileTab interviewId={interviewId} draft={draft} version={version} {...about} />,
          },
        ]}
      />
      {isEdited && (
        <div className="save-bar" role="region" aria-label={t('document.unsaved')}>
          <b>{t('document.unsaved')}</b>
          <Button onClick={() => setDoc(original)}>{t('document.discard')}</Button>
          <Button type="primary" onClick={() => void draft.look(JSON.stringify(doc), version)}>
            {t('document.review')}
          </Button>
        </div>
      )}
      {!isInFile && (draft.isBusy || draft.view || draft.failure) && draft.view?.state !== 'saved' && (
        <ReviewDialog draft={draft} onReload={onReload} {...about} />
      )}
    </>
  )
}

function Lines({ interviewId }: { interviewId: InterviewId }) {
  const { t } = useTranslation('staff')
  const { data } = useQuery(interviewsQuery)
  const interview = data?.find((one) => one.interviewId === interviewId)
  if (!interview) return <Loading label={t('loading')} rows={6} />
  return (
    <div className="card panel interview-card">
      {interview.sittings.map((sitting) => (
        <WindowTimeline key={sitting.sittingId} sitting={sitting} timeZone={interview.timeZone} />
      ))}
    </div>
  )
}
