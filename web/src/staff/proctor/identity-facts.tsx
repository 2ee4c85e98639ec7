// Owns: what is known of who is being compared: name, sitting, how long they wait, what the machine saw.
// Never a verdict of the machine: it saw something, the proctor decides.
import type { IdentityRow } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icon.tsx'
import { useServerNow } from '../../ui/use-clock.ts'
import { Age } from '../shared/age.tsx'
import { formatInstant } from '../shared/moment.ts'
import { useZone } from '../shared/zone.ts'
import { likenessOf } from './likeness.ts'

const LOOK_FOR = ['same', 'bare', 'live'] as const

export function IdentityFacts({ row }: { row: IdentityRow }) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const now = useServerNow()
  return (
    <section className="card panel">
      <h2 className="identity-name">{row.maskedName}</h2>
      <dl className="facts">
        <Fact name={t('identity.number')}>{row.maskedNumber}</Fact>
        <Fact name={t('identity.sitting')}>{inLanguage(row.sittingName, currentLanguage())}</Fact>
        <Fact name={t('identity.startsAt')}>
          {row.startsAt === null ? t('identity.selfPaced') : formatInstant(row.startsAt, now, zone)}
        </Fact>
        <Fact name={t('identity.asked')}>
          <Age at={row.askedAt} />
        </Fact>
        <Fact name={t('identity.faceLogin')}>{t('identity.tries', { count: row.faceTries })}</Fact>
      </dl>
      <h2>{t('identity.machine')}</h2>
      <Machine row={row} />
      <h2>{t('identity.lookFor')}</h2>
      <ul className="look-for">
        {LOOK_FOR.map((one) => (
          <li key={one}>{t(`identity.look.${one}`)}</li>
        ))}
      </ul>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Machine({ row: { reasons, distance } }: { row: IdentityRow }) {
  const { t } = useTranslation('staff')
  return (
    <>
      <ul className="machine">
        {reasons.map((reason) => (
          <li key={reason}>
            <Icon name="attention" size={16} />
            {t(`identity.reasons.${reason}`)}
          </li>
        ))}
        <li>
          <Icon name="info" size={16} />
          {distance === null ? (
            t('identity.notCompared')
          ) : (
            <span>
              {t(`identity.likeness.${likenessOf(distance)}`)}{' '}
              <span className="faint">{t('identity.distance', { value: distance.toFixed(2) })}</span>
            </span>
          )}
        </li>
        {reasons.length === 0 && distance !== null && (
          <li>
            <Icon name="good" size={16} />
            {t('identity.noReasons')}
          </li>
        )}
      </ul>
      <p className="faint">{t('identity.machineNote')}</p>
    </>
  )
}
