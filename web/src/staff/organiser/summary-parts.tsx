// Owns: the phases of a sitting as bars with their numbers, and in one sentence each whether recordings are safe.
import type { SittingSummary } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icon.tsx'

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
