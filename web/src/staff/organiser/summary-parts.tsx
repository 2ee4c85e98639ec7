// Owns: the phases of a sitting as bars with their numbers, in one sentence each whether recordings are safe, and whether
// examiners said something beside marks.
import { useQuery } from '@tanstack/react-query'
import type { SittingSummary } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icon.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { remarksQuery } from '../shared/queries.ts'

export function Phases({ summary: { phases, attempts } }: { summary: SittingSummary }) {
  const { t } = useTranslation('staff')
  return (
    <div>
      <h3>{t('organiser.overview.phases')}</h3>
      <dl className="phases">
        {phases
          .filter(({ count }) => count > 0)
          .map(({ phase, count }) => (
            <div key={phase}>
              <dt>{t(`phases.${phase}`)}</dt>
              <dd>
                <i className="phase-bar" style={{ '--share': count / attempts } as React.CSSProperties} />
                <b>{count}</b>
              </dd>
            </div>
          ))}
      </dl>
    </div>
  )
}

export function Safety({ summary: { recordings } }: { summary: SittingSummary }) {
  const { t } = useTranslation('staff')
  const { safe, unsafe, inside } = recordings
  return (
    <div>
      <h3>{t('organiser.overview.recordings')}</h3>
      <ul className="safety">
        {safe + unsafe + inside === 0 && (
          <li className="faint">
            <Icon name="dash" size={16} />
            {t('organiser.overview.nobody')}
          </li>
        )}
        {inside > 0 && (
          <li>
            <Icon name="camera" size={16} />
            {t('organiser.overview.inside', { count: inside })}
          </li>
        )}
        {unsafe > 0 && (
          <li className="need">
            <Icon name="attention" size={16} />
            {t('organiser.overview.unsafe', { count: unsafe })}
          </li>
        )}
        {safe > 0 && (
          <li className="safe">
            <Icon name="good" size={16} />
            {t('organiser.overview.safe', { count: safe })}
          </li>
        )}
      </ul>
    </div>
  )
}

/** The way to what examiners said of this sitting; nothing where they said nothing. */
export function Remarks({ summary: { sittingId } }: { summary: SittingSummary }) {
  const { t } = useTranslation('staff')
  const { data = [] } = useQuery(remarksQuery)
  const own = data.filter((one) => one.sittingId === sittingId)
  const count = (said: 'recusals' | 'disclosures'): number => own.reduce((sum, one) => sum + one[said].length, 0)
  const isLeftAlone = own.some(({ examiners }) => examiners.length === 0)
  if (own.length === 0) return null
  return (
    <p className={isLeftAlone ? 'need summary-remarks' : 'summary-remarks'}>
      <Icon name={isLeftAlone ? 'attention' : 'journal'} size={16} />
      <PageLink page="remarks">
        {t('organiser.overview.remarks', { recusals: count('recusals'), disclosures: count('disclosures') })}
      </PageLink>
      {isLeftAlone && <span>{t('organiser.remarks.nobody')}</span>}
    </p>
  )
}
