// Owns: the wall of one sitting: many candidates at a glance, those who need a person first.
// Never moves anybody while the pointer or the focus is on the wall, and never hides that pictures are old.
import { useQuery } from '@tanstack/react-query'
import type { AttemptRow } from '@zhishi/core/contract'
import type { SittingId } from '@zhishi/core/ids'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icon.tsx'
import { inOrderOfNeed, isNeedy } from '../../shared/sitting-page/need.ts'
import { useSteadyOrder } from '../../shared/sitting-page/use-steady-order.ts'
import { Frame } from '../../shared/frame/frame.tsx'
import { Empty, Failed, Loading, StaleBand } from '../../shared/frame/states.tsx'
import { PageLink } from '../../shared/page-link.tsx'
import { useSittingPush } from '../../shared/push.ts'
import { attemptsQuery, failureOf, sittingsQuery } from '../../shared/queries.ts'
import { pageOf } from './pages.ts'
import { Tile } from './tile.tsx'
import { useStills } from './use-stills.ts'
import { useWallKeys } from './use-wall-keys.ts'

export function WallPage({ sittingId }: { sittingId: SittingId }) {
  const { t } = useTranslation('staff')
  const sitting = useQuery(sittingsQuery).data?.find((one) => one.sittingId === sittingId)
  const { data, error, refetch } = useQuery(attemptsQuery(sittingId))
  useSittingPush(sittingId)
  const failure = failureOf(error)
  return (
    <Frame
      about={sittingId}
      title={t('wall.title')}
      timeZone={sitting?.timeZone ?? null}
      crumbs={
        <>
          <PageLink page="sittings">{t('frame.sittings')}</PageLink>
          {sitting && (
            <PageLink page="sitting" sittingId={sittingId}>
              {inLanguage(sitting.name, currentLanguage())}
            </PageLink>
          )}
        </>
      }
    >
      {data ? (
        <>
          <StaleBand failure={failure} asOf={data.serverNow} />
          <Wall sittingId={sittingId} rows={data.attempts} now={data.serverNow} isAway={failure !== null} />
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} />
      ) : (
        <Loading label={t('loading')} rows={12} />
      )}
    </Frame>
  )
}

type WallProps = {
  sittingId: SittingId
  rows: readonly AttemptRow[]
  now: number
  /** the page has said already that the server is away */
  isAway: boolean
}

function Wall({ sittingId, rows, now, isAway }: WallProps) {
  const { t } = useTranslation('staff')
  const grid = useRef<HTMLDivElement>(null)
  const [wanted, setWanted] = useState(0)
  const [isNeedingOnly, setNeedingOnly] = useState(false)
  const all = inOrderOfNeed(rows, now)
  const needing = all.filter(isNeedy)
  const { shown, isHeld, hold } = useSteadyOrder(isNeedingOnly ? needing : all, ({ row }) => row.attemptId)
  const { items, page, pages, from, to } = pageOf(shown, wanted)
  const { stills, asOf, failure } = useStills(
    sittingId,
    items.map(({ row }) => row.attemptId),
  )
  useWallKeys(grid)
  const choose = (isOnly: boolean): void => {
    setNeedingOnly(isOnly)
    setWanted(0)
  }
  return (
    <section className="wall wall-whole" data-theme="wall" aria-label={t('wall.label')}>
      <div className="wall-bar">
        <h1>{t('wall.title')}</h1>
        <span role="group" aria-label={t('wall.show')} className="wall-choices">
          <button type="button" className="wall-button" aria-pressed={!isNeedingOnly} onClick={() => choose(false)}>
            <b>{all.length}</b> {t('wall.all')}
          </button>
          <button type="button" className="wall-button" aria-pressed={isNeedingOnly} onClick={() => choose(true)}>
            <b>{needing.length}</b> {t('wall.needing')}
          </button>
        </span>
        {pages > 1 && (
          <span className="wall-choices">
            <button type="button" className="wall-button" disabled={page === 0} onClick={() => setWanted(page - 1)}>
              {t('wall.previous')}
            </button>
            <output>{t('wall.range', { from, to, count: shown.length })}</output>
            <button
              type="button"
              className="wall-button"
              disabled={page === pages - 1}
              onClick={() => setWanted(page + 1)}
            >
              {t('wall.next')}
            </button>
          </span>
        )}
        <span className="wall-note">
          {isHeld && (
            <>
              <Icon name="lock" size={14} />
              {t('wall.held')} ·{' '}
            </>
          )}
          <kbd>J</kbd> <kbd>K</kbd> {t('wall.keysPerson')} <kbd>{t('wall.enter')}</kbd> {t('wall.keysOpen')}
        </span>
      </div>
      {asOf !== null && !isAway && <StaleBand failure={failure} asOf={asOf} />}
      {items.length === 0 ? (
        <Empty what={t('wall.none')} todo={t('wall.noneTodo')} />
      ) : (
        <div
          ref={grid}
          className="tiles"
          onPointerEnter={() => hold(true)}
          onPointerLeave={({ currentTarget }) => hold(currentTarget.contains(document.activeElement))}
          onFocus={() => hold(true)}
          onBlur={({ currentTarget, relatedTarget }) =>
            hold(currentTarget.matches(':hover') || currentTarget.contains(relatedTarget))
          }
        >
          {items.map((it) => (
            <Tile key={it.row.attemptId} sittingId={sittingId} it={it} stills={stills} />
          ))}
        </div>
      )}
      <p className="wall-note">
        <Icon name="info" size={14} />
        {t('wall.lead')}
      </p>
    </section>
  )
}
