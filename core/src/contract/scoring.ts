// Owns: what examiners do: look at an answer and mark it, known by its review code alone; and what is read of that.
// Never carries anything by which it could be known whose it is: no name, number, lot, id or position; to examiners no
// moment in time and no length in numbers either.
import { z } from 'zod'
import { commandId, sittingId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { elementView, mark, points, reviewCode } from '../scoring/index.ts'
import { instant } from '../time/index.ts'
import type { Endpoints } from './endpoint.ts'

/** One line of an examiner's list. */
export const reviewRow = z
  .object({
    reviewCode,
    interviewName: bilingual,
    sittingName: bilingual,
    /** the sum of one's own marks, in hundredths; null: not scored yet */
    total: points.nullable(),
    /** one flagged that the candidate said who they are */
    isDisclosed: z.boolean(),
  })
  .meta({ id: 'ReviewRow' })
export type ReviewRow = z.infer<typeof reviewRow>

export const reviewView = reviewRow
  .extend({
    rubric: z.array(elementView),
    /** one's own score sheet; null: not submitted */
    marks: z.array(mark).nullable(),
  })
  .meta({ id: 'Review' })
export type ReviewView = z.infer<typeof reviewView>

const saidAt = z.object({ examinerName: z.string(), at: instant })

/** One review code of which an examiner said something beside marks: for the chief examiner. Never a mark. */
export const reviewRemark = z
  .object({
    sittingId,
    interviewName: bilingual,
    sittingName: bilingual,
    reviewCode,
    /** who knows the candidate and does not score them */
    recusals: z.array(saidAt),
    /** who heard the candidate say who they are */
    disclosures: z.array(saidAt),
    /** who scores it: everybody who has not recused themselves; none: somebody must be found */
    examiners: z.array(z.object({ examinerName: z.string(), hasSubmitted: z.boolean() })),
  })
  .meta({ id: 'ReviewRemark' })
export type ReviewRemark = z.infer<typeof reviewRemark>

const ofReview = z.strictObject({ reviewCode })

export const scoringEndpoints = {
  listReviews: {
    method: 'GET',
    path: '/api/reviews',
    summary:
      'What an examiner has to score, by review code: what is left first; all of a sitting at once when it is over',
    callers: ['staff'],
    cost: 'heavy',
    action: 'score',
    response: z.array(reviewRow),
    refusals: ['signInNeeded', 'notAllowed'],
  },
  readReview: {
    method: 'GET',
    path: '/api/reviews/:reviewCode',
    summary: 'One of them with the rubric and one’s own marks',
    callers: ['staff'],
    cost: 'light',
    action: 'score',
    params: ofReview,
    response: reviewView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'recused'],
  },
  playReview: {
    method: 'GET',
    path: '/api/reviews/:reviewCode/answer',
    summary: 'The camera from T0 to the end as a fresh file that begins at T0 (HTTP ranges); looking is audited',
    callers: ['staff'],
    cost: 'media',
    action: 'score',
    params: ofReview,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'recused', 'notPlayable'],
    isRaw: true,
  },
  submitSheet: {
    method: 'POST',
    path: '/api/reviews/:reviewCode/sheet',
    summary: 'Submits the score sheet, once; a repeated sheetId changes nothing and gets the same answer',
    callers: ['staff'],
    cost: 'light',
    action: 'score',
    params: ofReview,
    body: z.strictObject({ sheetId: commandId, marks: z.array(mark).max(40) }),
    response: reviewView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'recused', 'sheetMalformed', 'sheetGiven', 'commandIdReused'],
  },
  recuse: {
    method: 'POST',
    path: '/api/reviews/:reviewCode/recusal',
    summary: 'The examiner knows the candidate and does not score them; repeating it changes nothing',
    callers: ['staff'],
    cost: 'light',
    action: 'score',
    params: ofReview,
    body: z.strictObject({}),
    response: z.strictObject({}),
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'sheetGiven'],
  },
  flagDisclosure: {
    method: 'POST',
    path: '/api/reviews/:reviewCode/disclosure',
    summary: 'Flags for the chief examiner that the candidate said who they are, or takes it back; no part of a score',
    callers: ['staff'],
    cost: 'light',
    action: 'score',
    params: ofReview,
    body: z.strictObject({ isDisclosed: z.boolean() }),
    response: reviewView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'recused'],
  },
  listReviewRemarks: {
    method: 'GET',
    path: '/api/review-remarks',
    summary: 'Recusals and disclosures by review code, for the chief examiner; those that nobody scores any more first',
    callers: ['staff'],
    cost: 'light',
    action: 'readRemarks',
    response: z.array(reviewRemark),
    refusals: ['signInNeeded', 'notAllowed'],
  },
} as const satisfies Endpoints
