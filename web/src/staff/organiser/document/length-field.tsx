// Owns: a field for a length of time: a number and its unit; the document writes it as ISO 8601.
// Never rounds: a length that is no whole number of a unit is shown in the smaller one.
import { formatDuration, parseDuration } from '@zhishi/core/time'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NumberField } from '../../shared/number-field.tsx'

const UNITS = [
  { unit: 'd', lengthMs: 86_400_000 },
  { unit: 'h', lengthMs: 3_600_000 },
  { unit: 'm', lengthMs: 60_000 },
  { unit: 's', lengthMs: 1000 },
] as const
/** A hundredth of a second is a whole number of milliseconds; finer than that nobody sets a length. */
const DECIMALS = 2
type Unit = (typeof UNITS)[number]['unit']

/** The largest unit of which it is a whole number; nothing is counted in minutes, as most lengths are. */
const unitFor = (lengthMs: number): Unit =>
  lengthMs === 0 ? 'm' : (UNITS.find((one) => lengthMs % one.lengthMs === 0)?.unit ?? 's')

type LengthFieldProps = { label: string; value: string; onChange: (value: string) => void }

export function LengthField({ label, value, onChange }: LengthFieldProps) {
  const { t } = useTranslation('staff')
  const lengthMs = parseDuration(value) ?? 0
  const [unit, setUnit] = useState<Unit>(() => unitFor(lengthMs))
  const unitMs = UNITS.find((one) => one.unit === unit)?.lengthMs ?? 1000
  const put = (count: number | null, ofUnitMs: number): void => {
    if (count !== null) onChange(formatDuration(Math.round(count * ofUnitMs)))
  }
  return (
    <span className="length-field">
      <NumberField
        label={label}
        min={0}
        decimals={DECIMALS}
        value={lengthMs / unitMs}
        onChange={(count) => put(count, unitMs)}
      />
      <Select<Unit>
        aria-label={t('document.unitOf', { name: label })}
        value={unit}
        onChange={(next) => {
          setUnit(next)
          put(lengthMs / unitMs, UNITS.find((one) => one.unit === next)?.lengthMs ?? unitMs)
        }}
        options={UNITS.map((one) => ({ value: one.unit, label: t(`document.units.${one.unit}`) }))}
      />
    </span>
  )
}
