// Owns: the page of one attempt: where it stands, its steps, its recordings and their receipts.
// Never plays anything by itself, and never loses what is shown because one question was not answered.
import { useQuery } from '@tanstack/react-query'
import type { AttemptView, JournalLine, RecordingView } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { PhaseTag } from '../sitting-page/phase-tag.tsx'
import { Frame } from '../frame/frame.tsx'
import { Empty, Failed, Loading, Notice, StaleBand } from '../frame/states.tsx'
import { ConversationCard } from '../help/conversation-card.tsx'
import { ImportExport } from '../import-export/import-export.tsx'
import { hasLive } from '../live/has-live.ts'
import { PageLink } from '../page-link.tsx'
import { Player } from '../player/player.tsx'
import { usePlayback } from '../player/use-playback.ts'
import { useAttemptPush } from '../push.ts'
import { attemptQuery, attemptsQuery, failureOf, presenceQuery, recordingsQuery, sittingsQuery } from '../queries.ts'
import { Actions } from './actions.tsx'
import { CoverageCard } from './coverage-card.tsx'
import { DevicesCard } from './devices-card.tsx'
import { Facts } from './facts.tsx'
import { GatesList } from './gates-list.tsx'
import { Journal } from './journal.tsx'
import { PartsTable } from './parts-table.tsx'
import { Timeline } from './timeline.tsx'
import { UploadBudgetCard } from './upload-budget-card.tsx'

type AttemptPageProps = { sittingId: SittingId; attemptId: AttemptId }

const mayLook = ({ abilities }: AttemptView): boolean => abilities.includes('lookAtRecordings')

export function AttemptPage({ sittingId, attemptId }: AttemptPageProps) {
  const { t } = useTranslation('staff')
  const sitting = useQuery(sittingsQuery).data?.find((one) => one.sittingId === sittingId)
  const { data: view, error, refetch } = useQuery(attemptQuery(attemptId))
  useAttemptPush(attemptId)
  const failure = failureOf(error)
  const names = view?.sitting ?? sitting
  return (
    <Frame
      about={attemptId}
      title={view?.candidate.maskedName ?? t('loading')}
      timeZone={view?.interview.timeZone ?? sitting?.timeZone ?? null}
      crumbs={
        <>
          <PageLink page="sittings">{t('frame.sittings')}</PageLink>
          {names && (
            <PageLink page="sitting" sittingId={sittingId}>
              {inLanguage(names.name, currentLanguage())}
            </PageLink>
          )}
        </>
      }
    >
      {view ? (
        <>
          <Head view={view} sittingId={sittingId} />
          <StaleBand failure={failure} asOf={view.serverNow} />
          {mayLook(view) ? (
            <Recordings view={view} />
          ) : (
            <div className="columns">
              <Notice tone="note" what={t('attempt.notForRole')} todo={t('attempt.notForRoleTodo')} />
              <Side view={view} />
            </div>
          )}
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} />
      ) : (
        <Loading label={t('loading')} rows={12} />
      )}
    </Frame>
  )
}

/** Without parts of which nobody knows when they began: they lie in the list of parts, and nowhere in time. */
const onClock = (recordings: readonly RecordingView[]): RecordingView[] =>
  recordings.map((one) => ({ ...one, parts: one.parts.filter((part) => !part.isStartUncertain) }))

function Head({ view, sittingId }: { view: AttemptView; sittingId: SittingId }) {
  const { t } = useTranslation('staff')
  // the attempt itself does not carry the number; the table that led here does, and does not change it
  const { data } = useQuery({ ...attemptsQuery(sittingId), refetchInterval: false, staleTime: Infinity })
  const number = data?.attempts.find((row) => row.attemptId === view.attemptId)?.maskedNumber
  return (
    <div className="head">
      <h1>{view.candidate.maskedName}</h1>
      <PhaseTag phase={view.phase} />
      <p className="head-facts">
        {number !== undefined && <span>{t('attempt.number', { number })}</span>}
        {view.candidate.post !== null && <span>{view.candidate.post}</span>}
        {view.lot !== null && <span>{t('attempt.lot', { lot: view.lot })}</span>}
        <span>{inLanguage(view.interview.name, currentLanguage())}</span>
        {mayLook(view) && hasLive(view.phase, view.evidence?.isSealed === false) && (
          <PageLink page="attemptLive" sittingId={sittingId} attemptId={view.attemptId}>
            {t('live.open')}
          </PageLink>
        )}
      </p>
    </div>
  )
}

function Side({ view }: { view: AttemptView }) {
  const { t } = useTranslation('staff')
  const { data: presence } = useQuery({ ...presenceQuery(view.attemptId), enabled: mayLook(view) })
  return (
    <div className="side">
      <Actions view={view} />
      <UploadBudgetCard view={view} />
      <DevicesCard view={view} />
      {view.abilities.includes('help') && <ConversationCard attemptId={view.attemptId} />}
      {mayLook(view) && view.enteredAt !== null && <CoverageCard view={view} />}
      <Facts view={view} finish={presence?.finish ?? null} />
      {view.abilities.includes('importExport') && (
        <section className="card panel">
          <h2>{t('records.import.title')}</h2>
          <ImportExport attemptId={view.attemptId} />
        </section>
      )}
      <GatesList gates={view.gates} />
    </div>
  )
}

function Recordings({ view }: { view: AttemptView }) {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery(recordingsQuery(view.attemptId))
  const { data: presence } = useQuery(presenceQuery(view.attemptId))
  const pictures = useMemo(
    () => onClock(data ?? []).filter((recording) => recording.parts.length > 0 && recording.line !== 'journal'),
    [data],
  )
  const playback = usePlayback(pictures, view.schedule, view.serverNow)
  const [written, setWritten] = useState<readonly JournalLine[]>([])
  const failure = failureOf(error)
  if (data === undefined) {
    return (
      <div className="columns">
        {failure ? (
          <Failed failure={failure} onRetry={() => void refetch()} isTitle={false} />
        ) : (
          <Loading label={t('loading')} rows={8} />
        )}
        <Side view={view} />
      </div>
    )
  }
  // an empty part says nothing of anybody
  const recordings = data
    .map((recording) => ({ ...recording, parts: recording.parts.filter(({ bytes }) => bytes > 0) }))
    .filter(({ parts }) => parts.length > 0)
  return (
    <>
      <div className="columns">
        <div className="stage">
          {playback === null ? (
            <Empty what={t('attempt.nothing')} todo={t('attempt.nothingTodo')} />
          ) : (
            <Player recordings={pictures} playback={playback} now={view.serverNow} startsAt={view.schedule.startsAt} />
          )}
          <Timeline
            recordings={onClock(recordings).filter(({ parts }) => parts.length > 0)}
            presence={presence ?? null}
            view={view}
            written={written}
            moment={playback?.isOpened ? playback.at : null}
            onSeek={(at) => playback?.seek(at, true)}
          />
        </div>
        <Side view={view} />
      </div>
      {recordings.length > 0 && <PartsTable recordings={recordings} />}
      <Journal attemptId={view.attemptId} onRead={setWritten} />
    </>
  )
}
