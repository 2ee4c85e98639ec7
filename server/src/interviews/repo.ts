// Owns: the rows of interviews and sittings.
// Never writes an attempt: who stands on which roster is the attempts feature's (attempts/rosters.ts).
import { and, asc, count, eq, sql } from 'drizzle-orm'
import type { InterviewId, SittingId } from '@zhishi/core/ids'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, interviews, sittings } from '../platform/database/tables.ts'

export type InterviewRow = typeof interviews.$inferSelect
export type SittingRow = typeof sittings.$inferSelect

/** @param isLocked held until the transaction ends: one edit at a time */
export async function loadInterview(
  db: Queryable,
  by: { key: string } | { id: InterviewId },
  isLocked: boolean,
): Promise<InterviewRow | undefined> {
  const query = db
    .select()
    .from(interviews)
    .where('key' in by ? eq(interviews.key, by.key) : eq(interviews.id, by.id))
  const [row] = await (isLocked ? query.for('update') : query)
  return row
}

export function loadInterviews(db: Queryable): Promise<InterviewRow[]> {
  return db.select().from(interviews).orderBy(asc(interviews.importedAt))
}

export async function countInterviews(db: Queryable): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(interviews)
  return row?.rows ?? 0
}

/** Stores an interview, or what was edited of it. */
export async function putInterview(db: Queryable, row: typeof interviews.$inferInsert): Promise<void> {
  const { id: _id, importedAt: _importedAt, ...edited } = row
  await db.insert(interviews).values(row).onConflictDoUpdate({ target: interviews.id, set: edited })
}

export async function putSitting(db: Queryable, row: typeof sittings.$inferInsert): Promise<void> {
  await db.insert(sittings).values(row).onConflictDoUpdate({ target: sittings.id, set: row })
}

export async function removeSittings(db: Queryable, ids: readonly SittingId[]): Promise<void> {
  await db.delete(sittings).where(sql`${sittings.id} = any(${sql.param(ids)}::uuid[])`)
}

export function loadSittings(db: Queryable, interviewId: InterviewId): Promise<SittingRow[]> {
  return db.select().from(sittings).where(eq(sittings.interviewId, interviewId)).orderBy(asc(sittings.position))
}

/** All sittings with their interview and how many attempts they have, the next to start first. */
export function loadAllSittings(db: Queryable) {
  return db
    .select({ sitting: sittings, interview: interviews, attempts: count(attempts.id) })
    .from(sittings)
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .leftJoin(attempts, and(eq(attempts.sittingId, sittings.id)))
    .groupBy(sittings.id, interviews.id)
    .orderBy(asc(interviews.importedAt), asc(sittings.position))
}
