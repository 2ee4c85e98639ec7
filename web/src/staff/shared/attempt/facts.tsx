// Owns: the times of an attempt, as facts.
import type { AttemptView } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../../ui/use-clock.ts'
import { sayMoment } from '../moment.ts'
import { useZone } from '../zone.ts'

export function Facts({ view }: { view: AttemptView }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const zone = useZone()
  const { startsAt, endsAt, isSelfPaced } = view.schedule
  const rows = [
    ['startsAt', startsAt],
    ['enteredAt', view.enteredAt],
    ['finishedAt', view.finishedAt],
    ['endsAt', endsAt],
    ['handedInAt', view.handedInAt],
  ] as const
  return (
    <section className="card panel">
      <h2>{t('attempt.times')}</h2>
      <dl className="facts">
        {rows.map(([name, at]) => (
          <div key={name}>
            <dt>{t(`attempt.${name}`)}</dt>
            <dd>
              {at !== null ? (
                sayMoment(at, now, zone)
              ) : (
                <span className="faint">
                  {name === 'startsAt' && isSelfPaced ? t('attempt.selfPaced') : t('notYet')}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
