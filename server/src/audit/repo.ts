// Owns: the rows of the audit log and of its hash chain.
// Never updates or deletes a row.
import { createHash } from 'node:crypto'
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'
import type { AttemptId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { auditEntries, auditLinks } from '../platform/database/tables.ts'
import type { AuditEntry } from './actions.ts'

/** The hash before the first link. */
const GENESIS = createHash('sha256').update('zhishi-audit-1').digest()

/** So many entries are chained at once; more wait for the next link. */
const BATCH_ENTRIES = 1000

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

/** Adds a link over the entries that have none yet. Must run in a transaction that holds the chain's lock. */
export async function insertLink(db: Queryable, at: Instant): Promise<boolean> {
  const [last] = await db.select().from(auditLinks).orderBy(desc(auditLinks.number)).limit(1)
  const entries = await db
    .select()
    .from(auditEntries)
    .where(gt(auditEntries.number, last?.lastEntry ?? 0))
    .orderBy(asc(auditEntries.number))
    .limit(BATCH_ENTRIES)
  const first = entries[0]
  const final = entries.at(-1)
  if (!first || !final) return false
  const previousHash = last?.hash ?? GENESIS
  const hash = createHash('sha256').update(previousHash)
  for (const it of entries) hash.update(entryText(it))
  await db.insert(auditLinks).values({
    at,
    firstEntry: first.number,
    lastEntry: final.number,
    previousHash,
    hash: hash.digest(),
  })
  return true
}

/** The exact text of an entry under the chain's hash: one line of JSON, keys of `subject` in order. */
function entryText(it: typeof auditEntries.$inferSelect): string {
  const subject = Object.entries(it.subject).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify([it.number, it.at, it.actorRole, it.actorId, it.action, subject])}\n`
}
