// Owns: the upload interval that people set for a sitting. Never decides one: that is core's (recording/pace.ts).
import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, sittings } from '../platform/database/tables.ts'

/** Of the attempts for whose sitting something is set. */
export async function loadSettings(db: Queryable): Promise<{ attemptId: AttemptId; uploadEveryMs: number }[]> {
  const rows = await db
    .select({ attemptId: attempts.id, uploadEveryMs: sittings.uploadEveryMs })
    .from(sittings)
    .innerJoin(attempts, eq(attempts.sittingId, sittings.id))
    .where(isNotNull(sittings.uploadEveryMs))
  return rows as { attemptId: AttemptId; uploadEveryMs: number }[]
}

export async function loadSetting(db: Queryable, id: SittingId): Promise<{ uploadEveryMs: number | null } | undefined> {
  const [row] = await db.select({ uploadEveryMs: sittings.uploadEveryMs }).from(sittings).where(eq(sittings.id, id))
  return row
}

/** How many of these attempts are of the sitting. */
export async function countOfSitting(db: Queryable, id: SittingId, attemptIds: readonly AttemptId[]): Promise<number> {
  return db.$count(attempts, and(eq(attempts.sittingId, id), inArray(attempts.id, [...attemptIds])))
}

/** False: there is no such sitting. */
export async function saveSetting(db: Queryable, id: SittingId, uploadEveryMs: number | null): Promise<boolean> {
  const saved = await db
    .update(sittings)
    .set({ uploadEveryMs })
    .where(eq(sittings.id, id))
    .returning({ id: sittings.id })
  return saved.length > 0
}
