// Owns: the list of sittings, for every role; each role hands in its own words.
// Never computes whether a sitting runs: it says how far T0 is.
import { useQuery } from '@tanstack/react-query'
import type { SittingView } from '@zhishi/core/contract'
import { Table, type TableColumnsType } from 'antd'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { serverClock } from '../../../client/clock.ts'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { formatDay, formatTime, formatLength, zoneName } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { Frame } from '../frame/frame.tsx'
import { Empty, Failed, Loading, StaleBand } from '../frame/states.tsx'
import { PageLink } from '../page-link.tsx'
import { failureOf, sittingsQuery } from '../queries.ts'
import { nearestFirst } from './order.ts'

type SittingsPageProps = {
  title: string
  lead: string
  /** what this role does first */
  children?: ReactNode
}

export function SittingsPage({ title, lead, children }: SittingsPageProps) {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery({
    ...sittingsQuery,
    select: (sittings) => ({ sittings: nearestFirst(sittings, serverClock.now()), knownAt: serverClock.now() }),
  })
  const failure = failureOf(error)
  return (
    <Frame about="sittings" title={title} timeZone={null} crumbs={null}>
      <div className="head">
        <h1>{title}</h1>
        <p className="head-facts">{lead}</p>
      </div>
      {children}
      {data ? (
        <>
          <StaleBand failure={failure} asOf={data.knownAt} />
          {data.sittings.length === 0 ? (
            <Empty what={t('sittings.empty')} todo={t('sittings.emptyTodo')} />
          ) : (
            <SittingsTable sittings={data.sittings} />
          )}
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} isTitle={false} />
      ) : (
        <Loading label={t('loading')} rows={6} />
      )}
    </Frame>
  )
}

function SittingsTable({ sittings }: { sittings: SittingView[] }) {
  const { t } = useTranslation('staff')
  const columns = useMemo<TableColumnsType<SittingView>>(
    () => [
      {
        key: 'name',
        title: t('sittings.name'),
        render: (_, { sittingId, name }) => (
          <PageLink page="sitting" sittingId={sittingId} className="who">
            {inLanguage(name, currentLanguage())}
          </PageLink>
        ),
      },
      {
        key: 'interview',
        title: t('sittings.interview'),
        render: (_, { interviewName }) => inLanguage(interviewName, currentLanguage()),
      },
      { key: 'startsAt', title: t('sittings.startsAt'), render: (_, sitting) => <StartsAt sitting={sitting} /> },
      { key: 'when', title: t('sittings.when'), render: (_, { startsAt }) => <Distance at={startsAt} /> },
      {
        key: 'zone',
        title: t('sittings.zone'),
        render: (_, sitting) => <ZoneName zone={sitting.timeZone} at={sitting.startsAt} />,
      },
      {
        key: 'attempts',
        title: t('sittings.attempts'),
        align: 'right',
        render: (_, { attempts }) => t('sittings.people', { count: attempts }),
      },
    ],
    [t],
  )
  return (
    <div className="card">
      <Table size="small" rowKey="sittingId" columns={columns} dataSource={sittings} pagination={false} />
    </div>
  )
}

function StartsAt({ sitting: { startsAt, timeZone, isSelfPaced } }: { sitting: SittingView }) {
  const { t } = useTranslation('staff')
  if (startsAt === null)
    return <span className="faint">{isSelfPaced ? t('sittings.selfPaced') : t('sittings.noTime')}</span>
  return (
    <span className="nowrap">
      {formatDay(startsAt, timeZone, currentLanguage())} <b>{formatTime(startsAt, timeZone)}</b>
    </span>
  )
}

/** How far T0 is, in minutes once it is more than one away. */
function Distance({ at }: { at: number | null }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const now = useServerNow(at ?? 0)
  if (at === null) return <span className="faint">{t('notYet')}</span>
  const distance = Math.abs(at - now)
  const step = distance > 60_000 ? 60_000 : 1000
  const length = formatLength(Math.floor(distance / step) * step, ui.t)
  return <span className="nowrap">{at > now ? t('later', { length }) : t('ago', { length })}</span>
}

function ZoneName({ zone, at }: { zone: string; at: number | null }) {
  const ui = useTranslation('ui')
  return <span>{zoneName(zone, at ?? serverClock.now(), currentLanguage(), ui.t('top.beijing'))}</span>
}
