// Owns: the rows of binding codes when an attempt is erased.
// Never asks whether it may be: the erasing feature does.
import { eq } from 'drizzle-orm'
import { bindingCodes } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { attemptId }) {
    await within.delete(bindingCodes).where(eq(bindingCodes.attemptId, attemptId))
  },
}
