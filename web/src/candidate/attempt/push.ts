// Owns: the candidate page's socket, and listening to one attempt.
// Never needed: whatever it brings is asked for as well, only later.
import { topicOfAttempt, type PackKeyView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { createPageSocket, socketAddress } from '../../client/socket.ts'
import type { Conversation } from '../help/conversation.ts'
import { meQuery } from './queries.ts'

const socket = createPageSocket({ address: () => socketAddress('candidate'), random: Math.random })

/** Whether what is told to the attempt arrives on this page at this moment. */
export function isHearing(attemptId: AttemptId): boolean {
  return socket.isHearing(topicOfAttempt(attemptId))
}

/** Calls with the key of the questions when the server gives it out. @returns ends it */
export function onPackKey(attemptId: AttemptId, onKey: (key: PackKeyView) => void): () => void {
  return socket.listen(topicOfAttempt(attemptId), { onMessage: () => {}, onKey })
}

/** Asks for the attempt, and for the conversation, when the server says that they changed. */
export function useAttemptPush(attemptId: AttemptId, conversation: Conversation): void {
  const queries = useQueryClient()
  useEffect(
    () =>
      socket.listen(topicOfAttempt(attemptId), {
        onMessage(message) {
          if (message?.kind !== 'helpArrived') void queries.invalidateQueries({ queryKey: ['attempt', attemptId] })
          if (message?.kind !== 'attemptChanged') conversation.refresh()
        },
        // the pages say so and lead to sign-in; what is recorded goes on
        onSignInEnded() {
          void queries.invalidateQueries({ queryKey: meQuery.queryKey })
          void queries.invalidateQueries({ queryKey: ['attempt', attemptId] })
        },
      }),
    [attemptId, conversation, queries],
  )
}
