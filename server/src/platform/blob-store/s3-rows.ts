// Owns: the rows of the S3 blob store: how long a blob is, and which stretch of it lies in which object.
// Never asks the store: what it says is what was committed, whether the objects are still there or not.
import { and, asc, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import type { Database, Queryable } from '../database/database.ts'
import { blobObjects, blobs } from '../database/tables.ts'
import { BlobStoreError, type BlobKey, type ByteRange } from './blob-store.ts'

export type Stretch = Omit<typeof blobObjects.$inferSelect, 'attemptId' | 'partId'>

const isBlob = (key: BlobKey) => and(eq(blobs.attemptId, key.attemptId), eq(blobs.partId, key.partId))
const isOfBlob = (key: BlobKey) => and(eq(blobObjects.attemptId, key.attemptId), eq(blobObjects.partId, key.partId))

export async function loadBlob(db: Queryable, key: BlobKey): Promise<{ bytes: number; isSealed: boolean }> {
  const [row] = await db.select({ bytes: blobs.bytes, isSealed: blobs.isSealed }).from(blobs).where(isBlob(key))
  return row ?? { bytes: 0, isSealed: false }
}

/** The stretches that have bytes in the range, in order; all of them where none is named. */
export async function loadStretches(db: Queryable, key: BlobKey, within?: ByteRange): Promise<Stretch[]> {
  return db
    .select({
      offset: blobObjects.offset,
      bytes: blobObjects.bytes,
      object: blobObjects.object,
      objectOffset: blobObjects.objectOffset,
      objectBytes: blobObjects.objectBytes,
      digest: blobObjects.digest,
      salt: blobObjects.salt,
    })
    .from(blobObjects)
    .where(and(isOfBlob(key), within && and(lt(blobObjects.offset, within.to), gt(endOfRow, within.from))))
    .orderBy(asc(blobObjects.offset))
}

const endOfRow = sql`${blobObjects.offset} + ${blobObjects.bytes}`

/** The common case in one statement: an object that begins where the blob ends. False: it is another case. */
export async function growBlob(db: Queryable, key: BlobKey, it: Stretch): Promise<boolean> {
  const { rowCount } = await db.execute(sql`
    with grown as (
      update ${blobs} set bytes = ${it.offset + it.bytes}::bigint
      where attempt_id = ${key.attemptId} and part_id = ${key.partId} and bytes = ${it.offset} and not is_sealed
      returning attempt_id, part_id)
    insert into ${blobObjects} (attempt_id, part_id, "offset", bytes, object, object_offset, object_bytes, digest, salt)
    select attempt_id, part_id, ${it.offset}::bigint, ${it.bytes}::bigint, ${it.object}, ${it.objectOffset}::int,
      ${it.objectBytes}::int, ${it.digest}::bytea, ${it.salt}::bytea from grown`)
  return rowCount === 1
}

/**
 * Lays an object over what is there: what it covers goes, what lies before and behind stays. Gives the objects in which
 * no byte of the blob lies any more. Throws {@link BlobStoreError} `sealed`, `bytesMissing`.
 */
export async function overlayBlob(db: Database, key: BlobKey, it: Stretch): Promise<string[]> {
  const end = it.offset + it.bytes
  return db.transaction(async (transaction) => {
    await transaction.insert(blobs).values(key).onConflictDoNothing()
    const [blob] = await transaction.select().from(blobs).where(isBlob(key)).for('update')
    if (!blob || blob.isSealed) throw new BlobStoreError('sealed')
    if (blob.bytes < it.offset) throw new BlobStoreError('bytesMissing', { size: blob.bytes })
    const covered = await loadStretches(transaction, key, { from: it.offset, to: end })
    await deleteStretches(transaction, key, covered)
    const kept = covered.flatMap((one) => [
      ...cutTo(one, { from: one.offset, to: it.offset }),
      ...cutTo(one, { from: end, to: one.offset + one.bytes }),
    ])
    await transaction.insert(blobObjects).values([...kept, it].map((one) => ({ ...key, ...one })))
    await transaction
      .update(blobs)
      .set({ bytes: Math.max(blob.bytes, end) })
      .where(isBlob(key))
    const names = covered.map((one) => one.object)
    const used = await transaction
      .select({ object: blobObjects.object })
      .from(blobObjects)
      .where(and(isOfBlob(key), inArray(blobObjects.object, names)))
    return [...new Set(names)].filter((name) => !used.some((row) => row.object === name))
  })
}

async function deleteStretches(db: Queryable, key: BlobKey, those: readonly Stretch[]): Promise<void> {
  const offsets = those.map((one) => one.offset)
  await db.delete(blobObjects).where(and(isOfBlob(key), inArray(blobObjects.offset, offsets)))
}

/** What of a stretch lies in the range: one stretch or none. */
function cutTo(one: Stretch, { from, to }: ByteRange): Stretch[] {
  if (from >= to) return []
  return [{ ...one, offset: from, bytes: to - from, objectOffset: one.objectOffset + from - one.offset }]
}

/** False: there is no such blob. */
export async function markBlob(db: Queryable, key: BlobKey, isSealed: boolean): Promise<boolean> {
  const { rowCount } = await db.update(blobs).set({ isSealed }).where(isBlob(key))
  return rowCount === 1
}

export async function deleteBlob(db: Queryable, key: BlobKey): Promise<void> {
  await db.delete(blobs).where(isBlob(key))
}

/** Every blob of an attempt. */
export async function deleteBlobsOf(db: Queryable, attemptId: string): Promise<void> {
  await db.delete(blobs).where(eq(blobs.attemptId, attemptId))
}
