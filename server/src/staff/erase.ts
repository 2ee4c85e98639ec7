// Owns: memberships in an interview when it is erased.
// Never asks whether it may be, and never removes a member of staff: they may work in other interviews.
import { eq } from 'drizzle-orm'
import { memberships } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async interview(within, { interviewId }) {
    await within.delete(memberships).where(eq(memberships.interviewId, interviewId))
  },
}
