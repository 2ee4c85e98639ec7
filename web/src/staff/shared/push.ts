// Owns: the staff page's socket: asking again at once for what the server says has changed.
// Never needed: what is shown is asked for at intervals as well, only later.
import { topicOfAttempt, topicOfSitting, type Topic } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useEffect } from 'react'
import { createPageSocket, socketAddress } from '../../client/socket.ts'
import { attemptQuery, attemptsQuery, helpQuery, meQuery } from './queries.ts'

const socket = createPageSocket({ address: () => socketAddress('staff'), random: Math.random })

/** A table of 300 is about 100 kB: while a whole sitting enters it is asked for once a second, not once for each. */
const SITTING_GATHERS_MS = 1000
/** Changes of one press come together. */
const ATTEMPT_GATHERS_MS = 100

/** Keeps the table of a sitting as new as the server's. */
export function useSittingPush(sittingId: SittingId): void {
  usePush(topicOfSitting(sittingId), attemptsQuery(sittingId).queryKey, SITTING_GATHERS_MS)
}

/** Keeps the page of an attempt as new as the server's. */
export function useAttemptPush(attemptId: AttemptId): void {
  usePush(topicOfAttempt(attemptId), attemptQuery(attemptId).queryKey, ATTEMPT_GATHERS_MS)
}

/** Keeps the conversation of an attempt as new as the server's. */
export function useHelpPush(attemptId: AttemptId): void {
  usePush(topicOfAttempt(attemptId), helpQuery(attemptId).queryKey, ATTEMPT_GATHERS_MS)
}

function usePush(topic: Topic, queryKey: QueryKey, gathersMs: number): void {
  const queries = useQueryClient()
  const key = JSON.stringify(queryKey)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = (): void => {
      timer = undefined
      void queries.invalidateQueries({ queryKey: JSON.parse(key) as QueryKey })
    }
    const stop = socket.listen(topic, {
      onMessage: () => (timer ??= setTimeout(ask, gathersMs)),
      onSignInEnded: () => void queries.invalidateQueries({ queryKey: meQuery.queryKey }),
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [gathersMs, key, queries, topic])
}
