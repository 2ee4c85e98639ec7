// Owns: the rows of what examiners did with attempts.
// Never joins them with anything that says whose an attempt is.
import { and, eq, inArray, isNotNull, or, sql } from 'drizzle-orm'
import type { AttemptId, InterviewId, StaffId } from '@zhishi/core/ids'
import type { Queryable, Transaction } from '../platform/database/database.ts'
import { reviews, scoringDuties } from '../platform/database/tables.ts'

export type ReviewRecord = typeof reviews.$inferSelect

/** What examiners are to score; `attemptId` null: everything of their interviews. */
export async function loadDuties(db: Queryable, examinerIds: readonly StaffId[]) {
  return db
    .select({ examinerId: scoringDuties.examinerId, attemptId: scoringDuties.attemptId })
    .from(scoringDuties)
    .where(inArray(scoringDuties.examinerId, [...examinerIds]))
}

/** One that is there already stays. */
export async function insertDuty(db: Queryable, row: typeof scoringDuties.$inferInsert): Promise<void> {
  await db.insert(scoringDuties).values(row).onConflictDoNothing()
}

export async function loadReviews(db: Queryable, examinerId: StaffId): Promise<Map<AttemptId, ReviewRecord>> {
  const rows = await db.select().from(reviews).where(eq(reviews.examinerId, examinerId))
  return new Map(rows.map((row) => [row.attemptId as AttemptId, row]))
}

/** Every review of the attempts of which at least one examiner said something beside marks. */
export async function loadRemarked(db: Queryable): Promise<ReviewRecord[]> {
  const remarked = db
    .select({ attemptId: reviews.attemptId })
    .from(reviews)
    .where(or(isNotNull(reviews.recusedAt), isNotNull(reviews.disclosureFlaggedAt)))
  return db.select().from(reviews).where(inArray(reviews.attemptId, remarked))
}

const isOf = (attemptId: AttemptId, examinerId: StaffId) =>
  and(eq(reviews.attemptId, attemptId), eq(reviews.examinerId, examinerId))

/** Whether a sheet of the interview has been submitted. */
export async function isScored(db: Queryable, interviewId: InterviewId): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select 1 from reviews r join attempts a on a.id = r.attempt_id join sittings s on s.id = a.sitting_id
    where s.interview_id = ${interviewId} and r.submitted_at is not null limit 1`)
  return rows.length > 0
}

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
