// Owns: the rows of draws, and what a draw needs to read of its sitting and attempts.
// Never writes a lot: whoever creates the attempts does.
import { asc, count, desc, eq, getTableColumns } from 'drizzle-orm'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { DrawCommitment } from '@zhishi/core/draw'
import type { Queryable, Transaction } from '../platform/database/database.ts'
import { attempts, drawCommitments, draws, interviews, sittings } from '../platform/database/tables.ts'

/** Stores the draw of a sitting, or commits it anew. */
export async function putDraw(db: Queryable, row: typeof draws.$inferInsert): Promise<void> {
  await db.insert(draws).values(row).onConflictDoUpdate({ target: draws.sittingId, set: row })
}

/** The draw under a lock that lasts until the transaction ends: whoever edits the interview waits, and is waited for. */
export async function lockDraw(transaction: Transaction, sittingId: SittingId) {
  const [row] = await selectDraw(transaction, sittingId).for('no key update', { of: [interviews, draws] })
  return row
}

export async function updateContributions(
  db: Queryable,
  sittingId: SittingId,
  contributions: (typeof draws.$inferSelect)['contributions'],
): Promise<void> {
  await db.update(draws).set({ contributions }).where(eq(draws.sittingId, sittingId))
}

export async function insertCommitment(db: Queryable, sittingId: SittingId, it: DrawCommitment): Promise<void> {
  await db.insert(drawCommitments).values({ sittingId, ...it })
}

/** The newest of a sitting; undefined: none was kept. */
export async function loadNewestCommitment(db: Queryable, sittingId: SittingId): Promise<DrawCommitment | undefined> {
  const [row] = await db
    .select()
    .from(drawCommitments)
    .where(eq(drawCommitments.sittingId, sittingId))
    .orderBy(desc(drawCommitments.number))
    .limit(1)
  return row
}

/** All of a sitting, from the first on. */
export async function loadCommitments(db: Queryable, sittingId: SittingId): Promise<DrawCommitment[]> {
  return db
    .select()
    .from(drawCommitments)
    .where(eq(drawCommitments.sittingId, sittingId))
    .orderBy(asc(drawCommitments.number))
}

export async function loadAttemptIds(db: Queryable, sittingId: SittingId): Promise<AttemptId[]> {
  const rows = await db.select({ id: attempts.id }).from(attempts).where(eq(attempts.sittingId, sittingId))
  return rows.map(({ id }) => id as AttemptId)
}

export async function updateSpareIds(db: Queryable, sittingId: SittingId, spareIds: string[]): Promise<void> {
  await db.update(draws).set({ spareIds }).where(eq(draws.sittingId, sittingId))
}

/** What is short of a draw: without its roll, which has a handle for each candidate, and its spare ids. */
export async function loadDrawHead(db: Queryable, sittingId: SittingId) {
  const { roll: _roll, spareIds: _spareIds, ...head } = getTableColumns(draws)
  const [row] = await db
    .select({ draw: head, sitting: sittings, settings: interviews.settings })
    .from(draws)
    .innerJoin(sittings, eq(sittings.id, draws.sittingId))
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .where(eq(draws.sittingId, sittingId))
  return row
}

/** The draw with what says when it opens. */
export async function loadDraw(db: Queryable, sittingId: SittingId) {
  const [row] = await selectDraw(db, sittingId)
  return row
}

const selectDraw = (db: Queryable, sittingId: SittingId) =>
  db
    .select({ draw: draws, sitting: sittings, settings: interviews.settings })
    .from(draws)
    .innerJoin(sittings, eq(sittings.id, draws.sittingId))
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .where(eq(draws.sittingId, sittingId))

export async function countLots(db: Queryable, sittingId: SittingId): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(attempts).where(eq(attempts.sittingId, sittingId))
  return row?.rows ?? 0
}

export async function loadOwn(db: Queryable, attemptId: AttemptId) {
  const [row] = await db
    .select({
      sittingId: attempts.sittingId,
      lot: attempts.lot,
      lotDrawnAt: attempts.lotDrawnAt,
      isLotDrawnByCandidate: attempts.isLotDrawnByCandidate,
    })
    .from(attempts)
    .where(eq(attempts.id, attemptId))
  return row
}
