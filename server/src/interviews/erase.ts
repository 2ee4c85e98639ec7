// Owns: what interviews keep when an attempt or an interview is erased: drafts that hold the roster, sittings and
// the interview itself.
// Never asks whether it may be: the erasing feature does.
import { eq, sql } from 'drizzle-orm'
import type { InterviewId, SittingId } from '@zhishi/core/ids'
import type { Transaction } from '../platform/database/database.ts'
import { interviews, sittings } from '../platform/database/tables.ts'
import type { Eraser, InterviewToErase } from '../platform/erasing.ts'

/** @param forgetDrafts removes the drafts of an interview: each holds its whole roster, and is sealed whole */
export function createEraser(forgetDrafts: (within: Transaction, interviewKey: string) => Promise<void>): Eraser {
  return {
    attempt: (within, { interviewKey }) => forgetDrafts(within, interviewKey),
    async interview(within, { interviewId, interviewKey }) {
      await forgetDrafts(within, interviewKey)
      await within.delete(sittings).where(eq(sittings.interviewId, interviewId))
      await within.delete(interviews).where(eq(interviews.id, interviewId))
    },
  }
}

/** Locked until the transaction ends: no edit adds to it. Null: it is gone. */
export async function lockToErase(within: Transaction, id: InterviewId): Promise<InterviewToErase | null> {
  const { rows } = await within.execute<{ key: string }>(sql`select key from interviews where id = ${id} for update`)
  const [row] = rows
  if (!row) return null
  const own = await within.select({ id: sittings.id }).from(sittings).where(eq(sittings.interviewId, id))
  return { interviewId: id, interviewKey: row.key, sittingIds: own.map((one) => one.id as SittingId) }
}
