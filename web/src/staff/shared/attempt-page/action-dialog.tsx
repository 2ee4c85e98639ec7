// Owns: the frame of a dialog that changes an attempt: what will happen, the way back first, and why it did not work.
// Never closes on a failure: what was written stays.
import type { AttemptView } from '@zhishi/core/contract'
import type { Command } from '@zhishi/core/process'
import { Input, Modal } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../frame/states.tsx'
import { useFailureText } from '../failure-text.ts'
import { useStaffCommand } from '../use-staff-command.ts'

export type DialogProps = { view: AttemptView; onBack: () => void; onDone: () => void }

type ActionDialogProps = DialogProps & {
  title: string
  confirm: string
  isDanger?: boolean
  /** null: something is still missing */
  command: Command | null
  children: ReactNode
}

export function ActionDialog({ view, title, confirm, isDanger = false, command, children, ...on }: ActionDialogProps) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const { send, isBusy, failure } = useStaffCommand(view.attemptId)
  const said = failure && say(failure)
  const act = async (): Promise<void> => {
    if (command && (await send(command)) === null) on.onDone()
  }
  return (
    <Modal
      open
      // the way back is a button with a name, and has the focus where there is nothing to fill in
      closable={false}
      title={`${view.candidate.maskedName} · ${title}`}
      okText={confirm}
      cancelText={t('work.back')}
      okButtonProps={{ danger: isDanger, disabled: command === null }}
      confirmLoading={isBusy}
      onCancel={on.onBack}
      onOk={() => void act()}
    >
      <div className="form">
        {children}
        {said && <Notice tone="warn" what={said.what} todo={said.todo} />}
      </div>
    </Modal>
  )
}

type ReasonDialogProps = Omit<ActionDialogProps, 'command'> & { commandFor: (reason: string) => Command }

/** One that asks for nothing but why. */
export function ReasonDialog({ commandFor, children, ...dialog }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  const said = reason.trim()
  return (
    <ActionDialog {...dialog} command={said === '' ? null : commandFor(said)}>
      {children}
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  )
}

/** What the contract takes. */
const LONGEST_REASON = 400

export function ReasonField({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const { t } = useTranslation('staff')
  return (
    <label>
      {t('work.reason')} <span className="faint">{t('work.reasonHint')}</span>
      <Input.TextArea
        rows={2}
        maxLength={LONGEST_REASON}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}
