// Owns: the key of each interview: made when its first recording comes, kept in the database sealed under a key in `--keys`, and
// opened for the blob store alone. Never logs a key, and never gives one out of the process.
import type { KeyObject } from 'node:crypto'
import { eq, inArray } from 'drizzle-orm'
import type { Random } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { attempts, interviewKeys, sittings } from '../database/tables.ts'
import { createGrouping } from '../grouping.ts'
import type { Keys } from '../keys.ts'
import { BlobStoreError, type BlobKey } from './blob-store.ts'
import { deriveDataKey, KEY_BYTES } from './keystream.ts'

export type DataKeys = {
  /** The key of what is encrypted by this salt. Throws {@link BlobStoreError} `bytesMissing` where the attempt is erased. */
  of(key: BlobKey, salt: Buffer): Promise<KeyObject>
  /** What this process remembers of an attempt. */
  forget(attemptId: string): void
}

/** Those of more attempts than one process serves: some 200 bytes each. */
const KEPT_ATTEMPTS = 16_384

/** @param ports `db`: receipts wait for it */
export function createDataKeys(ports: { db: Database; keys: Keys; random: Random }): DataKeys {
  const { db, keys, random } = ports
  const kept = new Map<string, Buffer>()

  /** At T0 all attempts of a sitting are asked for in the same second. */
  const load = createGrouping(async (attemptIds: readonly string[]) => {
    let rows = await loadKeys(db, attemptIds)
    const without = new Set(rows.flatMap((row) => (row.keySealed === null ? [row.interviewId] : [])))
    for (const interviewId of without)
      await insertKey(db, interviewId, keys.seal('interviewKeys', random.bytes(KEY_BYTES), interviewId))
    // of two processes one has made it
    if (without.size > 0) rows = await loadKeys(db, attemptIds)
    const byAttempt = new Map(rows.map((row) => [row.attemptId, row]))
    return attemptIds.map((id) => {
      const row = byAttempt.get(id)
      return row?.keySealed ? keys.open('interviewKeys', row.keySealed, row.interviewId) : null
    })
  })

  async function keyOf(attemptId: string): Promise<Buffer> {
    const found = kept.get(attemptId) ?? (await load(attemptId))
    if (!found) throw new BlobStoreError('bytesMissing', { cause: new Error(`there is no attempt ${attemptId}`) })
    kept.delete(attemptId)
    kept.set(attemptId, found)
    const [oldest] = kept.keys()
    if (kept.size > KEPT_ATTEMPTS && oldest !== undefined) kept.delete(oldest)
    return found
  }

  return {
    of: async (key, salt) => deriveDataKey(await keyOf(key.attemptId), salt, key),
    forget: (attemptId) => void kept.delete(attemptId),
  }
}

async function loadKeys(db: Database, attemptIds: readonly string[]) {
  return db
    .select({ attemptId: attempts.id, interviewId: sittings.interviewId, keySealed: interviewKeys.keySealed })
    .from(attempts)
    .innerJoin(sittings, eq(sittings.id, attempts.sittingId))
    .leftJoin(interviewKeys, eq(interviewKeys.interviewId, sittings.interviewId))
    .where(inArray(attempts.id, [...attemptIds]))
}

async function insertKey(db: Database, interviewId: string, keySealed: Buffer): Promise<void> {
  await db.insert(interviewKeys).values({ interviewId, keySealed }).onConflictDoNothing()
}
