// Owns: the rows of review codes.
// Never joins a code with anything that says whose it is.
import { eq, sql } from 'drizzle-orm'
import type { AttemptId } from '@zhishi/core/ids'
import type { ReviewCode } from '@zhishi/core/scoring'
import type { Queryable } from '../platform/database/database.ts'
import { reviewCodes } from '../platform/database/tables.ts'

/** Stores those whose code is still free. @returns the attempts that have theirs now */
export async function insertFree(
  db: Queryable,
  rows: readonly { attemptId: AttemptId; code: ReviewCode }[],
): Promise<Set<AttemptId>> {
  if (rows.length === 0) return new Set()
  const kept = await db
    .insert(reviewCodes)
    .values([...rows])
    .onConflictDoNothing()
    .returning({ attemptId: reviewCodes.attemptId })
  return new Set(kept.map((row) => row.attemptId as AttemptId))
}

export async function loadCodes(db: Queryable, ids: readonly AttemptId[]): Promise<Map<AttemptId, ReviewCode>> {
  const rows = await db
    .select()
    .from(reviewCodes)
    .where(sql`${reviewCodes.attemptId} = any(${sql.param(ids)}::uuid[])`)
  return new Map(rows.map((row) => [row.attemptId as AttemptId, row.code]))
}

export async function loadAttemptId(db: Queryable, code: ReviewCode): Promise<AttemptId | null> {
  const [row] = await db.select().from(reviewCodes).where(eq(reviewCodes.code, code))
  return row ? (row.attemptId as AttemptId) : null
}
