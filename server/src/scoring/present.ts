// Owns: what of an attempt an examiner sees.
// Never takes a field of the attempt that could tell whose it is: each one is named here.
import type { ReviewRow, ReviewView } from '@zhishi/core/contract'
import { totalOf, type ReviewCode, type Rubric } from '@zhishi/core/scoring'
import type { LoadedAttempt } from '../attempts/service.ts'
import type { ReviewRecord } from './repo.ts'

/** An attempt as scoring knows it. `review`: what this examiner did with it. */
export type Reviewed = {
  code: ReviewCode
  names: { interview: Pick<LoadedAttempt['interview'], 'name'>; sitting: Pick<LoadedAttempt['sitting'], 'name'> }
  review: ReviewRecord | undefined
}

export function presentReviewRow({ code, names, review }: Reviewed): ReviewRow {
  return {
    reviewCode: code,
    interviewName: names.interview.name,
    sittingName: names.sitting.name,
    total: review?.marks ? totalOf(review.marks) : null,
    isDisclosed: (review?.disclosureFlaggedAt ?? null) !== null,
  }
}

export function presentReview(it: Reviewed, answer: { rubric: Rubric; lengthMs: number }): ReviewView {
  return { ...presentReviewRow(it), ...answer, marks: it.review?.marks ?? null }
}
