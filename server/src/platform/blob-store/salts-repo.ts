// Owns: the rows that say from which byte on a blob on disk is encrypted by which salt.
// Never knows a key, nor how long a blob is; forgets no salt while the blob is there.
import { and, asc, eq, gte, lt, lte, sql } from 'drizzle-orm'
import type pg from 'pg'
import type { Database, Queryable } from '../database/database.ts'
import { blobSalts } from '../database/tables.ts'
import { createGrouping, type Grouped } from '../grouping.ts'
import type { BlobKey } from './blob-store.ts'

/** It holds up to the next one that is not replaced. */
export type Salted = Omit<typeof blobSalts.$inferSelect, 'attemptId' | 'partId'>
export type Beginning = { key: BlobKey } & Omit<Salted, 'isReplaced'>

/** Of what lies in the clear. */
export const NO_SALT = Buffer.alloc(0)

const COLUMNS = {
  offset: blobSalts.offset,
  salt: blobSalts.salt,
  begins: blobSalts.begins,
  isReplaced: blobSalts.isReplaced,
}

const isOf = (key: BlobKey) => and(eq(blobSalts.attemptId, key.attemptId), eq(blobSalts.partId, key.partId))

/** Those that count for the bytes before `to`, in order; the first may begin far before what is asked for. */
export async function loadSalts(db: Queryable, key: BlobKey, to: number): Promise<Salted[]> {
  return db
    .select(COLUMNS)
    .from(blobSalts)
    .where(and(isOf(key), lt(blobSalts.offset, to), eq(blobSalts.isReplaced, false)))
    .orderBy(asc(blobSalts.offset))
}

/** Replaced ones too. */
export async function loadAllSalts(db: Queryable, key: BlobKey): Promise<Salted[]> {
  return db.select(COLUMNS).from(blobSalts).where(isOf(key))
}

/** From here on by this salt, to the end, as nothing lies behind. In one statement for all that begin at the same time. */
export const createBeginning = (db: Database): Grouped<Beginning, null> =>
  createGrouping(async (group) => {
    await db.$client.query({
      name: 'begin-salts',
      text: STATEMENT,
      values: [
        group.map(({ key }) => key.attemptId),
        group.map(({ key }) => key.partId),
        group.map(({ offset }) => offset),
        group.map(({ salt }) => salt),
        group.map(({ begins }) => begins),
      ],
    } satisfies pg.QueryConfig)
    return group.map(() => null)
  })

const STATEMENT = `
with wanted as (
  select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[])
    as it (attempt_id, part_id, "offset", salt, begins)
), replaced as (
  update blob_salts set is_replaced = true from wanted
  where blob_salts.attempt_id = wanted.attempt_id and blob_salts.part_id = wanted.part_id
    and blob_salts."offset" >= wanted."offset"
)
insert into blob_salts (attempt_id, part_id, "offset", salt, begins) select * from wanted`

/** From here on by this salt, and from `behind` on as it was. */
export async function insertWithin(
  db: Database,
  { key, ...first }: Beginning,
  behind: { offset: number; begins: Buffer },
): Promise<void> {
  await db.transaction(async (transaction) => {
    const salt = (await loadSalts(transaction, key, behind.offset + 1)).at(-1)?.salt ?? NO_SALT
    await transaction
      .update(blobSalts)
      .set({ isReplaced: true })
      .where(and(isOf(key), gte(blobSalts.offset, first.offset), lte(blobSalts.offset, behind.offset)))
    await transaction
      .insert(blobSalts)
      .values([
        { ...key, ...first },
        { ...key, ...behind, salt },
      ])
      .onConflictDoUpdate({
        target: [blobSalts.attemptId, blobSalts.partId, blobSalts.offset, blobSalts.salt],
        set: { isReplaced: false, begins: sql`excluded.begins` },
      })
  })
}

/** From now on these count, and no others. */
export async function chooseSalts(db: Database, key: BlobKey, those: readonly Salted[]): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.update(blobSalts).set({ isReplaced: true }).where(isOf(key))
    for (const { offset, salt } of those)
      await transaction
        .update(blobSalts)
        .set({ isReplaced: false })
        .where(and(isOf(key), eq(blobSalts.offset, offset), eq(blobSalts.salt, salt)))
  })
}

export async function deleteSalts(db: Queryable, key: BlobKey): Promise<void> {
  await db.delete(blobSalts).where(isOf(key))
}

export async function deleteSaltsOf(db: Queryable, attemptId: string): Promise<void> {
  await db.delete(blobSalts).where(eq(blobSalts.attemptId, attemptId))
}
