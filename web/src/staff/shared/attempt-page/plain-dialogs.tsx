// Owns: asking once before a computer is released or a candidate is removed.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionDialog, ReasonField, type DialogProps } from './action-dialog.tsx'

/**
 * Releases the lease: the next computer on which the candidate signs in takes it. What the caller should be able to say is
 * shown, the name and number as far as staff see them.
 */
export function HandOverDialog(props: DialogProps) {
  const { t } = useTranslation('staff')
  const { candidate, lot } = props.view
  return (
    <ActionDialog
      {...props}
      title={t('work.handOver.title')}
      confirm={t('work.handOver.confirm')}
      command={{ kind: 'handOver', deviceId: null }}
    >
      <p>{t('work.handOver.body')}</p>
      <p>{t('work.handOver.check')}</p>
      <dl className="facts">
        <dt>{t('work.handOver.name')}</dt>
        <dd>{candidate.maskedName}</dd>
        <dt>{t('work.handOver.number')}</dt>
        <dd>{candidate.maskedNumber}</dd>
        <dt>{t('work.handOver.post')}</dt>
        <dd>{candidate.post ?? t('work.handOver.none')}</dd>
        <dt>{t('work.handOver.lot')}</dt>
        <dd>{lot ?? t('work.handOver.none')}</dd>
      </dl>
    </ActionDialog>
  )
}

export function RemoveDialog(props: DialogProps) {
  const { t } = useTranslation('staff')
  const [reason, setReason] = useState('')
  const said = reason.trim()
  return (
    <ActionDialog
      {...props}
      isDanger
      title={t('work.remove.title')}
      confirm={t('work.remove.confirm')}
      command={said === '' ? null : { kind: 'remove', reason: said }}
    >
      <p>{t('work.remove.body')}</p>
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  )
}
