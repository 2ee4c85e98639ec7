// Owns: the one row that says with which keys a database was made, and where the bytes of its recordings lie.
// Never takes other keys, nor another place once there are recordings: both would look like the loss of everything.
import type { Instant } from '@zhishi/core/time'
import type { Database } from './database.ts'
import { installation, parts } from './tables.ts'

/** True when these are the keys of this database; a new database takes them. */
export async function checkInstallation(db: Database, masterKeyId: string, now: Instant): Promise<boolean> {
  await db.insert(installation).values({ only: true, masterKeyId, installedAt: now }).onConflictDoNothing()
  const [row] = await db.select().from(installation)
  return row?.masterKeyId === masterKeyId
}

/**
 * Null when the recordings of this database lie at `place`, or there are none yet and it is noted. Else where they lie:
 * a start elsewhere would find every part empty and ask every device for it again.
 */
export async function checkBlobsAt(db: Database, place: string): Promise<string | null> {
  const [row] = await db.select({ blobsAt: installation.blobsAt }).from(installation)
  const noted = row?.blobsAt ?? null
  if (noted === place) return null
  const [part] = await db.select({ id: parts.id }).from(parts).limit(1)
  if (noted !== null && part !== undefined) return noted
  await db.update(installation).set({ blobsAt: place })
  return null
}
