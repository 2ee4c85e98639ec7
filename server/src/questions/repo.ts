// Owns: the rows of question packs and unlock codes, and who needs one.
// Never opens a pack or a code: they lie sealed (packs.ts, unlock-codes.ts).
import { and, asc, between, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { HOUR_MS, type Instant } from '@zhishi/core/time'
import type { Database, Queryable } from '../platform/database/database.ts'
import { attempts, questionPacks, sittings, unlockCodes } from '../platform/database/tables.ts'

export type UnlockCodeRow = typeof unlockCodes.$inferSelect

/** Stores the pack of a sitting, or another one; unlock codes of the one before open nothing any more. */
export async function putPack(db: Queryable, row: typeof questionPacks.$inferInsert): Promise<void> {
  await db.insert(questionPacks).values(row).onConflictDoUpdate({ target: questionPacks.sittingId, set: row })
  await db.execute(sql`
    delete from unlock_codes u using attempts a
    where a.id = u.attempt_id and a.sitting_id = ${row.sittingId} and u.pack_id <> ${row.packId}`)
}

/** @param isKept no other pack takes its place until the transaction ends */
export async function loadPack(db: Queryable, sittingId: SittingId, isKept = false) {
  const query = db.select().from(questionPacks).where(eq(questionPacks.sittingId, sittingId))
  const [row] = await (isKept ? query.for('share') : query)
  return row
}

export async function loadUnlockCode(db: Queryable, attemptId: AttemptId): Promise<UnlockCodeRow | undefined> {
  const [row] = await db.select().from(unlockCodes).where(eq(unlockCodes.attemptId, attemptId))
  return row
}

/**
 * The row that stays: this one, or the one that somebody else kept before. Null: its sitting has another pack by now.
 */
export function keepUnlockCode(db: Database, sittingId: SittingId, row: UnlockCodeRow): Promise<UnlockCodeRow | null> {
  return db.transaction(async (transaction) => {
    const pack = await loadPack(transaction, sittingId, true)
    if (pack?.packId !== row.packId) return null
    await transaction.insert(unlockCodes).values(row).onConflictDoNothing()
    return (await loadUnlockCode(transaction, row.attemptId as AttemptId)) ?? row
  })
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
