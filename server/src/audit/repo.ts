// Owns: the rows of the audit log and of its hash chain.
// Never updates or deletes a row.
import { and, asc, desc, eq, gt, isNotNull, lte, sql } from 'drizzle-orm'
import type { AttemptId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { auditEntries, auditLinks } from '../platform/database/tables.ts'
import type { AuditEntry } from './actions.ts'
import { GENESIS, type Entry, type Link } from './chain.ts'

export async function insertEntry(db: Queryable, at: Instant, entry: AuditEntry): Promise<void> {
  await db.insert(auditEntries).values({ at, ...entry })
}

/** By the index `audit_entries_looks`: a proctor who confirms must not wait for a walk through the whole log. */
export async function loadLooksAtIdentity(
  db: Queryable,
  actorId: string,
  attemptId: AttemptId,
): Promise<Record<string, string | number | null>[]> {
  const rows = await db
    .select({ subject: auditEntries.subject })
    .from(auditEntries)
    .where(
      and(
        // written out: as a parameter the planner could not know that it is the index's own condition
        sql`${auditEntries.action} = 'identityLookedAt'`,
        sql`${auditEntries.subject} ->> 'attemptId' = ${attemptId}`,
        eq(auditEntries.actorId, actorId),
      ),
    )
  return rows.map((row) => row.subject)
}

export async function loadHead(db: Queryable): Promise<Buffer> {
  const [last] = await db.select().from(auditLinks).orderBy(desc(auditLinks.number)).limit(1)
  return last?.hash ?? GENESIS
}

/** Waits for entries whose number is taken but not yet visible, and keeps others from coming until the transaction ends. */
export async function awaitEntries(within: Queryable): Promise<void> {
  await within.execute(sql`select audit_await_entries()`)
}

export async function loadNewestLink(db: Queryable): Promise<Link | undefined> {
  const [last] = await db.select().from(auditLinks).orderBy(desc(auditLinks.number)).limit(1)
  return last
}

/** In the order of their numbers. */
export function loadEntries(
  db: Queryable,
  { after, upTo, most }: { after: number; upTo?: number; most?: number },
): Promise<Entry[]> {
  const query = db
    .select()
    .from(auditEntries)
    .where(and(gt(auditEntries.number, after), upTo === undefined ? undefined : lte(auditEntries.number, upTo)))
    .orderBy(asc(auditEntries.number))
  return most === undefined ? query : query.limit(most)
}

/** The number is taken before, as the signature covers it. */
export async function nextLinkNumber(db: Queryable): Promise<number> {
  const { rows } = await db.execute<{ number: string }>(
    sql`select nextval(pg_get_serial_sequence('audit_links', 'number')) as number`,
  )
  return Number(rows[0]!.number)
}

export async function insertLink(db: Queryable, link: Link): Promise<void> {
  await db.insert(auditLinks).values(link)
}

/** In the order of their numbers. */
export function loadLinks(
  db: Queryable,
  { after, upTo, most }: { after: number; upTo?: number; most?: number },
): Promise<Link[]> {
  const query = db
    .select()
    .from(auditLinks)
    .where(and(gt(auditLinks.number, after), upTo === undefined ? undefined : lte(auditLinks.number, upTo)))
    .orderBy(asc(auditLinks.number))
  return most === undefined ? query : query.limit(most)
}

/** The newest link among these numbers that is signed. */
export async function loadNewestSigned(
  db: Queryable,
  { after, upTo }: { after: number; upTo: number },
): Promise<Link | undefined> {
  const [last] = await db
    .select()
    .from(auditLinks)
    .where(and(isNotNull(auditLinks.signature), gt(auditLinks.number, after), lte(auditLinks.number, upTo)))
    .orderBy(desc(auditLinks.number))
    .limit(1)
  return last
}

export async function countEntriesAfter(db: Queryable, after: number): Promise<number> {
  return db.$count(auditEntries, gt(auditEntries.number, after))
}
