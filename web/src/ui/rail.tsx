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
  /** whoever is inside does not need to be told of steps that are behind */
  hasEntered: boolean
  timeZone: string
  /** steps that may be done although the settings do not ask for them */
  optional?: readonly Step[]
  /** a page's own way to a step, around its name */
  link?: (gate: Gate, name: string) => ReactNode
}

export function Rail({ gates, current, schedule, hasEntered, timeZone, optional = [], link }: RailProps) {
  const { t } = useTranslation('ui')
  return (
    <nav className="rail" aria-label={t('rail.label')}>
      <Zero {...schedule} timeZone={timeZone} />
      <ol>
        {gates.map((gate, at) => (
          <RailStep
            key={gate.step}
            gate={shown(gate, hasEntered)}
            number={at + 1}
            isNow={gate.step === current}
            isLinked={isSettled(gates[at - 1])}
            isOptional={optional.includes(gate.step)}
            timeZone={timeZone}
            link={link && ((name) => link(gate, name))}
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
        <span className="text-left">
          {t('rail.sitting')}
          <b>{t('rail.isOver')}</b>
        </span>
      ) : deadline === null ? (
        <span className="text-left">
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

/** What is done or not asked for is behind; the line to the next step is drawn through. */
function isSettled(gate: Gate | undefined): boolean {
  return gate?.state === 'done' || gate?.state === 'excused'
}

/** A step that was open on the days before, or lies behind who has entered, is no cause for alarm: it is just past. */
function shown(gate: Gate, hasEntered: boolean): ShownGate {
  const isHarmless = hasEntered || gate.step === 'download' || gate.step === 'preparation'
  return gate.state === 'missed' && isHarmless ? { ...gate, state: 'past' } : gate
}
type ShownGate = Omit<Gate, 'state'> & { state: Gate['state'] | 'past' }

type RailStepProps = {
  gate: ShownGate
  number: number
  isNow: boolean
  isLinked: boolean
  isOptional: boolean
  timeZone: string
  link: ((name: string) => ReactNode) | undefined
}

function RailStep({ gate, number, isNow, isLinked, isOptional, timeZone, link }: RailStepProps) {
  const { t } = useTranslation('ui')
  const name = t(`steps.${gate.step}`)
  const isTinted = isNow && gate.state !== 'missed'
  const look = gate.state === 'past' ? '' : LOOKS[gate.state]
  const isDrawn = isLinked && (gate.state === 'done' || gate.state === 'excused' || isTinted)
  return (
    <li
      className={`${look} ${isTinted ? 'rail-now' : ''} ${isDrawn ? 'rail-linked' : ''}`}
      aria-current={isNow ? 'step' : undefined}
    >
      <span className="rail-mark" aria-hidden={gate.state === 'done' ? undefined : true}>
        {isOptional ? number : <Marking gate={gate} number={number} isNow={isTinted} />}
      </span>
      <span>{link && !isNow ? link(name) : name}</span>
      <span className="rail-says">
        {isTinted && gate.state !== 'done' && gate.state !== 'notYet' ? (
          t('rail.now')
        ) : isOptional ? (
          t('rail.optional')
        ) : (
          <Says gate={gate} timeZone={timeZone} />
        )}
      </span>
    </li>
  )
}

function Marking({ gate, number, isNow }: { gate: ShownGate; number: number; isNow: boolean }) {
  const { t } = useTranslation('ui')
  if (gate.state === 'done') {
    return (
      <>
        <Icon name="tick" size={15} />
        <span className="sr-only">{t('rail.done')}</span>
      </>
    )
  }
  if (isNow) return number
  if (gate.state === 'missed') return <Icon name="cross" size={15} />
  return gate.state === 'excused' || gate.state === 'past' ? <Icon name="dash" size={15} /> : number
}

function Says({ gate, timeZone }: { gate: ShownGate; timeZone: string }) {
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
    case 'past':
      return t('rail.past')
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
