// Owns: the rows of ID photos.
// Never sees a picture or a template in the clear.
import { eq, inArray } from 'drizzle-orm'
import type { InterviewId, PersonId } from '@zhishi/core/ids'
import type { PhotoOrigin } from '@zhishi/core/process'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { candidates, idPhotos } from '../platform/database/tables.ts'

export async function loadIdPhoto(db: Queryable, personId: PersonId) {
  const [row] = await db.select().from(idPhotos).where(eq(idPhotos.personId, personId))
  return row
}

export async function putIdPhoto(db: Queryable, row: typeof idPhotos.$inferInsert): Promise<void> {
  await db.insert(idPhotos).values(row).onConflictDoUpdate({ target: idPhotos.personId, set: row })
}

export async function updateTemplate(
  db: Queryable,
  personId: PersonId,
  row: { templateSealed: Buffer; engineId: string },
): Promise<void> {
  await db.update(idPhotos).set(row).where(eq(idPhotos.personId, personId))
}

export async function loadEnrolments(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<Map<PersonId, { enrolledAt: Instant; enrolledBy: PhotoOrigin }>> {
  if (personIds.length === 0) return new Map()
  const rows = await db
    .select({ id: idPhotos.personId, enrolledAt: idPhotos.enrolledAt, enrolledBy: idPhotos.enrolledBy })
    .from(idPhotos)
    .where(inArray(idPhotos.personId, [...personIds]))
  return new Map(rows.map(({ id, ...row }) => [id as PersonId, row]))
}

/** Which file of its document each ID photo came from; those taken with a camera came from none. */
export async function loadFiles(
  db: Queryable,
  interviewId: InterviewId,
): Promise<{ personId: PersonId; file: string | null; digest: string }[]> {
  const rows = await db
    .select({ personId: idPhotos.personId, file: idPhotos.file, digest: idPhotos.digest })
    .from(idPhotos)
    .innerJoin(candidates, eq(candidates.id, idPhotos.personId))
    .where(eq(candidates.interviewId, interviewId))
  return rows.map((row) => ({ ...row, personId: row.personId as PersonId }))
}

export async function removeIdPhoto(db: Queryable, personId: PersonId): Promise<void> {
  await db.delete(idPhotos).where(eq(idPhotos.personId, personId))
}
