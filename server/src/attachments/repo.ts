// Owns: the rows of attachments.
// Never holds content in the clear: it is sealed before it gets here.
import { and, asc, count, eq, inArray } from 'drizzle-orm'
import type { SittingId } from '@zhishi/core/ids'
import type { Queryable } from '../platform/database/database.ts'
import { attachments } from '../platform/database/tables.ts'

export type AttachmentRow = typeof attachments.$inferSelect
export type AttachmentHead = Omit<AttachmentRow, 'contentSealed'>

const head = {
  sittingId: attachments.sittingId,
  number: attachments.number,
  name: attachments.name,
  file: attachments.file,
  mime: attachments.mime,
  bytes: attachments.bytes,
  digest: attachments.digest,
}

export async function insertAttachment(db: Queryable, row: typeof attachments.$inferInsert): Promise<void> {
  await db.insert(attachments).values(row)
}

export async function removeAttachments(db: Queryable, sittingId: SittingId): Promise<void> {
  await db.delete(attachments).where(eq(attachments.sittingId, sittingId))
}

/** One attachment of these sittings that came from this file. */
export async function loadByFile(
  db: Queryable,
  sittingIds: readonly SittingId[],
  file: string,
): Promise<AttachmentRow | undefined> {
  const [row] = await db
    .select()
    .from(attachments)
    .where(and(inArray(attachments.sittingId, [...sittingIds]), eq(attachments.file, file)))
    .limit(1)
  return row
}

/** All attachments of a sitting in their order, without their content. */
export function loadHeads(db: Queryable, sittingId: SittingId): Promise<AttachmentHead[]> {
  return db.select(head).from(attachments).where(eq(attachments.sittingId, sittingId)).orderBy(asc(attachments.number))
}

export async function loadAttachment(
  db: Queryable,
  sittingId: SittingId,
  number: number,
): Promise<AttachmentRow | undefined> {
  const [row] = await db
    .select()
    .from(attachments)
    .where(and(eq(attachments.sittingId, sittingId), eq(attachments.number, number)))
  return row
}

export async function countAttachments(db: Queryable, sittingId: SittingId): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(attachments).where(eq(attachments.sittingId, sittingId))
  return row?.rows ?? 0
}
