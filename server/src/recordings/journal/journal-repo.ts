// Owns: the rows of the journal index.
// Never changes an entry: the first arrival of a line stands.
import { and, asc, eq, gte, sql } from 'drizzle-orm'
import type { AttemptRow, JournalCursor, JournalFilter, JournalPage } from '@zhishi/core/contract'
import type { AttemptId, PartId } from '@zhishi/core/ids'
import { NOTICE_ENTRIES, type JournalBody, type NoticeBody } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Database, Queryable } from '../../platform/database/database.ts'
import { grants, journalEntries, parts } from '../../platform/database/tables.ts'
import type { Part } from '../repo.ts'

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
      .set({ indexedBytes: toBytes, indexedLines: sql`${parts.indexedLines} + ${entries.length}` })
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

const COLUMNS = {
  partId: journalEntries.partId,
  offset: journalEntries.offset,
  number: journalEntries.number,
  claimedAt: journalEntries.claimedAt,
  arrivedAt: journalEntries.arrivedAt,
  body: journalEntries.body,
}
/** The devices' own times; unreadable lines stand where they arrived. */
const PLACED_AT = sql`coalesce(${journalEntries.claimedAt}, ${journalEntries.arrivedAt})`
const IN_ORDER = [asc(PLACED_AT), asc(journalEntries.partId), asc(journalEntries.offset)]
const KIND = sql`${journalEntries.body} ->> 'kind'`
/** Written out, not as parameters: the text of the statement stays one. */
const KINDS_OF_NOTICES = sql.raw(NOTICE_ENTRIES.map((kind) => `'${kind}'`).join(', '))
const IS_NOTICE = sql`${KIND} in (${KINDS_OF_NOTICES})`

/** In order of the devices' own times. */
export async function loadEntries(db: Queryable, attemptId: AttemptId): Promise<IndexedEntry[]> {
  const rows = await db
    .select(COLUMNS)
    .from(journalEntries)
    .where(eq(journalEntries.attemptId, attemptId))
    .orderBy(...IN_ORDER)
  return rows as IndexedEntry[]
}

/** The same, a page of it, with the kind of device that wrote each. */
export async function loadEntriesPage(
  db: Queryable,
  attemptId: AttemptId,
  options: { filter: JournalFilter; after: JournalCursor | null; limit: number },
): Promise<Array<IndexedEntry & { isPhone: boolean }>> {
  const { after } = options
  const rows = await db
    .select({ ...COLUMNS, isPhone: sql<boolean>`${grants.lines} ? 'evidence'` })
    .from(journalEntries)
    .innerJoin(parts, eq(parts.id, journalEntries.partId))
    .innerJoin(grants, eq(grants.id, parts.grantId))
    .where(
      and(
        eq(journalEntries.attemptId, attemptId),
        options.filter === 'notices' ? IS_NOTICE : undefined,
        after === null
          ? undefined
          : sql`(${PLACED_AT}, ${journalEntries.partId}, ${journalEntries.offset})
              > (${after.at}::bigint, ${after.partId}::uuid, ${after.offset}::bigint)`,
      ),
    )
    .orderBy(...IN_ORDER)
    .limit(options.limit)
  return rows as Array<IndexedEntry & { isPhone: boolean }>
}

export async function countEntries(db: Queryable, attemptId: AttemptId): Promise<JournalPage['counts']> {
  const [row] = await db
    .select({
      all: sql<number>`count(*)::int`,
      notices: sql<number>`(count(*) filter (where ${IS_NOTICE}))::int`,
      unreadable: sql<number>`(count(*) filter (where ${journalEntries.body} is null))::int`,
    })
    .from(journalEntries)
    .where(eq(journalEntries.attemptId, attemptId))
  return row ?? { all: 0, notices: 0, unreadable: 0 }
}

/** Of each of these attempts: how many notices, and the one that arrived last. */
export async function loadNotices(
  db: Queryable,
  attemptIds: readonly AttemptId[],
): Promise<Map<AttemptId, AttemptRow['notices']>> {
  const { rows } = await db.execute<{
    attemptId: AttemptId
    count: number
    body: NoticeBody
    claimedAt: string | null
    arrivedAt: string
  }>(sql`
    select distinct on (attempt_id) attempt_id as "attemptId", body, claimed_at as "claimedAt",
      arrived_at as "arrivedAt", count(*) over (partition by attempt_id)::int as count
    from journal_entries
    where attempt_id = any(${sql.param(attemptIds)}::uuid[]) and body ->> 'kind' in (${KINDS_OF_NOTICES})
    order by attempt_id, arrived_at desc, claimed_at desc, part_id desc, "offset" desc`)
  return new Map(
    rows.map(({ attemptId, count, body, claimedAt, arrivedAt }) => {
      const kind = body.kind === 'gap' ? body.kind : body.notice
      const times = { claimedAt: claimedAt === null ? null : Number(claimedAt), arrivedAt: Number(arrivedAt) }
      return [attemptId, { count, last: { kind, feed: body.feed ?? null, ...times } }]
    }),
  )
}

/** The first entry that says the candidate ended early. */
export async function loadFinishClaim(db: Queryable, attemptId: AttemptId) {
  const [row] = await db
    .select({ claimedAt: journalEntries.claimedAt, arrivedAt: journalEntries.arrivedAt })
    .from(journalEntries)
    .where(and(eq(journalEntries.attemptId, attemptId), sql`${KIND} = 'finish'`))
    .orderBy(...IN_ORDER)
    .limit(1)
  return row && row.claimedAt !== null ? { claimedAt: row.claimedAt, arrivedAt: row.arrivedAt } : null
}
