// Owns: the one row that says with which keys a database was made, and where the bytes of its recordings lie.
// Never takes other keys: names, grants and questions could not be read.
import { count, gt, sql } from 'drizzle-orm'
import type { Instant } from '@zhishi/core/time'
import type { Database, Queryable } from './database.ts'
import { installation, parts } from './tables.ts'

/** True when these are the keys of this database; a new database takes them. */
export async function checkInstallation(db: Database, masterKeyId: string, now: Instant): Promise<boolean> {
  await db.insert(installation).values({ only: true, masterKeyId, installedAt: now }).onConflictDoNothing()
  const [row] = await db.select().from(installation)
  return row?.masterKeyId === masterKeyId
}

export type Installation = Omit<typeof installation.$inferSelect, 'only'>

/** Undefined: no server has started on this database yet. */
export async function loadInstallation(db: Queryable): Promise<Installation | undefined> {
  const [row] = await db.select().from(installation)
  return row
}

/** How many parts are announced, and of how many of them bytes were acknowledged. */
export async function countParts(db: Queryable): Promise<{ announced: number; acknowledged: number }> {
  const [row] = await db
    .select({ announced: count(), acknowledged: sql<number>`count(*) filter (where ${gt(parts.bytes, 0)})::int` })
    .from(parts)
  return row ?? { announced: 0, acknowledged: 0 }
}

/** Notes where the bytes of this database's recordings lie, and since when the marker lies there too. */
export async function noteBlobsAt(db: Queryable, blobsAt: string, blobsMarkedAt: Instant | null): Promise<void> {
  await db.update(installation).set({ blobsAt, blobsMarkedAt })
}
