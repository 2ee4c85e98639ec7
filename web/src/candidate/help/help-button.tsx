// Owns: 【求助】 with its mark for answers that nobody has read yet.
// Never opens by itself: an answer must not cover what somebody is reading.
import { Button } from '../../ui/button.tsx'
import { useTexts } from '../texts/index.ts'
import { useConversationState } from './context.ts'
import type { Conversation } from './conversation.ts'

type HelpButtonProps = {
  conversation: Conversation
  /** id of the panel it opens */
  panel: string
  isSmall?: boolean
  className?: string
}

export function HelpButton({ conversation, panel, isSmall = false, className = '' }: HelpButtonProps) {
  const { t } = useTexts()
  const { isOpen, unread } = useConversationState(conversation)
  return (
    <>
      <Button
        icon="help"
        size={isSmall ? 'small' : 'middle'}
        className={`${isOpen ? 'bg-dai-100' : ''} ${className}`}
        aria-expanded={isOpen}
        aria-controls={panel}
        onClick={() => conversation.setOpen(!isOpen)}
      >
        {t('help.button')}
        {unread > 0 && (
          <span className="unread" aria-hidden="true">
            {unread}
          </span>
        )}
      </Button>
      <span className="sr-only" role="status">
        {unread > 0 ? t('help.unread', { count: unread }) : ''}
      </span>
    </>
  )
}
