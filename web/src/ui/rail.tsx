// Owns: the list of the eleven steps with where I am. Fed by the server's gates; never computes one.
import type { Gate, Step } from '@zhishi/core/process'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Countdown } from './clock.tsx'
import { Icon } from './icon.tsx'
import { formatMoment, formatTime } from './time.ts'
import { useServerNow } from './use-clock.ts'

export type RailProps = {
  gates: readonly Gate[]
  /** the step this page is about; null: none of them */
  current: Step | null
  schedule: { startsAt: number | null; endsAt: number | null; isSelfPaced: boolean; isOver: boolean }
  timeZone: string
  /** steps that may be done although the settings do not ask for them */
  optional?: readonly Step[]
  /** a page's own way to a step, around its name */
  link?: (gate: Gate, name: string) => ReactNode
}

export function Rail({ gates, current, schedule, timeZone, optional = [], link }: RailProps) {
  const { t } = useTranslation('ui')
  return (
    <nav className="rail" aria-label={t('rail.label')}>
      <Zero {...schedule} timeZone={timeZone} />
      <ol>
        {gates.map((gate, at) => (
          <RailStep
            key={gate.step}
            gate={gate}
            number={at + 1}
            isNow={gate.step === current}
            isOptional={optional.includes(gate.step)}
            timeZone={timeZone}
            link={link}
          />
        ))}
      </ol>
    </nav>
  )
}

/** T0 and how far it is; while answering, the end. */
function Zero({ startsAt, endsAt, isSelfPaced, isOver, timeZone }: RailProps['schedule'] & { timeZone: string }) {
  const { t } = useTranslation('ui')
  const now = useServerNow(startsAt ?? 0)
  const hasBegun = startsAt !== null && now >= startsAt
  const deadline = hasBegun ? endsAt : startsAt
  const isPast = isOver || (deadline !== null && now > deadline)
  return (
    <div className="rail-zero">
      {isPast ? (
        <span>
          {t('rail.sitting')}
          <b>{t('rail.isOver')}</b>
        </span>
      ) : deadline === null ? (
        <span>
          {t('rail.sitting')}
          <b className="text-22">{isSelfPaced ? t('rail.selfPaced') : t('rail.later')}</b>
        </span>
      ) : (
        <span>
          {hasBegun ? t('rail.isRunning') : t('rail.untilStart')}
          <b>
            <Countdown at={deadline} label={hasBegun ? t('rail.isRunning') : t('rail.untilStart')} />
          </b>
        </span>
      )}
      {startsAt !== null && (
        <span>
          {t('rail.start')}
          <b>{formatMoment(startsAt, now, timeZone)}</b>
        </span>
      )}
    </div>
  )
}

const LOOKS = { notYet: '', blocked: '', open: '', done: 'rail-done', excused: '', missed: 'rail-missed' }

type RailStepProps = {
  gate: Gate
  number: number
  isNow: boolean
  isOptional: boolean
  timeZone: string
  link: RailProps['link']
}

function RailStep({ gate, number, isNow, isOptional, timeZone, link }: RailStepProps) {
  const { t } = useTranslation('ui')
  const name = t(`steps.${gate.step}`)
  const isNowShown = isNow && gate.state !== 'missed'
  return (
    <li className={isNowShown ? 'rail-now' : LOOKS[gate.state]} aria-current={isNow ? 'step' : undefined}>
      <span className="rail-mark" aria-hidden={gate.state === 'done' ? undefined : true}>
        {isOptional ? number : markOf(gate, number, isNowShown, t('rail.done'))}
      </span>
      <span>{link && !isNow ? link(gate, name) : name}</span>
      <span className="rail-says">
        {isNowShown ? t('rail.now') : isOptional ? t('rail.optional') : <Says gate={gate} timeZone={timeZone} />}
      </span>
    </li>
  )
}

function markOf(gate: Gate, number: number, isNow: boolean, done: string) {
  if (isNow) return number
  if (gate.state === 'done') {
    return (
      <>
        <Icon name="tick" size={15} />
        <span className="sr-only">{done}</span>
      </>
    )
  }
  if (gate.state === 'missed') return <Icon name="cross" size={15} />
  return gate.state === 'excused' ? <Icon name="dash" size={15} /> : number
}

function Says({ gate, timeZone }: { gate: Gate; timeZone: string }) {
  const { t } = useTranslation('ui')
  const now = useServerNow()
  switch (gate.state) {
    case 'done':
      return gate.doneAt === null ? null : formatMoment(gate.doneAt, now, timeZone)
    case 'open':
      return t('rail.open')
    case 'blocked':
      return t('rail.inOrder')
    case 'excused':
      return t('rail.excused')
    case 'missed':
      return t('rail.missed')
    case 'notYet':
      return (
        <>
          <Icon name="lock" size={13} />
          {gate.opensAt === null ? t('rail.later') : formatNear(gate.opensAt, now, timeZone)}
        </>
      )
  }
}

function formatNear(at: number, now: number, timeZone: string): string {
  return at - now < 86_400_000 ? formatTime(at, timeZone) : formatMoment(at, now, timeZone)
}
