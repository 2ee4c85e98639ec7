// Owns: the rows of what is being erased.
// Never keeps one of what is gone.
import { and, eq, isNull } from 'drizzle-orm'
import type { AttemptId, ErasureId, InterviewId } from '@zhishi/core/ids'
import type { Queryable } from '../platform/database/database.ts'
import { erasedAttempts, erasures } from '../platform/database/tables.ts'

type Row = typeof erasures.$inferSelect
export type Erasure = Omit<Row, 'id' | 'interviewId' | 'attemptId'> & {
  id: ErasureId
  interviewId: InterviewId
  attemptId: AttemptId | null
}

export async function insertErasure(db: Queryable, row: Erasure): Promise<void> {
  await db.insert(erasures).values(row)
}

export async function loadErasure(db: Queryable, id: ErasureId): Promise<Erasure | undefined> {
  const [row] = await db.select().from(erasures).where(eq(erasures.id, id))
  return row as Erasure | undefined
}

/** The one that is under way for just this attempt, or for the whole of this interview. */
export async function findErasure(
  db: Queryable,
  of: { attemptId: AttemptId } | { interviewId: InterviewId },
): Promise<ErasureId | null> {
  const [row] = await db
    .select({ id: erasures.id })
    .from(erasures)
    .where(
      'attemptId' in of
        ? eq(erasures.attemptId, of.attemptId)
        : and(eq(erasures.interviewId, of.interviewId), isNull(erasures.attemptId)),
    )
  return row ? (row.id as ErasureId) : null
}

export async function deleteErasure(db: Queryable, id: ErasureId): Promise<void> {
  await db.delete(erasures).where(eq(erasures.id, id))
}

export async function insertErasedAttempt(db: Queryable, erasureId: ErasureId, attemptId: AttemptId): Promise<void> {
  await db.insert(erasedAttempts).values({ erasureId, attemptId })
}

/** Those of which the rows are gone, and bytes may be left. */
export async function loadErasedAttempts(db: Queryable, erasureId: ErasureId): Promise<AttemptId[]> {
  const rows = await db
    .select({ id: erasedAttempts.attemptId })
    .from(erasedAttempts)
    .where(eq(erasedAttempts.erasureId, erasureId))
  return rows.map((row) => row.id as AttemptId)
}

/** False: somebody else was first. */
export async function deleteErasedAttempt(db: Queryable, attemptId: AttemptId): Promise<boolean> {
  const { rowCount } = await db.delete(erasedAttempts).where(eq(erasedAttempts.attemptId, attemptId))
  return rowCount === 1
}
