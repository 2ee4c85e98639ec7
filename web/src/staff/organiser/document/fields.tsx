// Owns: the small fields that the forms of a document share: a text in both languages, a moment, a file.
// Never a rule about what they hold.
import { formatInstant, parseInstant } from '@zhishi/core/time'
import type { Bilingual } from '@zhishi/core/interview'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bilingual } from './doc.ts'
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

/** A moment in the interview's zone, to the second. */
export function MomentField({ label, value, timeZone, onChange }: MomentFieldProps) {
  const at = parseInstant(value)
  return (
    <label>
      {label}
      <input
        className="moment-field"
        type="datetime-local"
        step={1}
        value={at === null ? '' : wallTime(at, timeZone)}
        onChange={(event) => {
          const next = instantOfWall(event.target.value, timeZone)
          if (next !== null) onChange(formatInstant(next))
        }}
      />
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
