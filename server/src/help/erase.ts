// Owns: the conversation of an attempt when it is erased.
// Never asks whether it may be: the erasing feature does.
import { eq } from 'drizzle-orm'
import { helpMessages } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { attemptId }) {
    await within.delete(helpMessages).where(eq(helpMessages.attemptId, attemptId))
  },
}
