// Owns: asking a proctor for the reason of a decision: one of the usual ones, or a sentence.
// Never decides without one, and never chooses one by itself.
import { Input, Modal, Radio } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** What the contract's `refuseIdentity` and `confirmIdentity` take. */
const LONGEST_REASON = 400

type ReasonDialogProps = {
  title: string
  note: string
  reasons: readonly string[]
  okText: string
  isDanger?: boolean
  /** digits choose and Enter decides; without: what is decided is worth more than two keys */
  hasKeys?: boolean
  isBusy: boolean
  onBack: () => void
  onChosen: (reason: string) => void
}

export function ReasonDialog(it: ReasonDialogProps) {
  const { t } = useTranslation('staff')
  const { title, note, reasons, okText, isDanger = false, hasKeys = false, isBusy, onBack, onChosen } = it
  const [chosen, setChosen] = useState<number | null>(null)
  const [own, setOwn] = useState('')
  const reason = own.trim() !== '' ? own.trim() : (chosen !== null && reasons[chosen]) || ''
  const decide = (): void => {
    if (reason !== '' && !isBusy) onChosen(reason)
  }
  useReasonKeys(hasKeys ? { onChoose: (at) => reasons[at] !== undefined && setChosen(at), onDecide: decide } : null)
  return (
    <Modal
      open
      // a cross would have the focus first, and Enter would press it
      closable={false}
      title={title}
      okText={okText}
      cancelText={t('work.back')}
      okButtonProps={{ danger: isDanger, disabled: reason === '' }}
      confirmLoading={isBusy}
      onCancel={onBack}
      onOk={decide}
    >
      <div className="form">
        <p>{note}</p>
        <Radio.Group value={chosen} onChange={(event) => setChosen(event.target.value as number)} vertical>
          {reasons.map((one, at) => (
            <Radio key={one} value={at}>
              {hasKeys && (
                <>
                  <kbd>{at + 1}</kbd>{' '}
                </>
              )}
              {one}
            </Radio>
          ))}
        </Radio.Group>
        <label>
          {t('identity.ownReason')}
          <Input.TextArea
            rows={2}
            maxLength={LONGEST_REASON}
            value={own}
            onChange={(event) => setOwn(event.target.value)}
          />
        </label>
      </div>
    </Modal>
  )
}

type ReasonKeys = { onChoose: (at: number) => void; onDecide: () => void }

/** Digits choose, Enter decides; in the field digits are digits, and on a button Enter is the button's. */
function useReasonKeys(keys: ReasonKeys | null): void {
  const now = useRef(keys)
  useEffect(() => {
    now.current = keys
  })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target, key } = event
      if (now.current === null || event.repeat || event.isComposing || event.shiftKey || !(target instanceof Element))
        return
      const isTyping = target.closest('textarea') !== null
      if (key === 'Enter' && target.closest('button') === null) now.current.onDecide()
      else if (/^[1-9]$/.test(key) && !isTyping) now.current.onChoose(Number(key) - 1)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
