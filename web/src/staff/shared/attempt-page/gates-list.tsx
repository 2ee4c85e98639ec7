// Owns: the eleven steps of an attempt with the state the server gives each.
// Never computes a gate.
import type { Gate, GateState } from '@zhishi/core/process'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { useServerNow } from '../../../ui/use-clock.ts'
import { formatInstant } from '../moment.ts'
import { useZone } from '../zone.ts'

const LOOKS: Record<GateState, { icon: IconName; tone: string }> = {
  notYet: { icon: 'clock', tone: 'faint' },
  blocked: { icon: 'lock', tone: 'faint' },
  open: { icon: 'forward', tone: 'gate-open' },
  done: { icon: 'good', tone: 'safe' },
  excused: { icon: 'dash', tone: 'faint' },
  missed: { icon: 'bad', tone: 'faint' },
}

export function GatesList({ gates }: { gates: readonly Gate[] }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  return (
    <section className="card panel">
      <h2>{t('attempt.steps')}</h2>
      <ol className="gates">
        {gates.map((gate, at) => (
          <li key={gate.step}>
            <span className="faint">{at + 1}</span>
            <span>{ui.t(`steps.${gate.step}`)}</span>
            <span className="faint">
              <When gate={gate} />
            </span>
            <span className={`gate-state ${LOOKS[gate.state].tone}`}>
              <Icon name={LOOKS[gate.state].icon} size={15} />
              {t(`attempt.gates.${gate.state}`)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** When it was done, until when it is open, or from when. */
function When({ gate }: { gate: Gate }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const zone = useZone()
  const say = (at: number): string => formatInstant(at, now, zone)
  switch (gate.state) {
    case 'done':
      return gate.doneAt === null ? null : say(gate.doneAt)
    case 'notYet':
      return gate.opensAt === null ? null : t('attempt.from', { time: say(gate.opensAt) })
    case 'open':
    case 'blocked':
    case 'missed':
      return gate.closesAt === null ? null : t('attempt.until', { time: say(gate.closesAt) })
    case 'excused':
      return null
  }
}
