// Owns: the rows of face pictures and face tries, and which attempts wait for a person.
// Never sees a picture or a template in the clear.
import { and, asc, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { FaceView } from '@zhishi/core/contract'
import type { AttemptId, PersonId } from '@zhishi/core/ids'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, facePictures, faceTries } from '../platform/database/tables.ts'

export async function putPicture(db: Queryable, row: typeof facePictures.$inferInsert): Promise<void> {
  await db
    .insert(facePictures)
    .values(row)
    .onConflictDoUpdate({ target: [facePictures.attemptId, facePictures.view], set: row })
}

export async function loadPicture(db: Queryable, attemptId: AttemptId, view: FaceView) {
  const [row] = await db
    .select()
    .from(facePictures)
    .where(and(eq(facePictures.attemptId, attemptId), eq(facePictures.view, view)))
  return row
}

export function loadPictureViews(db: Queryable, attemptIds: readonly AttemptId[]) {
  if (attemptIds.length === 0) return Promise.resolve([])
  return db
    .select({ attemptId: facePictures.attemptId, view: facePictures.view, takenAt: facePictures.takenAt })
    .from(facePictures)
    .where(inArray(facePictures.attemptId, [...attemptIds]))
}

export async function loadTry(db: Queryable, id: string) {
  const [row] = await db.select().from(faceTries).where(eq(faceTries.id, id))
  return row
}

export async function insertTry(db: Queryable, row: typeof faceTries.$inferInsert): Promise<void> {
  await db.insert(faceTries).values(row).onConflictDoNothing()
}

export async function loadNewestTry(db: Queryable, attemptId: AttemptId) {
  const [row] = await db
    .select()
    .from(faceTries)
    .where(eq(faceTries.attemptId, attemptId))
    .orderBy(desc(faceTries.triedAt))
    .limit(1)
  return row
}

/** Attempts that wait for a person, the longest waiting first. */
export async function loadWaiting(db: Queryable) {
  const rows = await db
    .select({
      attemptId: attempts.id,
      personId: attempts.personId,
      askedAt: attempts.identityAskedAt,
      faceTries: attempts.faceTries,
    })
    .from(attempts)
    .where(and(isNotNull(attempts.identityAskedAt), isNull(attempts.identityConfirmedAt)))
    .orderBy(asc(attempts.identityAskedAt), asc(attempts.id))
  return rows.map((row) => ({
    attemptId: row.attemptId as AttemptId,
    personId: row.personId as PersonId,
    askedAt: row.askedAt!,
    faceTries: row.faceTries,
  }))
}
