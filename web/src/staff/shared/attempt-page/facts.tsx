// Owns: the times of an attempt, as facts.
import type { AttemptView, PresenceView } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../../ui/use-clock.ts'
import { formatInstant } from '../moment.ts'
import { useZone } from '../zone.ts'

type FactsProps = {
  view: AttemptView
  /** the early end by the computer's own account */
  finish: PresenceView['finish']
}

/** A claim that comes this soon after the press is the press: the network takes so long on a bad line. */
const SAME_PRESS_MS = 5000

export function Facts({ view, finish }: FactsProps) {
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
                formatInstant(at, now, zone)
              ) : (
                <span className="faint">
                  {name === 'startsAt' && isSelfPaced ? t('attempt.selfPaced') : t('notYet')}
                </span>
              )}
              {name === 'finishedAt' && finish !== null && isApart(finish.claimedAt, at) && (
                <span className="faint block">
                  {t('records.finishClaimed', {
                    claimed: formatInstant(finish.claimedAt, now, zone),
                    arrived: formatInstant(at ?? finish.arrivedAt, now, zone),
                  })}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const isApart = (claimedAt: number, at: number | null): boolean =>
  at === null || Math.abs(at - claimedAt) > SAME_PRESS_MS
