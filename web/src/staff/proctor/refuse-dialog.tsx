// Owns: saying why an identity is not confirmed: one of the usual reasons, or a sentence.
// Never refuses without a reason: the candidate must know what to do.
import { Input, Modal, Radio } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

const REASONS = ['blurred', 'covered', 'several', 'picture', 'differs'] as const
/** What the contract's `refuseIdentity` takes. */
const LONGEST_REASON = 400

type RefuseDialogProps = { name: string; isBusy: boolean; onBack: () => void; onRefuse: (reason: string) => void }

export function RefuseDialog({ name, isBusy, onBack, onRefuse }: RefuseDialogProps) {
  const { t } = useTranslation('staff')
  const [chosen, setChosen] = useState<(typeof REASONS)[number] | null>(null)
  const [own, setOwn] = useState('')
  const reason = own.trim() !== '' ? own.trim() : chosen === null ? '' : t(`identity.refuseReasons.${chosen}`)
  const refuse = (): void => {
    if (reason !== '' && !isBusy) onRefuse(reason)
  }
  useReasonKeys({ onChoose: (at) => REASONS[at] && setChosen(REASONS[at]), onRefuse: refuse })
  return (
    <Modal
      open
      // a cross would have the focus first, and Enter would press it
      closable={false}
      title={`${name} · ${t('identity.refuseTitle')}`}
      okText={t('identity.refuseSend')}
      cancelText={t('work.back')}
      okButtonProps={{ danger: true, disabled: reason === '' }}
      confirmLoading={isBusy}
      onCancel={onBack}
      onOk={refuse}
    >
      <div className="form">
        <p>{t('identity.refuseNote')}</p>
        <Radio.Group value={chosen} onChange={(event) => setChosen(event.target.value as typeof chosen)} vertical>
          {REASONS.map((one, at) => (
            <Radio key={one} value={one}>
              <kbd>{at + 1}</kbd> {t(`identity.refuseReasons.${one}`)}
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

type ReasonKeys = { onChoose: (at: number) => void; onRefuse: () => void }

/** 1–5 choose, Enter tells the candidate; in the field digits are digits, and on a button Enter is the button's. */
function useReasonKeys(keys: ReasonKeys): void {
  const now = useRef(keys)
  useEffect(() => {
    now.current = keys
  })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target, key } = event
      if (event.repeat || event.isComposing || event.shiftKey || !(target instanceof Element)) return
      const isTyping = target.closest('textarea') !== null
      if (key === 'Enter' && target.closest('button') === null) now.current.onRefuse()
      else if (/^[1-9]$/.test(key) && !isTyping) now.current.onChoose(Number(key) - 1)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
