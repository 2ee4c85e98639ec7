// Owns: the rows of interviews, sittings, question packs and unlock codes, and the attempts that an import creates.
// Never changes an attempt that exists: that is the attempts feature's.
import { and, asc, between, count, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { AttemptId, InterviewId, SittingId } from '@zhishi/core/ids'
import { HOUR_MS, type Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import {
  attemptEvents,
  attempts,
  interviews,
  questionPacks,
  sittings,
  unlockCodes,
} from '../platform/database/tables.ts'

export type InterviewRow = typeof interviews.$inferSelect
export type SittingRow = typeof sittings.$inferSelect
export type UnlockCodeRow = typeof unlockCodes.$inferSelect

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

export async function loadUnlockCode(db: Queryable, attemptId: AttemptId): Promise<UnlockCodeRow | undefined> {
  const [row] = await db.select().from(unlockCodes).where(eq(unlockCodes.attemptId, attemptId))
  return row
}

/** The row that stays: this one, or the one that somebody else kept before. */
export async function keepUnlockCode(db: Queryable, row: UnlockCodeRow): Promise<UnlockCodeRow> {
  await db.insert(unlockCodes).values(row).onConflictDoNothing()
  return (await loadUnlockCode(db, row.attemptId as AttemptId)) ?? row
}

/** A late page may still be waiting for its questions; an hour after T0 none is. */
const NEEDED_AFTER_START_MS = HOUR_MS

/** Attempts that may still need an unlock code and have none: who is here already first, then the next to start. */
export async function loadWithoutUnlockCode(db: Queryable, now: Instant, limit: number) {
  const rows = await db
    .select({ attemptId: attempts.id, sittingId: attempts.sittingId })
    .from(attempts)
    .innerJoin(sittings, eq(sittings.id, attempts.sittingId))
    .leftJoin(unlockCodes, eq(unlockCodes.attemptId, attempts.id))
    .where(
      and(
        isNull(unlockCodes.attemptId),
        isNull(attempts.handedInAt),
        or(gt(sittings.startsAt, now - NEEDED_AFTER_START_MS), gt(sittings.selfPacedClosesAt, now)),
      ),
    )
    .orderBy(asc(isNull(attempts.identityConfirmedAt)), asc(sittings.startsAt), sql`random()`)
    .limit(limit)
  return rows.map((row) => ({ attemptId: row.attemptId as AttemptId, sittingId: row.sittingId as SittingId }))
}

/** Whether a sitting starts between two instants. */
export async function startsBetween(db: Queryable, from: Instant, to: Instant): Promise<boolean> {
  const [row] = await db
    .select({ id: sittings.id })
    .from(sittings)
    .where(between(sittings.startsAt, from, to))
    .limit(1)
  return row !== undefined
}
