// Owns: the draws of an interview when it is erased.
// Never changes a draw when one attempt goes: its handle stays in the roll, or nobody could check the lots of the others.
import { inArray } from 'drizzle-orm'
import { drawCommitments, draws } from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async interview(within, { sittingIds }) {
    await within.delete(drawCommitments).where(inArray(drawCommitments.sittingId, [...sittingIds]))
    await within.delete(draws).where(inArray(draws.sittingId, [...sittingIds]))
  },
}
