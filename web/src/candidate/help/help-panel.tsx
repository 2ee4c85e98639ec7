// Owns: the conversation's panel: the thread, the line to write in, and the phone for whoever cannot wait.
// Never stops or covers more than it must: recording and time go on while it is open.
import { useCallback, useEffect, useRef, type ReactNode } from 'react'
import type { AttemptView } from '@zhishi/core/contract'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { dialled } from '../../ui/phone.ts'
import { useTexts } from '../texts/index.ts'
import { useConversationState } from './context.ts'
import type { Conversation } from './conversation.ts'
import { Thread } from './thread.tsx'

/** What the contract's `sendHelp` takes. */
const LONGEST_TEXT = 500
/** From here on it is worth knowing how much is left. */
const TELL_LEFT_BELOW = 100

type HelpPanelProps = {
  id: string
  conversation: Conversation
  view: AttemptView
  note: string
  className: string
  /** shown while nothing has been said: what can be done without waiting for anybody */
  hints?: ReactNode
}

export function HelpPanel({ id, conversation, view, note, className, hints }: HelpPanelProps) {
  const { t } = useTexts()
  const state = useConversationState(conversation)
  const { isOpen, messages, outgoing } = state
  const { timeZone, supportPhone } = view.interview
  const place = useRef<HTMLElement>(null)
  const close = useCallback((): void => {
    conversation.setOpen(false)
    document.querySelector<HTMLElement>(`[aria-controls="${CSS.escape(id)}"]`)?.focus()
  }, [conversation, id])
  useEffect(() => {
    const section = place.current
    const press = (event: KeyboardEvent): void => {
      // Escape also ends a choice of the input method
      if (event.key === 'Escape' && !event.isComposing) close()
    }
    section?.addEventListener('keydown', press)
    return () => section?.removeEventListener('keydown', press)
  }, [close])
  return (
    <section
      ref={place}
      id={id}
      className={`help-panel card ${className}`}
      hidden={!isOpen}
      aria-label={t('help.title')}
    >
      <div className="help-head">
        <h2>
          <Icon name="help" size={20} />
          {t('help.title')}
        </h2>
        <span>{note}</span>
        <Button kind="quiet" size="small" icon="down" onClick={close}>
          {t('help.close')}
        </Button>
      </div>
      {messages.length + outgoing.length > 0 ? (
        <Thread conversation={conversation} state={state} timeZone={timeZone} />
      ) : (
        <div className="help-empty">
          <p>{t('help.empty')}</p>
          {hints}
        </div>
      )}
      <Writer conversation={conversation} draft={state.draft} isOpen={isOpen} />
      <p className="help-call">
        <Icon name="phone" size={18} />
        {t('help.call')}
        <a href={dialled(supportPhone)}>{supportPhone}</a>
      </p>
    </section>
  )
}

function Writer({ conversation, draft, isOpen }: { conversation: Conversation; draft: string; isOpen: boolean }) {
  const { t } = useTexts()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (isOpen) field.current?.focus({ preventScroll: true })
  }, [isOpen])
  const left = LONGEST_TEXT - draft.length
  return (
    <>
      <form
        className="help-write"
        onSubmit={(event) => {
          event.preventDefault()
          conversation.send()
          field.current?.focus({ preventScroll: true })
        }}
      >
        <textarea
          ref={field}
          className="input"
          rows={1}
          maxLength={LONGEST_TEXT}
          aria-label={t('help.placeholder')}
          placeholder={t('help.placeholder')}
          value={draft}
          onChange={(event) => conversation.write(event.target.value)}
          onKeyDown={(event) => {
            // Enter also ends a choice of the input method; that press sends nothing
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            conversation.send()
          }}
        />
        <Button kind="primary" type="submit">
          {t('help.send')}
        </Button>
      </form>
      {left < TELL_LEFT_BELOW && (
        <p className="help-left" role="status">
          {t('help.left', { count: left })}
        </p>
      )}
    </>
  )
}
