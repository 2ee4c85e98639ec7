// Owns: the help queue: who asked, the longest unanswered first, and the conversation with the one who is chosen.
// Never moves a row while somebody is about to press it, and never leaves a conversation by itself.
import { useQuery } from '@tanstack/react-query'
import type { HelpRow } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { useTranslation } from 'react-i18next'
import { serverClock } from '../../client/clock.ts'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icon.tsx'
import { Age } from '../shared/age.tsx'
import { PhaseTag } from '../shared/sitting-page/phase-tag.tsx'
import { useSteadyOrder } from '../shared/sitting-page/use-steady-order.ts'
import { Frame } from '../shared/frame/frame.tsx'
import { Empty, Failed, Loading, StaleBand } from '../shared/frame/states.tsx'
import { AnswerBox } from '../shared/help/answer-box.tsx'
import { Thread } from '../shared/help/thread.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { failureOf, helpQueueQuery, sittingsQuery } from '../shared/queries.ts'
import { useZone, ZoneContext } from '../shared/zone.ts'

type HelpPageProps = { chosen: AttemptId | undefined; onChoose: (next: AttemptId | undefined) => void }

export function HelpPage({ chosen, onChoose }: HelpPageProps) {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery({
    ...helpQueueQuery,
    select: (rows) => ({ rows, knownAt: serverClock.now() }),
  })
  const failure = failureOf(error)
  return (
    <Frame
      about="help"
      title={t('help.title')}
      timeZone={null}
      crumbs={<PageLink page="sittings">{t('frame.sittings')}</PageLink>}
    >
      <div className="head">
        <h1>{t('help.title')}</h1>
      </div>
      {data ? (
        <>
          <StaleBand failure={failure} asOf={data.knownAt} />
          {data.rows.length === 0 && chosen === undefined ? (
            <Empty what={t('help.empty')} todo={t('help.emptyTodo')} />
          ) : (
            <div className="help-page">
              <Queue rows={data.rows} chosen={chosen} onChoose={onChoose} />
              <Chosen rows={data.rows} chosen={chosen} onChoose={onChoose} />
            </div>
          )}
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} />
      ) : (
        <Loading label={t('loading')} rows={8} />
      )}
    </Frame>
  )
}

type RowsProps = HelpPageProps & { rows: readonly HelpRow[] }

function Queue({ rows, chosen, onChoose }: RowsProps) {
  const { t } = useTranslation('staff')
  const { shown, hold } = useSteadyOrder(rows, (row) => row.attemptId)
  return (
    <ul
      className="card help-queue"
      aria-label={t('help.queue')}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
    >
      {shown.map((row) => (
        <li key={row.attemptId}>
          <button
            type="button"
            className="help-row"
            aria-pressed={row.attemptId === chosen}
            onClick={() => onChoose(row.attemptId)}
          >
            <b>{row.maskedName}</b>
            <PhaseTag phase={row.phase} />
            <Waiting sinceAt={row.waitingSince} />
            <span className="help-last">{row.lastText}</span>
            <span className="faint">
              {inLanguage(row.sittingName, currentLanguage())} · {t('help.messages', { count: row.messages })}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Waiting({ sinceAt }: { sinceAt: number | null }) {
  const { t } = useTranslation('staff')
  if (sinceAt === null) {
    return (
      <span className="line-state safe">
        <Icon name="good" size={14} />
        {t('help.answered')}
      </span>
    )
  }
  return (
    <span className="asks">
      <Icon name="clock" size={14} />
      <Age at={sinceAt}>{(length) => t('help.waiting', { length })}</Age>
    </span>
  )
}

function Chosen({ rows, chosen, onChoose }: RowsProps) {
  const { t } = useTranslation('staff')
  const row = rows.find((one) => one.attemptId === chosen)
  const sitting = useQuery(sittingsQuery).data?.find((one) => one.sittingId === row?.sittingId)
  const zone = useZone()
  const next = rows.find((one) => one.waitingSince !== null && one.attemptId !== chosen)
  return (
    <section className="card panel conversation conversation-tall" aria-label={t('work.conversation')}>
      {chosen === undefined ? (
        <p className="faint">{t('help.choose')}</p>
      ) : (
        <>
          {row && (
            <div className="row">
              <b className="identity-name">{row.maskedName}</b>
              <PhaseTag phase={row.phase} />
              <PageLink page="attempt" sittingId={row.sittingId} attemptId={row.attemptId}>
                {t('help.toAttempt')}
              </PageLink>
            </div>
          )}
          <ZoneContext value={sitting?.timeZone ?? zone}>
            <Thread key={chosen} attemptId={chosen} />
          </ZoneContext>
          <AnswerBox key={chosen} attemptId={chosen} isMain />
        </>
      )}
      {next ? (
        <button type="button" className="link next-waiting" onClick={() => onChoose(next.attemptId)}>
          <Age at={next.waitingSince ?? 0}>{(length) => t('help.nextWaiting', { name: next.maskedName, length })}</Age>
          <Icon name="forward" size={16} />
        </button>
      ) : (
        <p className="faint">{t('help.nobodyWaits')}</p>
      )}
    </section>
  )
}
