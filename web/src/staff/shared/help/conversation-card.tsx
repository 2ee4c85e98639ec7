// Owns: the conversation with one candidate as a card: what was said, and answering.
import type { AttemptId } from '@zhishi/core/ids'
import { useTranslation } from 'react-i18next'
import { AnswerBox } from './answer-box.tsx'
import { Thread } from './thread.tsx'

export function ConversationCard({ attemptId }: { attemptId: AttemptId }) {
  const { t } = useTranslation('staff')
  return (
    <section className="card panel conversation">
      <h2>{t('work.conversation')}</h2>
      <Thread attemptId={attemptId} />
      <AnswerBox key={attemptId} attemptId={attemptId} />
    </section>
  )
}
