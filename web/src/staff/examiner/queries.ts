// Owns: what the examiner's pages know from the server.
// Never more than the review code of an attempt.
import { queryOptions } from '@tanstack/react-query'
import type { ReviewCode } from '@zhishi/core/scoring'
import { call } from '../../client/call.ts'
import { valueOf } from '../shared/queries.ts'

/** The attempts of a sitting come at once when it is over; an examiner scores one for minutes. */
const LIST_EVERY_MS = 15_000

export const reviewsQuery = queryOptions({
  queryKey: ['reviews'],
  queryFn: async () => valueOf(await call('listReviews')),
  refetchInterval: LIST_EVERY_MS,
})

export const reviewQuery = (reviewCode: ReviewCode) =>
  queryOptions({
    queryKey: ['review', reviewCode],
    queryFn: async () => valueOf(await call('readReview', { params: { reviewCode } })),
  })
