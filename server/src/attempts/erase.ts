// Owns: the rows of attempts when one is erased, and finding the attempts that are to be.
// Never asks whether it may be: the erasing feature does.
import { eq, sql } from 'drizzle-orm'
import type { AttemptId, InterviewId } from '@zhishi/core/ids'
import type { Queryable, Transaction } from '../platform/database/database.ts'
import { attemptEvents, attempts, commands } from '../platform/database/tables.ts'
import type { AttemptToErase, Eraser } from '../platform/erasing.ts'

export const erase: Eraser = {
  async attempt(within, { attemptId }) {
    await within.delete(attemptEvents).where(eq(attemptEvents.attemptId, attemptId))
    await within.delete(commands).where(eq(commands.attemptId, attemptId))
    await within.delete(attempts).where(eq(attempts.id, attemptId))
  },
}

/** The attempts of its candidate, locked until the transaction ends: no command is decided and no row that refers to it is written. Null: it is gone. */
export async function lockToErase(within: Transaction, id: AttemptId): Promise<AttemptToErase | null> {
  // all of the candidate's: of two that are erased at the same time one is the last
  await within.execute(sql`
    select 1 from attempts where person_id = (select person_id from attempts where id = ${id}) order by id for update`)
  const { rows } = await within.execute<AttemptToErase>(sql`
    select a.id as "attemptId", a.sitting_id as "sittingId", a.person_id as "personId", i.id as "interviewId",
      i.key as "interviewKey",
      not exists (select from attempts o where o.person_id = a.person_id and o.id <> a.id) as "isLast"
    from attempts a join sittings s on s.id = a.sitting_id join interviews i on i.id = s.interview_id
    where a.id = ${id}`)
  return rows[0] ?? null
}

export async function attemptsOfInterview(db: Queryable, id: InterviewId): Promise<AttemptId[]> {
  const { rows } = await db.execute<{ id: AttemptId }>(sql`
    select a.id from attempts a join sittings s on s.id = a.sitting_id where s.interview_id = ${id} order by a.id`)
  return rows.map((row) => row.id)
}
