// Owns: the staff page's socket: asking again at once for what the server says has changed.
// Never needed: what is shown is asked for at intervals as well, only later.
import { topicOfAttempt, topicOfSitting, type Topic } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useEffect } from 'react'
import { createPageSocket, socketAddress } from '../../client/socket.ts'
import { attemptQuery, attemptsQuery, helpQuery } from './queries.ts'

const socket = createPageSocket({ address: () => socketAddress('staff'), random: Math.random })

/** Keeps the table of a sitting as new as the server's. */
export function useSittingPush(sittingId: SittingId): void {
  usePush(topicOfSitting(sittingId), attemptsQuery(sittingId).queryKey)
}

/** Keeps the page of an attempt as new as the server's. */
export function useAttemptPush(attemptId: AttemptId): void {
  usePush(topicOfAttempt(attemptId), attemptQuery(attemptId).queryKey)
}

/** Keeps the conversation of an attempt as new as the server's. */
export function useHelpPush(attemptId: AttemptId): void {
  usePush(topicOfAttempt(attemptId), helpQuery(attemptId).queryKey)
}

function usePush(topic: Topic, queryKey: QueryKey): void {
  const queries = useQueryClient()
  const key = JSON.stringify(queryKey)
  useEffect(
    () =>
      socket.listen(topic, {
        // several changes of one moment are one question: a query that is being asked is not asked twice
        onMessage: () =>
          void queries.invalidateQueries({ queryKey: JSON.parse(key) as QueryKey }, { cancelRefetch: false }),
      }),
    [key, queries, topic],
  )
}
