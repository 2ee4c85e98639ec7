// Owns: of each feed how long was due and is missing, where and why; and what was known of it at the hand-in.
// Never calls recorded what only a device says: that is to be checked.
import { useQuery } from '@tanstack/react-query'
import type { AttemptView, FeedCoverageView } from '@zhishi/core/contract'
import { SECOND_MS } from '@zhishi/core/time'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { formatLength } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { FEED_ICONS } from '../feed-icons.ts'
import { formatExactLength, formatInstant } from '../moment.ts'
import { coverageQuery } from '../queries.ts'
import { useZone } from '../zone.ts'

export function CoverageCard({ view }: { view: AttemptView }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const { data } = useQuery(coverageQuery(view.attemptId))
  if (!data || data.feeds.length === 0) return null
  const known = view.handedInGaps
    .map(({ line, lengthMs }) => t('gaps.line', { line: t(`lines.${line}`), length: formatLength(lengthMs, ui.t) }))
    .join(t('gaps.join'))
  return (
    <section className="card panel">
      <h2>{t('gaps.card')}</h2>
      <ul className="covered">
        {data.feeds.map((it) => (
          <Feed key={it.feed} it={it} />
        ))}
      </ul>
      {known !== '' && <p className="faint">{t('gaps.known', { list: known })}</p>}
      {!data.isFinal && <p className="faint">{t('gaps.open')}</p>}
    </section>
  )
}

/** So many gaps are named; what is left is counted, and stands in the timeline. */
const NAMED_GAPS = 4
/** What is shorter lies between two parts. */
const TOLD_FROM_MS = SECOND_MS

function Feed({ it: { feed, fromStart, fromEntry, gaps, parts } }: { it: FeedCoverageView }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const now = useServerNow()
  const zone = useZone()
  const { dueMs, claimedMs, missingMs } = fromStart ?? fromEntry
  const told = gaps.filter(({ fromAt, toAt }) => toAt - fromAt >= TOLD_FROM_MS)
  const isMissing = missingMs >= TOLD_FROM_MS
  return (
    <li>
      <p className="row">
        <Icon name={FEED_ICONS[feed]} size={16} />
        <b>{t(`lines.${feed}`)}</b>
        <span>{t('gaps.due', { length: formatLength(dueMs, ui.t) })}</span>
        {parts === 0 ? (
          <b className="covered-missing">{t('gaps.none')}</b>
        ) : isMissing ? (
          <b className="covered-missing">{t('gaps.missing', { length: formatExactLength(missingMs, t, ui.t) })}</b>
        ) : (
          claimedMs < TOLD_FROM_MS && <span className="safe">{t('gaps.whole')}</span>
        )}
        {claimedMs >= TOLD_FROM_MS && (
          <span className="faint">{t('gaps.claimed', { length: formatLength(claimedMs, ui.t) })}</span>
        )}
      </p>
      {told.slice(0, NAMED_GAPS).map(({ fromAt, toAt, reason, cause }) => (
        <p key={fromAt} className="faint">
          {t('gaps.from', {
            time: formatInstant(fromAt, now, zone),
            length: formatExactLength(toAt - fromAt, t, ui.t),
            why: cause === null ? ui.t(`gaps.reasons.${reason}`) : ui.t(`gaps.causes.${cause}`),
          })}
        </p>
      ))}
      {told.length > NAMED_GAPS && <p className="faint">{t('gaps.more', { count: told.length - NAMED_GAPS })}</p>}
    </li>
  )
}
