// Owns: the rows of review codes and of what examiners did with attempts.
// Never joins a code with anything that says whose it is.
import { and, eq, sql } from 'drizzle-orm'
import type { AttemptId, StaffId } from '@zhishi/core/ids'
import type { ReviewCode } from '@zhishi/core/scoring'
import type { Queryable, Transaction } from '../platform/database/database.ts'
import { reviewCodes, reviews } from '../platform/database/tables.ts'

export type ReviewRecord = typeof reviews.$inferSelect

/** The codes of these attempts; those that have none yet are not in the map. */
export async function loadCodes(db: Queryable, ids: readonly AttemptId[]): Promise<Map<AttemptId, ReviewCode>> {
  const rows = await db
    .select()
    .from(reviewCodes)
    .where(sql`${reviewCodes.attemptId} = any(${sql.param(ids)}::uuid[])`)
  return new Map(rows.map((row) => [row.attemptId as AttemptId, row.code]))
}

/** Leaves what is there: an attempt keeps its first code, and a code its first attempt. */
export async function keepCode(db: Queryable, attemptId: AttemptId, code: ReviewCode): Promise<void> {
  await db.insert(reviewCodes).values({ attemptId, code }).onConflictDoNothing()
}

export async function loadAttemptId(db: Queryable, code: ReviewCode): Promise<AttemptId | null> {
  const [row] = await db.select().from(reviewCodes).where(eq(reviewCodes.code, code))
  return row ? (row.attemptId as AttemptId) : null
}

export async function loadReviews(db: Queryable, examinerId: StaffId): Promise<Map<AttemptId, ReviewRecord>> {
  const rows = await db.select().from(reviews).where(eq(reviews.examinerId, examinerId))
  return new Map(rows.map((row) => [row.attemptId as AttemptId, row]))
}

const isOf = (attemptId: AttemptId, examinerId: StaffId) =>
  and(eq(reviews.attemptId, attemptId), eq(reviews.examinerId, examinerId))

export async function loadReview(db: Queryable, attemptId: AttemptId, examinerId: StaffId) {
  const [row] = await db.select().from(reviews).where(isOf(attemptId, examinerId))
  return row
}

/** The row, made where there is none, under a lock that lasts until the transaction ends: one change at a time. */
export async function lockReview(
  transaction: Transaction,
  attemptId: AttemptId,
  examinerId: StaffId,
): Promise<ReviewRecord> {
  await transaction.insert(reviews).values({ attemptId, examinerId }).onConflictDoNothing()
  const [row] = await transaction.select().from(reviews).where(isOf(attemptId, examinerId)).for('update')
  if (!row) throw new Error('a review that was just made is gone')
  return row
}

export async function updateReview(
  transaction: Transaction,
  { attemptId, examinerId }: Pick<ReviewRecord, 'attemptId' | 'examinerId'>,
  facts: Partial<Omit<ReviewRecord, 'attemptId' | 'examinerId'>>,
): Promise<void> {
  await transaction
    .update(reviews)
    .set(facts)
    .where(isOf(attemptId as AttemptId, examinerId as StaffId))
}
