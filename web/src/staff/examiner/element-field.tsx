// Owns: the field of one element: its range, its step, what is wrong with what was typed.
// Never changes what the examiner typed: it says what is wrong instead.
import { formatPoints, problemOfPoints, type Points } from '@zhishi/core/scoring'
import type { ReviewView } from '@zhishi/core/contract'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { NumberField } from '../shared/number-field.tsx'

/** Points are hundredths in the program and points on the screen. */
const HUNDREDTHS = 100
const DECIMALS = 2

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
      <NumberField
        id={id}
        size="large"
        value={value === null ? null : value / HUNDREDTHS}
        decimals={DECIMALS}
        step={element.step / HUNDREDTHS}
        describedBy={`${id}-range`}
        isWrong={problem !== null}
        onChange={(next) => onChange(next === null ? null : Math.round(next * HUNDREDTHS))}
      />
      <p id={`${id}-range`} className={problem ? 'need' : 'faint'} aria-live="polite">
        {t(`review.sheet.${problem ?? 'range'}`, facts)}
      </p>
    </div>
  )
}
