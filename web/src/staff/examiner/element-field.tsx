// Owns: the field of one element: its range, its step, what is wrong with what was typed.
// Never changes what the examiner typed: it says what is wrong instead.
import { formatPoints, problemOfPoints, type Points } from '@zhishi/core/scoring'
import type { ReviewView } from '@zhishi/core/contract'
import { InputNumber } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'

/** Points are hundredths in the program and points on the screen. */
const HUNDREDTHS = 100

export type ElementView = ReviewView['rubric'][number]
type ElementFieldProps = { element: ElementView; value: Points | null; onChange: (next: Points | null) => void }

export function ElementField({ element, value, onChange }: ElementFieldProps) {
  const { t } = useTranslation('staff')
  const id = useId()
  const problem = value === null ? null : problemOfPoints(element, value)
  const facts = {
    min: formatPoints(element.min),
    max: formatPoints(element.max),
    step: formatPoints(element.step),
  }
  return (
    <div className="element">
      <label htmlFor={id}>{inLanguage(element.name, currentLanguage())}</label>
      <InputNumber
        id={id}
        size="large"
        value={value === null ? null : value / HUNDREDTHS}
        step={element.step / HUNDREDTHS}
        onChange={(next) => onChange(next === null ? null : Math.round(next * HUNDREDTHS))}
        aria-describedby={`${id}-range`}
        aria-invalid={problem !== null}
        {...(problem ? { status: 'error' as const } : {})}
      />
      <p id={`${id}-range`} className={problem ? 'need' : 'faint'} aria-live="polite">
        {t(`review.sheet.${problem ?? 'range'}`, facts)}
      </p>
    </div>
  )
}
