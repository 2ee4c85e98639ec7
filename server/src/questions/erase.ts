// Owns: unlock codes and question packs when an attempt or an interview is erased.
// Never asks whether it may be: the erasing feature does.
import { eq, inArray } from 'drizzle-orm'
import { questionPacks, unlockCodes } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { attemptId }) {
    await within.delete(unlockCodes).where(eq(unlockCodes.attemptId, attemptId))
  },
  async interview(within, { sittingIds }) {
    await within.delete(questionPacks).where(inArray(questionPacks.sittingId, [...sittingIds]))
  },
}
