// Owns: duties and reviews when an attempt is erased: who was to score it, marks, recusals, disclosures.
// Never asks whether it may be: the erasing feature does.
import { eq } from 'drizzle-orm'
import { reviews, scoringDuties } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { attemptId }) {
    await within.delete(scoringDuties).where(eq(scoringDuties.attemptId, attemptId))
    await within.delete(reviews).where(eq(reviews.attemptId, attemptId))
  },
}
