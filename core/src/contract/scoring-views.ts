// Owns: what examiners see of an attempt, and what an organiser sees of their reviews.
// Never carries anything by which it could be known whose it is: no name, number, lot, id or position; to examiners no
// moment in time either.
import { z } from 'zod'
import { sittingId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { instant } from '../time/index.ts'
import { elementView, mark, points, reviewCode } from '../scoring/index.ts'

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
    /** from T0 to the end of answering */
    lengthMs: z.int(),
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
