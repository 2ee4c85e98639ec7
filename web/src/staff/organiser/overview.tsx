// Owns: the sittings of about now as a whole: how many are in which phase, and whether what was recorded is safe.
// Never derives a phase, and never decides what is missing: the server does.
import { useQuery } from '@tanstack/react-query'
import type { SittingView } from '@zhishi/core/contract'
import { DAY_MS } from '@zhishi/core/time'
import { useTranslation } from 'react-i18next'
import { serverClock } from '../../client/clock.ts'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { formatDayTime } from '../../ui/time.ts'
import { Failed, Loading, StaleBand } from '../shared/frame/states.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { failureOf, sittingsQuery, summaryQuery } from '../shared/queries.ts'
import { nearestFirst } from '../shared/sittings/order.ts'
import { MissingList } from './missing-list.tsx'
import { Phases, Remarks, Safety } from './summary-parts.tsx'

/** More do not fit a screen, and each asks the server every few seconds. */
const SHOWN_AT_MOST = 4

export function Overview() {
  const { t } = useTranslation('staff')
  const { data: near } = useQuery({
    ...sittingsQuery,
    select: (sittings) => nearestFirst(sittings, serverClock.now()).filter((one) => isNear(one, serverClock.now())),
  })
  if (near === undefined || near.length === 0) return null
  return (
    <section className="overview" aria-label={t('organiser.overview.title')}>
      {near.slice(0, SHOWN_AT_MOST).map((sitting) => (
        <SittingCard key={sitting.sittingId} sitting={sitting} />
      ))}
      {near.length > SHOWN_AT_MOST && (
        <p className="faint">{t('organiser.overview.more', { count: near.length - SHOWN_AT_MOST })}</p>
      )}
    </section>
  )
}

const isNear = ({ startsAt, isSelfPaced }: SittingView, now: number): boolean =>
  startsAt === null ? isSelfPaced : Math.abs(startsAt - now) < DAY_MS

function SittingCard({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation('staff')
  const { sittingId, startsAt, timeZone } = sitting
  const { data, error, refetch } = useQuery(summaryQuery(sittingId))
  const failure = failureOf(error)
  return (
    <article className="card summary">
      <header>
        <h2>
          <PageLink page="sitting" sittingId={sittingId}>
            {inLanguage(sitting.name, currentLanguage())}
          </PageLink>
        </h2>
        <span className="faint">{inLanguage(sitting.interviewName, currentLanguage())}</span>
        <span>
          {startsAt === null
            ? t('sittings.selfPaced')
            : t('organiser.overview.startsAt', {
                time: formatDayTime(startsAt, serverClock.now(), timeZone, currentLanguage()),
              })}
        </span>
      </header>
      {data ? (
        <>
          <StaleBand failure={failure} asOf={data.serverNow} />
          <div className="summary-columns">
            <Phases summary={data} />
            <Safety summary={data} />
            <MissingList summary={data} />
          </div>
          <Remarks summary={data} />
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} isTitle={false} />
      ) : (
        <Loading label={t('loading')} rows={3} />
      )}
    </article>
  )
}
