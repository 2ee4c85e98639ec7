// Owns: the rows of the journal index.
// Never changes an entry: the first arrival of a line stands.
import { and, asc, eq, gte, sql } from 'drizzle-orm'
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type { JournalBody } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Database, Queryable } from '../platform/database/database.ts'
import { journalEntries, parts } from '../platform/database/tables.ts'
import type { Part } from './repo.ts'

/** One line of a journal. `body: null`: it could not be read as an entry; its bytes are in the part. */
export type IndexedEntry = {
  partId: PartId
  /** of the line's first byte within the part */
  offset: number
  number: number | null
  /** by the device's account */
  claimedAt: Instant | null
  /** by the server's clock */
  arrivedAt: Instant
  body: JournalBody | null
}

/** 6 columns a row: far below the 65,535 parameters that one statement may have. */
const ROWS_PER_INSERT = 2000

/** Keeps entries and moves the index on, both or neither; false when another process has moved it meanwhile. */
export async function insertEntries(
  db: Database,
  part: Part,
  toBytes: number,
  entries: readonly Omit<IndexedEntry, 'partId'>[],
): Promise<boolean> {
  return db.transaction(async (transaction) => {
    const moved = await transaction
      .update(parts)
      .set({ indexedBytes: toBytes })
      .where(
        and(eq(parts.id, part.id), eq(parts.indexedBytes, part.indexedBytes), eq(parts.generation, part.generation)),
      )
      .returning({ id: parts.id })
    if (moved.length === 0) return false
    for (let from = 0; from < entries.length; from += ROWS_PER_INSERT) {
      const rows = entries.slice(from, from + ROWS_PER_INSERT)
      await transaction
        .insert(journalEntries)
        .values(rows.map((entry) => ({ ...entry, partId: part.id, attemptId: part.attemptId })))
        .onConflictDoNothing()
    }
    return true
  })
}

export async function deleteEntriesFrom(db: Queryable, partId: PartId, offset: number): Promise<void> {
  await db.delete(journalEntries).where(and(eq(journalEntries.partId, partId), gte(journalEntries.offset, offset)))
}

/** In order of the devices' own times; unreadable lines stand where they arrived. */
export async function loadEntries(db: Queryable, attemptId: AttemptId): Promise<IndexedEntry[]> {
  const rows = await db
    .select({
      partId: journalEntries.partId,
      offset: journalEntries.offset,
      number: journalEntries.number,
      claimedAt: journalEntries.claimedAt,
      arrivedAt: journalEntries.arrivedAt,
      body: journalEntries.body,
    })
    .from(journalEntries)
    .where(eq(journalEntries.attemptId, attemptId))
    .orderBy(
      asc(sql`coalesce(${journalEntries.claimedAt}, ${journalEntries.arrivedAt})`),
      asc(journalEntries.partId),
      asc(journalEntries.offset),
    )
  return rows as IndexedEntry[]
}
