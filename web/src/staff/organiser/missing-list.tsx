// Owns: whose recordings lack something, and what, each with the way to the attempt.
// Never says why: the timeline of the attempt does.
import type { SittingSummary } from '@zhishi/core/contract'
import type { Missing } from '@zhishi/core/watch'
import { useTranslation } from 'react-i18next'
import { PhaseTag } from '../shared/sitting-page/phase-tag.tsx'
import { formatExactLength } from '../shared/moment.ts'
import { PageLink } from '../shared/page-link.tsx'

/** The rest is one press away: the table of the sitting puts who needs somebody first. */
const SHOWN_AT_MOST = 6

export function MissingList({ summary }: { summary: SittingSummary }) {
  const { sittingId, incomplete, missing, recordings, phases } = summary
  const { t } = useTranslation('staff')
  const say = useMissingText()
  const isAnyIn = recordings.safe + recordings.unsafe + recordings.inside > 0
  // before anybody could enter, nobody has stayed away
  const isToCome = phases.some(({ phase, count }) => count > 0 && (phase === 'before' || phase === 'checkIn'))
  if (missing.length === 0) {
    return (
      <div>
        <h3>{t('organiser.overview.missing')}</h3>
        <p className="faint">
          {isAnyIn
            ? t('organiser.overview.nothingMissing')
            : isToCome
              ? t('notYet')
              : t('organiser.overview.nobodyCame')}
        </p>
      </div>
    )
  }
  return (
    <div>
      <h3>{t('organiser.overview.missing')}</h3>
      <ul className="missing">
        {missing.slice(0, SHOWN_AT_MOST).map(({ attemptId, maskedName, phase, what }) => (
          <li key={attemptId}>
            <PageLink page="attempt" sittingId={sittingId} attemptId={attemptId} className="who">
              {maskedName}
            </PageLink>
            <PhaseTag phase={phase} />
            <span>{what.map(say).join(' · ')}</span>
          </li>
        ))}
      </ul>
      {incomplete > SHOWN_AT_MOST && (
        <PageLink page="sitting" sittingId={sittingId}>
          {t('organiser.overview.others', { count: incomplete - SHOWN_AT_MOST })}
        </PageLink>
      )}
    </div>
  )
}

function useMissingText(): (it: Missing) => string {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  return (it) => {
    switch (it.kind) {
      case 'notRecording':
      case 'noFeed':
        return t(`organiser.overview.what.${it.kind}`, { feed: t(`lines.${it.feed}`) })
      case 'unsealed':
        return t('organiser.overview.what.unsealed', { line: t(`lines.${it.line}`), count: it.parts })
      case 'gaps':
        return t('organiser.overview.what.gaps', {
          feed: t(`lines.${it.feed}`),
          length: formatExactLength(it.lengthMs, t, ui.t),
        })
    }
  }
}
