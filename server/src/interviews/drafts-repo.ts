// Owns: the rows of drafts and of the files handed in for them.
// Never sees a document, a personal code or a file in the clear: the service seals them first.
import { and, eq, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { DraftId, StaffId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { documentDrafts, draftFiles } from '../platform/database/tables.ts'

export type DraftRow = typeof documentDrafts.$inferSelect
export type DraftFileRow = typeof draftFiles.$inferSelect

/** Stores a draft; one that is repeated stays as it is. */
export async function insertDraft(db: Queryable, row: typeof documentDrafts.$inferInsert): Promise<void> {
  await db.insert(documentDrafts).values(row).onConflictDoNothing()
}

export async function loadDraft(db: Queryable, id: DraftId, staffId: StaffId): Promise<DraftRow | undefined> {
  const [row] = await db
    .select()
    .from(documentDrafts)
    .where(and(eq(documentDrafts.id, id), eq(documentDrafts.staffId, staffId)))
  return row
}

export async function updateDraft(db: Queryable, id: DraftId, row: Partial<DraftRow>): Promise<void> {
  await db.update(documentDrafts).set(row).where(eq(documentDrafts.id, id))
}

/** Takes one draft up that is not hashed and that nobody has worked on since then. */
export async function takeUp(db: Queryable, idleSince: Instant, now: Instant): Promise<DraftRow | undefined> {
  const found = db
    .select({ id: documentDrafts.id })
    .from(documentDrafts)
    .where(
      and(
        isNull(documentDrafts.saved),
        lt(documentDrafts.hashedCodes, documentDrafts.codes),
        lt(documentDrafts.workedAt, idleSince),
      ),
    )
    .limit(1)
    .for('update', { skipLocked: true })
  const [row] = await db
    .update(documentDrafts)
    .set({ workedAt: now })
    .where(inArray(documentDrafts.id, found))
    .returning()
  return row
}

export async function putDraftFile(db: Queryable, row: typeof draftFiles.$inferInsert): Promise<void> {
  await db
    .insert(draftFiles)
    .values(row)
    .onConflictDoUpdate({ target: [draftFiles.staffId, draftFiles.file], set: row })
}

export function loadDraftFiles(db: Queryable, staffId: StaffId, files: readonly string[]): Promise<DraftFileRow[]> {
  return db
    .select()
    .from(draftFiles)
    .where(and(eq(draftFiles.staffId, staffId), sql`${draftFiles.file} = any(${sql.param(files)}::text[])`))
}

/** Of every organiser: those of a day at most. */
export const loadAllDrafts = (db: Queryable): Promise<DraftRow[]> => db.select().from(documentDrafts)

export async function removeDraft(db: Queryable, row: DraftRow, files: readonly string[]): Promise<void> {
  await db.delete(documentDrafts).where(eq(documentDrafts.id, row.id))
  if (files.length === 0) return
  await db.delete(draftFiles).where(and(eq(draftFiles.staffId, row.staffId), inArray(draftFiles.file, [...files])))
}

/** Removes what was handed in before this instant. */
export async function prune(db: Queryable, before: Instant): Promise<void> {
  await db.delete(documentDrafts).where(lt(documentDrafts.madeAt, before))
  await db.delete(draftFiles).where(lt(draftFiles.madeAt, before))
}
