// Owns: the rows of binding codes.
// Never sees a code: the service hashes it first.
import { and, eq, gte, isNull } from 'drizzle-orm'
import type { AttemptId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { bindingCodes } from '../platform/database/tables.ts'

export type CodeRow = Omit<typeof bindingCodes.$inferSelect, 'attemptId'> & { attemptId: AttemptId }

/** False when a row of that hash is there already. */
export async function insertCode(db: Queryable, row: typeof bindingCodes.$inferInsert): Promise<boolean> {
  const inserted = await db
    .insert(bindingCodes)
    .values(row)
    .onConflictDoNothing()
    .returning({ at: bindingCodes.issuedAt })
  return inserted.length > 0
}

/** Codes of the attempt that nobody has used end. */
export async function deleteUnused(db: Queryable, attemptId: AttemptId): Promise<void> {
  await db.delete(bindingCodes).where(and(eq(bindingCodes.attemptId, attemptId), isNull(bindingCodes.usedAt)))
}

/** The code, if it has not expired; it may have been used. */
export async function loadCode(db: Queryable, codeHash: Buffer, now: Instant): Promise<CodeRow | undefined> {
  const [row] = await db
    .select()
    .from(bindingCodes)
    .where(and(eq(bindingCodes.codeHash, codeHash), gte(bindingCodes.expiresAt, now)))
  return row as CodeRow | undefined
}

/** Uses the code up; false when it was used before, or has gone since it was looked at. */
export async function markUsed(db: Queryable, codeHash: Buffer, now: Instant): Promise<boolean> {
  const used = await db
    .update(bindingCodes)
    .set({ usedAt: now })
    .where(and(eq(bindingCodes.codeHash, codeHash), isNull(bindingCodes.usedAt), gte(bindingCodes.expiresAt, now)))
    .returning({ at: bindingCodes.usedAt })
  return used.length > 0
}
