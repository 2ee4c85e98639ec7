// Owns: saying why an identity is not confirmed: one of the usual reasons, or a sentence.
// Never refuses without a reason: the candidate must know what to do.
import { Input, Modal, Radio } from 'antd'
import { useState } from 'react'
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
  return (
    <Modal
      open
      title={`${name} · ${t('identity.refuseTitle')}`}
      okText={t('identity.refuseSend')}
      cancelText={t('work.back')}
      okButtonProps={{ danger: true, disabled: reason === '' }}
      confirmLoading={isBusy}
      onCancel={onBack}
      onOk={refuse}
    >
      <div
        className="form"
        onKeyDown={(event) => {
          const at = Number(event.key) - 1
          const isTyping = event.target instanceof HTMLTextAreaElement
          if (!isTyping && REASONS[at]) setChosen(REASONS[at])
          else if (event.key === 'Enter' && !event.nativeEvent.isComposing && !(isTyping && event.shiftKey)) {
            event.preventDefault()
            refuse()
          }
        }}
      >
        <p>{t('identity.refuseNote')}</p>
        <Radio.Group value={chosen} onChange={(event) => setChosen(event.target.value as typeof chosen)} vertical>
          {REASONS.map((one, at) => (
            <Radio key={one} value={one} autoFocus={at === 0}>
              <kbd>{at + 1}</kbd> {t(`identity.refuseReasons.${one}`)}
            </Radio>
          ))}
        </Radio.Group>
        <label>
          {t('identity.ownReason')}
          <Input.TextArea rows={2} maxLength={LONGEST_REASON} value={own} onChange={(event) => setOwn(event.target.value)} />
        </label>
      </div>
    </Modal>
  )
}
