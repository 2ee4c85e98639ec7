// Owns: the upload interval that people set for a sitting. Never decides one: that is core's (recording/pace.ts).
import { and, eq, inArray } from 'drizzle-orm'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { Queryable } from '../../platform/database/database.ts'
import { attempts, sittings, uploadPaces } from '../../platform/database/tables.ts'

/** Of the attempts for whose sitting something is set. */
export async function loadSettings(db: Queryable): Promise<{ attemptId: AttemptId; uploadEveryMs: number }[]> {
  const rows = await db
    .select({ attemptId: attempts.id, uploadEveryMs: uploadPaces.uploadEveryMs })
    .from(uploadPaces)
    .innerJoin(attempts, eq(attempts.sittingId, uploadPaces.sittingId))
  return rows as { attemptId: AttemptId; uploadEveryMs: number }[]
}

/** Undefined: there is no such sitting. */
export async function loadSetting(db: Queryable, id: SittingId): Promise<{ uploadEveryMs: number | null } | undefined> {
  const [row] = await db
    .select({ uploadEveryMs: uploadPaces.uploadEveryMs })
    .from(sittings)
    .leftJoin(uploadPaces, eq(uploadPaces.sittingId, sittings.id))
    .where(eq(sittings.id, id))
  return row
}

/** How many of these attempts are of the sitting. */
export async function countOfSitting(db: Queryable, id: SittingId, attemptIds: readonly AttemptId[]): Promise<number> {
  return db.$count(attempts, and(eq(attempts.sittingId, id), inArray(attempts.id, [...attemptIds])))
}

/** @param uploadEveryMs null: as usual again. False: there is no such sitting. */
export async function saveSetting(db: Queryable, id: SittingId, uploadEveryMs: number | null): Promise<boolean> {
  if ((await db.$count(sittings, eq(sittings.id, id))) === 0) return false
  if (uploadEveryMs === null) {
    await db.delete(uploadPaces).where(eq(uploadPaces.sittingId, id))
    return true
  }
  await db
    .insert(uploadPaces)
    .values({ sittingId: id, uploadEveryMs })
    .onConflictDoUpdate({ target: uploadPaces.sittingId, set: { uploadEveryMs } })
  return true
}
