// Owns: a candidate and their sign-ins when their last attempt is erased, and those of an interview when it is.
// Never asks whether it may be: the erasing feature does.
import { eq, inArray } from 'drizzle-orm'
import { candidates, candidateSignIns } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { personId, isLast }) {
    if (!isLast) return
    await within.delete(candidateSignIns).where(eq(candidateSignIns.personId, personId))
    await within.delete(candidates).where(eq(candidates.id, personId))
  },
  async interview(within, { interviewId }) {
    const own = within.select({ id: candidates.id }).from(candidates).where(eq(candidates.interviewId, interviewId))
    await within.delete(candidateSignIns).where(inArray(candidateSignIns.personId, own))
    await within.delete(candidates).where(eq(candidates.interviewId, interviewId))
  },
}
