// Owns: what these pages know of interviews and of their documents.
// Never asks for a document again by itself: whoever edits it must not lose the ground under the edit.
import { queryOptions } from '@tanstack/react-query'
import type { InterviewId } from '@zhishi/core/ids'
import { call } from '../../../client/call.ts'
import { valueOf } from '../../shared/queries.ts'

/** Windows open and interviews come; a minute is soon enough to see it. */
const INTERVIEWS_EVERY_MS = 60_000

export const interviewsQuery = queryOptions({
  queryKey: ['interviews'],
  queryFn: async () => valueOf(await call('listInterviews')),
  refetchInterval: INTERVIEWS_EVERY_MS,
})

export const documentQuery = (interviewId: InterviewId) =>
  queryOptions({
    queryKey: ['document', interviewId],
    queryFn: async () => valueOf(await call('readDocument', { params: { interviewId } })),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
