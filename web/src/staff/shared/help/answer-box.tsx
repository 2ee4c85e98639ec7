// Owns: answering a candidate: what is being written, frequent answers, sending once.
// Never loses what was written because it was not delivered: it stays until the server has it.
import { useQueryClient } from '@tanstack/react-query'
import type { AttemptId, CommandId } from '@zhishi/core/ids'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../client/call.ts'
import { newCommandId } from '../../../client/device.ts'
import { focusOnce } from '../focus-once.ts'
import { helpQuery, helpQueueQuery, type Failure } from '../queries.ts'
import { useFailureText } from '../failure-text.ts'

/** What the contract's `sendHelp` takes. */
const LONGEST_TEXT = 500
const QUICK = ['received', 'refresh', 'network', 'phone', 'thanks'] as const

/** Drafts outlive a look at another candidate; they end with the page. */
const drafts = new Map<AttemptId, string>()

type AnswerBoxProps = {
  attemptId: AttemptId
  /** answering is what the page is for: it has the focus and the frequent answers */
  isMain?: boolean
}

export function AnswerBox({ attemptId, isMain = false }: AnswerBoxProps) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => drafts.get(attemptId) ?? '')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const unanswered = useRef<{ text: string; id: CommandId } | null>(null)
  const write = (text: string): void => {
    drafts.set(attemptId, text)
    setDraft(text)
  }

  const send = async (): Promise<void> => {
    const text = draft.trim()
    if (text === '' || isBusy) return
    const messageId = unanswered.current?.text === text ? unanswered.current.id : newCommandId()
    setBusy(true)
    setFailure(null)
    const answer = await call('sendHelp', { params: { attemptId }, body: { messageId, text } })
    setBusy(false)
    unanswered.current = answer.ok || answer.refusal ? null : { text, id: messageId }
    if (!answer.ok) return setFailure({ refusal: answer.refusal })
    // what was written on while it was being sent stays
    setDraft((now) => {
      const rest = now.trim() === text ? '' : now
      drafts.set(attemptId, rest)
      return rest
    })
    await Promise.all([
      queries.invalidateQueries({ queryKey: helpQuery(attemptId).queryKey }),
      queries.invalidateQueries({ queryKey: helpQueueQuery.queryKey }),
    ])
  }

  const said = failure && say(failure)
  return (
    <div className="answer">
      {isMain && (
        <div className="answer-quick" role="group" aria-label={t('work.quick')}>
          {QUICK.map((one) => {
            const text = t(`work.quickReplies.${one}`)
            return (
              <Button key={one} size="small" onClick={() => write(text)}>
                {text}
              </Button>
            )
          })}
        </div>
      )}
      {said && (
        <p className="answer-failed" role="alert">
          <b>{t('work.notSent')}</b> · {said.what} · {said.todo}
        </p>
      )}
      <div className="answer-write">
        <Input.TextArea
          ref={isMain ? focusOnce : null}
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={LONGEST_TEXT}
          aria-label={t('work.write')}
          placeholder={t('work.write')}
          value={draft}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            // Enter also ends a choice of the input method; that press sends nothing
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            void send()
          }}
        />
        <Button type="primary" loading={isBusy} disabled={draft.trim() === ''} onClick={() => void send()}>
          {t('work.send')}
        </Button>
      </div>
      <p className="faint">{t('work.writeHint')}</p>
    </div>
  )
}
