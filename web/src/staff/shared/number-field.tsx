// Owns: the field of a number: what was typed stays as it was typed, and is that number or said to be none.
// Never rounds, clamps or drops a character: a field that does gives another number than the one that was meant.
import { readNumber, withoutMarks } from '@zhishi/core/typed'
import { Input } from 'antd'
import { useId, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

type NumberFieldProps = {
  /** null: nothing, or no number */
  value: number | null
  /** how many a number may have; 0: whole numbers */
  decimals: number
  min?: number
  max?: number
  /** by which the arrow keys move it */
  step?: number
  id?: string
  label?: string
  size?: 'large'
  /** what describes the field beside what is wrong with what was typed */
  describedBy?: string
  isWrong?: boolean
  /** null: what stands in the field is no number here */
  onChange: (value: number | null) => void
}

export function NumberField(it: NumberFieldProps) {
  const { value, decimals, min, max, step = 1, isWrong = false, onChange } = it
  const { t } = useTranslation('staff')
  const saysId = useId()
  const [typed, setTyped] = useState<{ text: string; before: number | null } | null>(null)
  const read = typed && readNumber(typed.text, decimals)
  const isOutside = read !== null && (read < (min ?? read) || read > (max ?? read))
  const isFit = read !== null && !isOutside
  // a value from elsewhere takes the place of what was typed before it
  const isShown = typed !== null && (isFit ? read === value : value === null || value === typed.before)
  const isUnfit = isShown && !isFit && !(value === null && withoutMarks(typed.text) === '')
  const shown = isShown ? typed.text : value === null ? '' : String(value)
  const take = (text: string): void => {
    setTyped({ text, before: value })
    const next = readNumber(text, decimals)
    onChange(next !== null && next >= (min ?? next) && next <= (max ?? next) ? next : null)
  }
  const move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowUp' ? step : event.key === 'ArrowDown' ? -step : 0
    if (by === 0 || isUnfit) return
    event.preventDefault()
    const next = ((value ?? min ?? 0) + by).toFixed(decimals)
    if (Number(next) >= (min ?? 0) && Number(next) <= (max ?? Infinity)) take(String(Number(next)))
  }
  const says = isOutside
    ? max === undefined
      ? t('number.atLeast', { min })
      : t('number.between', { min: min ?? 0, max })
    : t(decimals === 0 ? 'number.whole' : 'number.decimals', { decimals })
  return (
    <span className="number-field">
      <Input
        id={it.id}
        role="spinbutton"
        inputMode={decimals === 0 ? 'numeric' : 'decimal'}
        autoComplete="off"
        value={shown}
        aria-label={it.label}
        aria-valuenow={value ?? undefined}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-invalid={isUnfit || isWrong}
        aria-describedby={[it.describedBy, saysId].filter(Boolean).join(' ')}
        {...(it.size ? { size: it.size } : {})}
        {...(isUnfit || isWrong ? { status: 'error' as const } : {})}
        onChange={(event) => take(event.target.value)}
        onKeyDown={move}
      />
      <span id={saysId} className="fault" role="status">
        {isUnfit && says}
        {isUnfit && value !== null && t('number.kept', { value })}
      </span>
    </span>
  )
}
