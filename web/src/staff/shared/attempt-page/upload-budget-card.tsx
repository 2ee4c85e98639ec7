// Owns: that devices of an attempt have sent as much as they may and keep the rest, what of its budget is used, and the button that lets them
// go on. Never shown while nothing is held and nobody has raised it: what is used is of no interest then.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { AttemptView } from '@zhishi/core/contract'
import type { UploadBudget } from '@zhishi/core/recording'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../client/call.ts'
import { formatBytes } from '../../../ui/time.ts'
import { useFailureText } from '../failure-text.ts'
import { Notice } from '../frame/states.tsx'
import { uploadBudgetQuery, type Failure } from '../queries.ts'
import { ReasonField } from './action-dialog.tsx'

export function UploadBudgetCard({ view }: { view: AttemptView }) {
  const { t } = useTranslation('staff')
  const [isRaising, setRaising] = useState(false)
  const mayRaise = view.abilities.includes('raiseUploadBudget')
  const { data: budget } = useQuery({ ...uploadBudgetQuery(view.attemptId), enabled: mayRaise })
  if (budget === undefined || (budget.held.length === 0 && budget.raises === 0)) return null
  const full = budget.held.map(({ kind }) => kind).filter((kind) => kind !== 'olderParts')
  const isFull = full.length > 0
  const hasOlder = full.length < budget.held.length
  const nameOf = (kind: (typeof full)[number]): string =>
    kind === 'commands' ? t('budget.commands') : t(`lines.${kind}`)
  return (
    <section className="card panel">
      <h2>{t('budget.title')}</h2>
      {isFull && (
        <Notice tone="warn" what={t('budget.held', { kinds: full.map(nameOf).join(' · ') })} todo={t('budget.todo')} />
      )}
      {hasOlder && <Notice tone="warn" what={t('budget.olderParts')} todo={t('budget.olderTodo')} />}
      <Used budget={budget} />
      {budget.held.length > 0 && (
        <Button onClick={() => setRaising(true)}>{hasOlder ? t('budget.admit') : t('budget.raise')}</Button>
      )}
      {isRaising && <RaiseDialog view={view} hasOlder={hasOlder} onClose={() => setRaising(false)} />}
    </section>
  )
}

function Used({ budget: { lines, beside, raises } }: { budget: UploadBudget }) {
  const { t } = useTranslation('staff')
  return (
    <>
      {lines.map(({ line, used, allowed }) => (
        <p key={line}>
          {t('budget.used', {
            line: t(`lines.${line}`),
            used: formatBytes(used.bytes),
            allowed: formatBytes(allowed.bytes),
            parts: used.parts,
            allowedParts: allowed.parts,
          })}
        </p>
      ))}
      <p>
        {t('budget.beside', {
          commands: beside.used.commands,
          allowedCommands: beside.allowed.commands,
          beats: beside.used.beats,
          allowedBeats: beside.allowed.beats,
          journalLines: beside.used.journalLines,
          allowedJournalLines: beside.allowed.journalLines,
        })}
      </p>
      {raises > 0 && <p>{t('budget.raises', { count: raises })}</p>}
    </>
  )
}

type RaiseDialogProps = { view: AttemptView; hasOlder: boolean; onClose: () => void }

/** One act for both: a person's word lets in what is held, and as much again. */
function RaiseDialog({ view: { attemptId, candidate }, hasOlder, onClose }: RaiseDialogProps) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const said = failure && say(failure)
  const title = hasOlder ? t('budget.admit') : t('budget.raise')
  async function raise(): Promise<void> {
    setSending(true)
    const answer = await call('raiseUploadBudget', { params: { attemptId }, body: { reason: reason.trim() } })
    setSending(false)
    if (!answer.ok) return setFailure({ refusal: answer.refusal })
    client.setQueryData(uploadBudgetQuery(attemptId).queryKey, answer.value)
    onClose()
  }
  return (
    <Modal
      open
      closable={false}
      title={`${candidate.maskedName} · ${title}`}
      okText={title}
      cancelText={t('work.back')}
      okButtonProps={{ disabled: reason.trim() === '' }}
      confirmLoading={isSending}
      onCancel={onClose}
      onOk={() => void raise()}
    >
      <div className="form">
        <p>{hasOlder ? t('budget.admitSays') : t('budget.raiseSays')}</p>
        <ReasonField value={reason} onChange={setReason} />
        {said && <Notice tone="warn" what={said.what} todo={said.todo} />}
      </div>
    </Modal>
  )
}
