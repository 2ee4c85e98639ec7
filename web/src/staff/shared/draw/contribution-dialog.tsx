// Owns: the dialog in which a member of staff contributes a text to a draw: what it is for, who has, what was committed.
// Never keeps the text: it is sent once, and read again in the public file when the draw is open.
import { useQuery } from '@tanstack/react-query'
import type { Contributed } from '@zhishi/core/contract'
import type { SittingId } from '@zhishi/core/ids'
import { Button, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../client/call.ts'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { Notice } from '../frame/states.tsx'
import { drawFileQuery, failureOf, type Failure } from '../queries.ts'
import { useFailureText } from '../failure-text.ts'

/** As the contract has it: what is shorter is refused. */
const LENGTHS = { min: 8, max: 200 }

export function ContributionDialog({ sittingId, onClose }: { sittingId: SittingId; onClose: () => void }) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const { data: file, error, refetch } = useQuery(drawFileQuery(sittingId))
  const field = useId()
  const [text, setText] = useState('')
  const [given, setGiven] = useState<Contributed | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const unread = file ? null : failureOf(error)
  const said = (failure ?? unread) && say((failure ?? unread)!)
  const isOver = given !== null || !file || file.openedAt !== null

  const give = async (): Promise<void> => {
    setBusy(true)
    const answer = await call('contributeToDraw', { params: { sittingId }, body: { text: text.trim() } })
    setBusy(false)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    if (answer.ok) setGiven(answer.value)
    await refetch()
  }
  return (
    <Modal
      open
      closable={false}
      title={t('draw.title')}
      onCancel={onClose}
      footer={[
        <Button key="back" onClick={onClose}>
          {t(given ? 'draw.close' : 'work.back')}
        </Button>,
        <Button
          key="give"
          type="primary"
          loading={isBusy}
          disabled={isOver || text.trim().length < LENGTHS.min}
          onClick={() => void give()}
        >
          {t('draw.give')}
        </Button>,
      ]}
    >
      <div className="form">
        <p>{t('draw.means')}</p>
        {file && <p>{inLanguage(file.inWords, currentLanguage())}</p>}
        {file && file.openedAt !== null && given === null && (
          <Notice tone="note" what={t('draw.opened')} todo={t('draw.openedTodo')} />
        )}
        <label htmlFor={field}>{t('draw.text')}</label>
        <Input
          id={field}
          value={text}
          maxLength={LENGTHS.max}
          autoComplete="off"
          disabled={isOver}
          onChange={(event) => setText(event.target.value)}
        />
        <p className="faint">{t('draw.hint', { min: LENGTHS.min })}</p>
        <p className="faint">{t('draw.again')}</p>
        <div aria-live="polite">
          {given && (
            <Notice tone="note" what={t('draw.given', { number: given.number })} todo={t('draw.keep')}>
              <p className="font-mono">{given.commitment}</p>
              <a href={`/api/sittings/${sittingId}/draw`} target="_blank" rel="noreferrer">
                {t('draw.file')}
              </a>
            </Notice>
          )}
          {said && <Notice tone="warn" what={said.what} todo={said.todo} />}
        </div>
      </div>
    </Modal>
  )
}
