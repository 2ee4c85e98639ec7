// Owns: the one row that says with which keys a database was made.
// Never overwrites it.
import type { Instant } from '@zhishi/core/time'
import type { Database } from './database.ts'
import { installation } from './tables.ts'

/** True when these are the keys of this database; a new database takes them. */
export async function checkInstallation(db: Database, masterKeyId: string, now: Instant): Promise<boolean> {
  await db.insert(installation).values({ only: true, masterKeyId, installedAt: now }).onConflictDoNothing()
  const [row] = await db.select().from(installation)
  return row?.masterKeyId === masterKeyId
}
