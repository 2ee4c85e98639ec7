// Owns: the page of one sitting: who is in it, how far each is, who needs a person.
// Never loses what is shown because one question was not answered.
import { useQuery } from '@tanstack/react-query'
import type { SittingView } from '@zhishi/core/contract'
import type { SittingId } from '@zhishi/core/ids'
import { Button, Input, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Countdown } from '../../../ui/clock.tsx'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icon.tsx'
import { formatDay, formatTime } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { Contribution } from '../draw/contribution.tsx'
import { Frame } from '../frame/frame.tsx'
import { Empty, Failed, Loading, StaleBand } from '../frame/states.tsx'
import { UploadPace } from '../pace/upload-pace.tsx'
import { PageLink } from '../page-link.tsx'
import { useSittingPush } from '../push.ts'
import { attemptsQuery, failureOf, sittingsQuery } from '../queries.ts'
import { AttemptsTable } from './attempts-table.tsx'
import { inOrderOfNeed } from './need.ts'
import { choicesOf, sift, type Sieve } from './sieve.ts'
import { useSteadyOrder } from './use-steady-order.ts'

type SittingPageProps = { sittingId: SittingId; sieve: Sieve; onSieve: (sieve: Sieve) => void }

export function SittingPage({ sittingId, sieve, onSieve }: SittingPageProps) {
  const { t } = useTranslation('staff')
  const sitting = useQuery(sittingsQuery).data?.find((one) => one.sittingId === sittingId)
  const { data, error, refetch } = useQuery(attemptsQuery(sittingId))
  useSittingPush(sittingId)
  const failure = failureOf(error)
  const name = sitting ? inLanguage(sitting.name, currentLanguage()) : t('frame.sittings')
  return (
    <Frame
      about={sittingId}
      title={name}
      timeZone={sitting?.timeZone ?? null}
      crumbs={<PageLink page="sittings">{t('frame.sittings')}</PageLink>}
    >
      {(sitting || data) && (
        <div className="head">
          <h1>{name}</h1>
          {sitting && <Schedule sitting={sitting} />}
          {sitting?.abilities.includes('lookAtWall') && (
            <PageLink page="wall" sittingId={sittingId} className="head-door">
              <Icon name="camera" size={16} />
              {t('wall.open')}
            </PageLink>
          )}
          {sitting?.abilities.includes('contributeToDraw') && <Contribution sitting={sitting} />}
          {sitting?.abilities.includes('setUploadPace') && <UploadPace sittingId={sittingId} />}
        </div>
      )}
      {data ? (
        <>
          <StaleBand failure={failure} asOf={data.serverNow} />
          <Attempts sittingId={sittingId} attempts={data} sieve={sieve} onSieve={onSieve} />
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} isTitle={!sitting} />
      ) : (
        <Loading label={t('loading')} rows={12} />
      )}
    </Frame>
  )
}

function Schedule({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation('staff')
  const { startsAt, timeZone } = sitting
  const now = useServerNow(startsAt ?? 0)
  return (
    <p className="head-facts">
      <span>{inLanguage(sitting.interviewName, currentLanguage())}</span>
      {startsAt === null ? (
        <span>{sitting.isSelfPaced ? t('sitting.selfPaced') : t('sittings.noTime')}</span>
      ) : (
        <>
          <span>
            {t('sitting.start', { day: formatDay(startsAt, timeZone, currentLanguage()) })}{' '}
            <b>{formatTime(startsAt, timeZone)}</b>
          </span>
          {now < startsAt && (
            <span>
              {t('sitting.startsIn')} <Countdown at={startsAt} label={t('sitting.startsIn')} className="strong" />
            </span>
          )}
        </>
      )}
    </p>
  )
}

type AttemptsProps = SittingPageProps & {
  attempts: { serverNow: number; attempts: Parameters<typeof inOrderOfNeed>[0] }
}

function Attempts({ sittingId, attempts, sieve, onSieve }: AttemptsProps) {
  const { t } = useTranslation('staff')
  const rows = inOrderOfNeed(attempts.attempts, attempts.serverNow)
  const { shown, isHeld, hold } = useSteadyOrder(sift(rows, sieve), ({ row }) => row.attemptId)
  if (rows.length === 0) return <Empty what={t('sitting.empty')} todo={t('sitting.emptyTodo')} />
  return (
    <>
      <div className="tools">
        <Segmented<NonNullable<Sieve['show']> | 'all'>
          aria-label={t('sitting.filter')}
          value={sieve.show ?? 'all'}
          onChange={(show) => onSieve({ ...sieve, show: show === 'all' ? undefined : show })}
          options={[
            { value: 'all', label: <Choice label={t('sitting.all')} count={rows.length} /> },
            ...choicesOf(rows, sieve.show).map(({ show, count }) => ({
              value: show,
              label: (
                <Choice
                  label={show === 'needing' ? t('sitting.needing') : t(`phases.${show}`)}
                  count={count}
                  isNeed={show === 'needing' && count > 0}
                />
              ),
            })),
          ]}
        />
        <Input
          type="search"
          allowClear
          className="find"
          aria-label={t('sitting.find')}
          placeholder={t('sitting.find')}
          value={sieve.find ?? ''}
          onChange={(event) => onSieve({ ...sieve, find: event.target.value || undefined })}
        />
        <output className="faint">{t('sitting.showing', { count: shown.length })}</output>
        {isHeld && (
          <span className="faint row">
            <Icon name="lock" size={14} />
            {t('sitting.held')}
          </span>
        )}
      </div>
      {shown.length === 0 ? (
        <Empty what={t('sitting.noMatch')} todo={t('sitting.noMatchTodo')}>
          <Button onClick={() => onSieve({})}>{t('sitting.clear')}</Button>
        </Empty>
      ) : (
        <AttemptsTable sittingId={sittingId} rows={shown} onHold={hold} />
      )}
    </>
  )
}

function Choice({ label, count, isNeed = false }: { label: string; count: number; isNeed?: boolean }) {
  return (
    <span className={`choice ${isNeed ? 'choice-need' : ''}`}>
      <b>{count}</b> {label}
    </span>
  )
}
