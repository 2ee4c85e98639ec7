// Owns: the page an organiser keeps open while a sitting runs: ten figures, and first those that need somebody.
// Never a figure of its own: the server measures and says what each means.
import { useQuery } from '@tanstack/react-query'
import type { WatchView } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { formatTime } from '../../../ui/time.ts'
import { Frame } from '../../shared/frame/frame.tsx'
import { Failed, Loading, StaleBand } from '../../shared/frame/states.tsx'
import { PageLink } from '../../shared/page-link.tsx'
import { failureOf, watchQuery } from '../../shared/queries.ts'
import { useZone } from '../../shared/zone.ts'
import { FigureTile } from './figure-tile.tsx'
import { JobsCard } from './jobs-card.tsx'
import { useFigureText } from './figure-text.ts'

export function OperationPage() {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery(watchQuery)
  const failure = failureOf(error)
  return (
    <Frame
      about="live"
      title={t('organiser.live.title')}
      timeZone={null}
      crumbs={<PageLink page="sittings">{t('frame.sittings')}</PageLink>}
    >
      <div className="head">
        <h1>{t('organiser.live.title')}</h1>
        <p className="head-facts">
          <span>{t('organiser.live.lead')}</span>
          {data && <MeasuredAt view={data} />}
        </p>
      </div>
      {data ? (
        <>
          <StaleBand failure={failure} asOf={data.serverNow} />
          <Verdict view={data} />
          <ul className="figures">
            {data.figures.map((figure) => (
              <FigureTile key={figure.name} figure={figure} lookedAt={data.lookedAt} />
            ))}
          </ul>
          <JobsCard view={data} />
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} isTitle={false} />
      ) : (
        <Loading label={t('loading')} rows={8} />
      )}
    </Frame>
  )
}

function MeasuredAt({ view: { lookedAt } }: { view: WatchView }) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const newest = lookedAt.at(-1)
  if (newest === undefined) return null
  return <span>{t('organiser.live.measuredAt', { time: formatTime(newest, zone, true) })}</span>
}

/** What needs somebody, the worst first, each with what to do. */
function Verdict({ view: { figures, lookedAt } }: { view: WatchView }) {
  const { t } = useTranslation('staff')
  const say = useFigureText()
  if (lookedAt.length === 0) return <Loading label={t('organiser.live.waiting')} rows={2} />
  const urgency = ['act', 'unknown', 'check']
  const bad = figures
    .filter(({ state }) => state !== 'ok')
    .sort((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state))
  const worst = bad[0]?.state ?? 'ok'
  return (
    <section className={`card verdict verdict-${worst}`} aria-live="polite">
      <p className="verdict-what">
        <Icon name={worst === 'ok' ? 'good' : 'attention'} size={24} />
        {bad.length === 0
          ? t('organiser.live.allGood')
          : t(worst === 'check' ? 'organiser.live.someToCheck' : 'organiser.live.someBad', {
              count: bad.length,
              rest: figures.length - bad.length,
            })}
      </p>
      {bad.length > 0 && (
        <dl aria-label={t('organiser.live.todo')}>
          {bad.map(({ name, value, state }) => (
            <div key={name}>
              <dt>
                {t(`organiser.live.figures.${name}.name`)}
                {/* the number changes every few seconds: what it means is spoken, not each change */}
                {value !== null && <span aria-live="off"> {say(name, value)}</span>}
              </dt>
              <dd>
                {state === 'unknown' ? t('organiser.live.unknownTodo') : t(`organiser.live.figures.${name}.todo`)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
