// Owns: the small fields that the forms of a document share: a text in both languages, a moment, a file.
// Never a rule about what they hold.
import { formatInstant, parseInstant } from '@zhishi/core/time'
import type { Bilingual } from '@zhishi/core/interview'
import { Button, Input } from 'antd'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../shared/frame/states.tsx'
import type { Failure } from '../../shared/queries.ts'
import { useFailureText } from '../../shared/failure-text.ts'
import { bilingual } from './doc.ts'
import { describeFileFault } from './problem-text.ts'
import { instantOfWall, wallTime } from './wall-time.ts'

type BilingualFieldProps = {
  label: string
  value: Bilingual | undefined
  /** lines of a long text; absent: one line */
  rows?: number
  /** undefined: both were emptied */
  onChange: (value: Bilingual | undefined) => void
}

export function BilingualField({ label, value, rows, onChange }: BilingualFieldProps) {
  const { t } = useTranslation('staff')
  const [zh, en] = [value?.zh ?? '', value?.en ?? '']
  const put = (nextZh: string, nextEn: string): void =>
    onChange(nextZh === '' && nextEn === '' ? undefined : bilingual(nextZh, nextEn))
  const Field = rows === undefined ? Input : Input.TextArea
  const size = rows === undefined ? {} : { rows }
  return (
    <fieldset className="two-languages">
      <legend>{label}</legend>
      <label>
        <span className="faint">{t('document.names.zh')}</span>
        <Field
          {...size}
          lang="zh-CN"
          aria-label={`${label} · ${t('document.names.zh')}`}
          value={zh}
          onChange={(event) => put(event.target.value, en)}
        />
      </label>
      <label>
        <span className="faint">{t('document.names.en')}</span>
        <Field
          {...size}
          lang="en"
          aria-label={`${label} · ${t('document.names.en')}`}
          value={en}
          onChange={(event) => put(zh, event.target.value)}
        />
      </label>
    </fieldset>
  )
}

type MomentFieldProps = { label: string; value: string; timeZone: string; onChange: (value: string) => void }

/** A moment in the interview's zone, to the second. A time that the zone does not have is said, and changes nothing. */
export function MomentField({ label, value, timeZone, onChange }: MomentFieldProps) {
  const { t } = useTranslation('staff')
  const id = useId()
  // what was typed and is no time; null: the field shows the document
  const [unfit, setUnfit] = useState<{ typed: string; why: 'incomplete' | 'skipped' } | null>(null)
  const at = parseInstant(value)
  const shown = at === null ? '' : wallTime(at, timeZone)
  return (
    <label>
      {label}
      <input
        className="moment-field"
        type="datetime-local"
        step={1}
        value={unfit ? unfit.typed : shown}
        aria-invalid={unfit !== null}
        aria-describedby={`${id}-says`}
        onChange={({ target: { value: typed } }) => {
          const next = instantOfWall(typed, timeZone)
          // the field of a browser is empty until it holds a date of the calendar
          setUnfit(next === null ? { typed, why: typed === '' ? 'incomplete' : 'skipped' } : null)
          if (next !== null) onChange(formatInstant(next))
        }}
      />
      <span id={`${id}-says`} className="fault" role="status">
        {unfit && t(`document.moment.${unfit.why}`, { kept: shown === '' ? t('notYet') : shown.replace('T', ' ') })}
      </span>
    </label>
  )
}

type FileButtonProps = { label: string; accept: string; onFile: (file: File) => Promise<void> | void }

/** A button that asks for one file. */
export function FileButton({ label, accept, onFile }: FileButtonProps) {
  const field = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return
    setBusy(true)
    await onFile(file)
    setBusy(false)
  }
  return (
    <>
      <input
        ref={field}
        className="sr-only"
        type="file"
        tabIndex={-1}
        aria-label={label}
        accept={accept}
        onChange={(event) => {
          void take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <Button loading={isBusy} onClick={() => field.current?.click()}>
        {label}
      </Button>
    </>
  )
}

/** Why a file was not taken. */
export function FileNotTaken({ failure }: { failure: Failure }) {
  const { what, todo } = useFailureText()(failure)
  const why = describeFileFault(failure)
  return <Notice tone="warn" what={what} todo={todo} {...(why === undefined ? {} : { why })} />
}
