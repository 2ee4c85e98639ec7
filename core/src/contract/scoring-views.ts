// Owns: what examiners see of an attempt.
// Never carries anything by which it could be known whose it is: no name, number, lot, id, position or moment in time.
import { z } from 'zod'
import { elementView, mark, points, reviewCode } from '../scoring/index.ts'

const bilingual = z.object({ zh: z.string(), en: z.string().optional() })

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
