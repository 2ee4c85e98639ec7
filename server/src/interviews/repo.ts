// Owns: the rows of interviews, sittings and question packs, and the attempts that an import creates.
// Never changes an attempt that exists: that is the attempts feature's.
import { and, asc, count, eq } from 'drizzle-orm'
import type { InterviewId, SittingId } from '@zhishi/core/ids'
import type { Queryable } from '../platform/database/database.ts'
import { attemptEvents, attempts, interviews, questionPacks, sittings } from '../platform/database/tables.ts'

export type InterviewRow = typeof interviews.$inferSelect
export type SittingRow = typeof sittings.$inferSelect

export async function loadByKey(db: Queryable, key: string): Promise<InterviewRow | undefined> {
  const [row] = await db.select().from(interviews).where(eq(interviews.key, key)).for('update')
  return row
}

export async function countInterviews(db: Queryable): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(interviews)
  return row?.rows ?? 0
}

/** How many things have already happened to attempts of the interview. */
export async function countHistory(db: Queryable, interviewId: InterviewId): Promise<number> {
  const [row] = await db
    .select({ rows: count() })
    .from(attemptEvents)
    .innerJoin(attempts, eq(attempts.id, attemptEvents.attemptId))
    .innerJoin(sittings, eq(sittings.id, attempts.sittingId))
    .where(eq(sittings.interviewId, interviewId))
  return row?.rows ?? 0
}

export async function removeInterview(db: Queryable, interviewId: InterviewId): Promise<void> {
  await db.delete(interviews).where(eq(interviews.id, interviewId))
}

export async function insertInterview(db: Queryable, row: typeof interviews.$inferInsert): Promise<void> {
  await db.insert(interviews).values(row)
}

export async function insertSitting(db: Queryable, row: typeof sittings.$inferInsert): Promise<void> {
  await db.insert(sittings).values(row)
}

export async function insertPack(db: Queryable, row: typeof questionPacks.$inferInsert): Promise<void> {
  await db.insert(questionPacks).values(row)
}

/** 1,000 rows a statement stays far below PostgreSQL's 65,535 parameters. */
const ROWS_A_STATEMENT = 1000

export async function insertAttempts(db: Queryable, rows: (typeof attempts.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await db.insert(attempts).values(rows.slice(from, from + ROWS_A_STATEMENT))
  }
}

export function loadSittings(db: Queryable, interviewId: InterviewId): Promise<SittingRow[]> {
  return db.select().from(sittings).where(eq(sittings.interviewId, interviewId)).orderBy(asc(sittings.position))
}

export async function loadPack(db: Queryable, sittingId: SittingId) {
  const [row] = await db.select().from(questionPacks).where(eq(questionPacks.sittingId, sittingId))
  return row
}

export function loadRoster(db: Queryable, sittingId: SittingId) {
  return db
    .select({ personId: attempts.personId, post: attempts.post })
    .from(attempts)
    .where(eq(attempts.sittingId, sittingId))
    .orderBy(asc(attempts.position))
}

export async function loadSitting(db: Queryable, id: SittingId) {
  const [row] = await db
    .select({ sitting: sittings, interview: interviews })
    .from(sittings)
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .where(eq(sittings.id, id))
  return row
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
