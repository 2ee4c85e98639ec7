// Owns: stills and views when an attempt or an interview is erased.
// Never asks whether it may be: the erasing feature does.
import { eq, inArray } from 'drizzle-orm'
import { liveViews, noticeStills, stills } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { attemptId }) {
    await within.delete(stills).where(eq(stills.attemptId, attemptId))
    await within.delete(noticeStills).where(eq(noticeStills.attemptId, attemptId))
    await within.delete(liveViews).where(eq(liveViews.attemptId, attemptId))
  },
  async interview(within, { sittingIds }) {
    await within.delete(liveViews).where(inArray(liveViews.sittingId, [...sittingIds]))
  },
}
