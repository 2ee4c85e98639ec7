// Owns: what was said, in order: mine at the right, the proctors' at the left, what is not sent yet at the end.
// Never calls anything delivered that the server has not confirmed.
import type { HelpMessage } from '@zhishi/core/contract'
import { useLayoutEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { languageOf } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icon.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { formatShortDay, formatTime, isSameDay } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { useTexts } from '../texts/index.ts'
import type { Conversation, ConversationState, Obstacle, Outgoing } from './conversation.ts'

/** So near to the end one is reading the end: a line and a half. */
const NEAR_PX = 40

type ThreadProps = { conversation: Conversation; state: ConversationState; timeZone: string }

export function Thread({ conversation, state, timeZone }: ThreadProps) {
  const { t } = useTexts()
  const { messages, outgoing, obstacle, isOpen } = state
  const place = useRef<HTMLDivElement>(null)
  const isFollowing = useRef(true)
  const [isAtEnd, setAtEnd] = useState(true)
  const toEnd = (): void => place.current?.scrollTo({ top: place.current.scrollHeight })
  const written = outgoing.at(-1)?.messageId
  // whoever has just written goes on at the end; who reads the end follows it, who reads further up is left there
  useLayoutEffect(() => {
    if (written !== undefined) toEnd()
  }, [written])
  useLayoutEffect(() => {
    if (isOpen && isFollowing.current) toEnd()
  }, [messages.length, outgoing.length, isOpen])

  return (
    <div className="help-thread-frame">
      <div
        ref={place}
        className="help-thread"
        role="log"
        aria-label={t('help.thread')}
        // long conversations are scrolled by keyboard too
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget: it }) => {
          isFollowing.current = it.scrollHeight - it.scrollTop - it.clientHeight < NEAR_PX
          setAtEnd(isFollowing.current)
        }}
      >
        {messages.map((message) => (
          <Bubble key={message.messageId} message={message} timeZone={timeZone} />
        ))}
        {outgoing.map((message) => (
          <NotSent
            key={message.messageId}
            message={message}
            obstacle={obstacle}
            timeZone={timeZone}
            onDrop={() => conversation.drop(message.messageId)}
          />
        ))}
      </div>
      {!isAtEnd && (
        <Button size="small" icon="down" className="help-latest" onClick={toEnd}>
          {t('help.latest')}
        </Button>
      )}
    </div>
  )
}

function Bubble({ message, timeZone }: { message: HelpMessage; timeZone: string }) {
  const { t } = useTexts()
  const now = useServerNow()
  const { from, text, sentAt } = message
  const clock = formatTime(sentAt, timeZone, true)
  const time = isSameDay(sentAt, now, timeZone) ? clock : `${formatShortDay(sentAt, timeZone)} ${clock}`
  return (
    <div className={`said said-${from === 'candidate' ? 'mine' : 'theirs'}`}>
      <p lang={languageOf(text)}>{text}</p>
      <small>{from === 'candidate' ? t('help.delivered', { time }) : t('help.proctor', { time })}</small>
    </div>
  )
}

type NotSentProps = { message: Outgoing; obstacle: Obstacle; timeZone: string; onDrop: () => void }

function NotSent({ message, obstacle, timeZone, onDrop }: NotSentProps) {
  const { t } = useTexts()
  const say = useRefusalText(timeZone)
  const { text, refusal } = message
  if (refusal) {
    const { what, todo } = say(refusal)
    return (
      <div className="said said-mine said-waiting">
        <p lang={languageOf(text)}>{text}</p>
        <small className="text-bad">
          <Icon name="bad" size={16} />
          {t('help.refused', { what })} {todo}
          <button type="button" className="said-drop" onClick={onDrop}>
            {t('help.drop')}
          </button>
        </small>
      </div>
    )
  }
  return (
    <div className="said said-mine said-waiting">
      <p lang={languageOf(text)}>{text}</p>
      <small className={obstacle === null ? '' : 'text-warn'}>
        <Icon name={obstacle === null ? 'spinner' : obstacle === 'network' ? 'wifiOff' : 'clock'} size={16} />
        {t(`help.waiting.${obstacle ?? 'sending'}`)}
      </small>
    </div>
  )
}
