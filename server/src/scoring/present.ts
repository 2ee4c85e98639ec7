// Owns: what of an attempt an examiner sees, and what an organiser sees of its reviews.
// Never takes a field of the attempt that could tell whose it is: each one is named here.
import type { ReviewRemark, ReviewRow, ReviewView } from '@zhishi/core/contract'
import type { StaffId } from '@zhishi/core/ids'
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

export function presentReview(it: Reviewed, rubric: Rubric): ReviewView {
  return { ...presentReviewRow(it), rubric, marks: it.review?.marks ?? null }
}

/** @param examiners everybody to whom it is assigned, by name */
export function presentReviewRemark(
  { code, loaded }: { code: ReviewCode; loaded: LoadedAttempt },
  reviews: readonly ReviewRecord[],
  examiners: readonly { staffId: StaffId; name: string }[],
): ReviewRemark {
  const reviewOf = new Map(reviews.map((review) => [review.examinerId, review]))
  const saidAt = (fact: 'recusedAt' | 'disclosureFlaggedAt') =>
    examiners.flatMap(({ staffId, name }) => {
      const at = reviewOf.get(staffId)?.[fact] ?? null
      return at === null ? [] : [{ examinerName: name, at }]
    })
  return {
    sittingId: loaded.sittingId,
    interviewName: loaded.interview.name,
    sittingName: loaded.sitting.name,
    reviewCode: code,
    recusals: saidAt('recusedAt'),
    disclosures: saidAt('disclosureFlaggedAt'),
    examiners: examiners
      .filter(({ staffId }) => (reviewOf.get(staffId)?.recusedAt ?? null) === null)
      .map(({ staffId, name }) => ({
        examinerName: name,
        hasSubmitted: (reviewOf.get(staffId)?.submittedAt ?? null) !== null,
      })),
  }
}
