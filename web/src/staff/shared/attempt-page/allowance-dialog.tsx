// Owns: granting an allowance: extra time, late entry, a step excused; with what it does, in words, before it is done.
// Never computes a window: it says what is added; the server's answer shows what came of it.
import type { AttemptView } from '@zhishi/core/contract'
import { STEPS, type Command, type Step } from '@zhishi/core/process'
import { MINUTE_MS } from '@zhishi/core/time'
import { Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../../ui/use-clock.ts'
import { formatInstant } from '../moment.ts'
import { useZone } from '../zone.ts'
import { ActionDialog, ReasonField, type DialogProps } from './action-dialog.tsx'
import { NumberField } from '../number-field.tsx'

const KINDS = ['extraTime', 'lateEntry', 'excuse'] as const
type Kind = (typeof KINDS)[number]

/** What is mostly granted after a fault of the venue's; more is typed. */
const USUAL_MINUTES = 5
/** Longer than any interview; a typing error of one digit more is refused. */
const MOST_MINUTES = 180

/** More time helps nobody who has ended, later entry nobody who is in. */
const kindsFor = ({ enteredAt, finishedAt }: AttemptView): Kind[] =>
  KINDS.filter((kind) => (kind === 'extraTime' ? finishedAt === null : kind === 'excuse' || enteredAt === null))

/** Steps that the server names as standing in the way of another, and step 9 while it waits for feeds. */
function stepsInTheWay({ gates }: AttemptView): Step[] {
  const named = gates.flatMap((gate) =>
    gate.reasons.flatMap(({ code, step }) => (code === 'stepMissing' ? [step] : [])),
  )
  // before T0 it holds the candidate until camera and screen are recorded
  const isHeld = gates.some(({ step, state }) => step === 'devices' && state === 'open')
  return STEPS.filter((step) => named.includes(step) || (isHeld && step === 'devices'))
}

export function AllowanceDialog(props: DialogProps) {
  const { t } = useTranslation('staff')
  const { view } = props
  const now = useServerNow()
  const kinds = kindsFor(view)
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'excuse')
  const [minutes, setMinutes] = useState<number | null>(USUAL_MINUTES)
  const [step, setStep] = useState<Step | null>(null)
  const [reason, setReason] = useState('')

  const allowance = allowanceOf({ kind, minutes, step, reason: reason.trim(), now, endsAt: view.schedule.endsAt })
  return (
    <ActionDialog
      {...props}
      title={t('work.grantAllowance.title')}
      confirm={t('work.grantAllowance.confirm')}
      command={allowance && { kind: 'grantAllowance', allowance }}
    >
      <Radio.Group
        aria-label={t('work.grantAllowance.kind')}
        optionType="button"
        value={kind}
        onChange={(event) => setKind(event.target.value as Kind)}
        options={kinds.map((one) => ({ value: one, label: t(`work.grantAllowance.${one}`) }))}
      />
      {kind === 'excuse' ? (
        <StepField view={view} step={step} onChange={setStep} />
      ) : (
        <MinutesField kind={kind} view={view} minutes={minutes} onChange={setMinutes} />
      )}
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  )
}

type Asked = {
  kind: Kind
  minutes: number | null
  step: Step | null
  reason: string
  now: number
  endsAt: number | null
}

/** Null: something is still missing. */
function allowanceOf({ kind, minutes, step, reason, now, endsAt }: Asked): Allowance | null {
  if (reason === '') return null
  if (kind === 'excuse') return step === null ? null : { kind, step, reason }
  if (minutes === null) return null
  if (kind === 'extraTime' && isPast(endsAt, minutes, now)) return null
  return kind === 'extraTime'
    ? { kind, lengthMs: minutes * MINUTE_MS, reason }
    : // to the whole minute that is shown
      { kind, untilAt: untilAt(now, minutes), reason }
}

type Allowance = Extract<Command, { kind: 'grantAllowance' }>['allowance']

const isPast = (endsAt: number | null, minutes: number, now: number): boolean =>
  endsAt !== null && endsAt + minutes * MINUTE_MS <= now

const untilAt = (now: number, minutes: number): number => (Math.ceil(now / MINUTE_MS) + minutes) * MINUTE_MS

type MinutesFieldProps = {
  kind: 'extraTime' | 'lateEntry'
  view: AttemptView
  minutes: number | null
  onChange: (minutes: number | null) => void
}

function MinutesField({ kind, view, minutes, onChange }: MinutesFieldProps) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const now = useServerNow()
  const { endsAt } = view.schedule
  const say = (): string => {
    if (minutes === null) return ''
    if (kind === 'lateEntry') {
      return t('work.grantAllowance.lateEntrySays', { time: formatInstant(untilAt(now, minutes), now, zone) })
    }
    if (isPast(endsAt, minutes, now)) return t('work.grantAllowance.extraTimePast')
    return endsAt === null
      ? t('work.grantAllowance.extraTimeSaysOpen', { minutes })
      : t('work.grantAllowance.extraTimeSays', { time: formatInstant(endsAt + minutes * MINUTE_MS, now, zone) })
  }
  return (
    <div>
      <label className="row">
        <NumberField min={1} max={MOST_MINUTES} decimals={0} value={minutes} onChange={onChange} />
        {t('work.grantAllowance.minutes')}
      </label>
      <p className="faint" role="status">
        {say()}
      </p>
    </div>
  )
}

type StepFieldProps = { view: AttemptView; step: Step | null; onChange: (step: Step) => void }

function StepField({ view, step, onChange }: StepFieldProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const steps = stepsInTheWay(view)
  if (steps.length === 0) return <p>{t('work.grantAllowance.noSteps')}</p>
  return (
    <div>
      <label className="block">
        {t('work.grantAllowance.step')}
        <Select<Step>
          style={{ width: '100%' }}
          value={step}
          onChange={onChange}
          options={steps.map((one) => ({
            value: one,
            label: one === 'devices' ? t('work.grantAllowance.devices') : ui.t(`steps.${one}`),
          }))}
        />
      </label>
      <p className="faint">
        {t(step === 'devices' ? 'work.grantAllowance.devicesSays' : 'work.grantAllowance.excuseSays')}
      </p>
    </div>
  )
}
