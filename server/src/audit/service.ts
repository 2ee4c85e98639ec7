// Owns: the append-only audit log and its hash chain, whose head every signed receipt carries (docs/security.md#audit).
// Never holds names: ids only. Never fails silently: an entry that cannot be written stops what it should record.
import { sql } from 'drizzle-orm'
import type { AttemptId } from '@zhishi/core/ids'
import { toHex } from '@zhishi/core/recording'
import type { Clock } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { AuditEntry } from './actions.ts'
import { insertEntry, insertLink, loadHead, loadLooksAtIdentity } from './repo.ts'

export type { AuditAction } from './actions.ts'

export type AuditService = {
  /** writes one entry; inside a transaction it is kept if that is */
  append(entry: AuditEntry, within?: Queryable): Promise<void>
  /** what this actor was shown of an attempt's pictures, as `identityLookedAt` wrote it down */
  looksAtIdentity(
    actorId: string,
    attemptId: AttemptId,
    within?: Queryable,
  ): Promise<Record<string, string | number | null>[]>
  /** chains what is not chained yet; true when it added a link */
  chain(): Promise<boolean>
  /** hash of the newest link, hexadecimal */
  head(): Promise<string>
}

/** Names the chain's lock among advisory locks: "audi" in ASCII. */
const CHAIN_LOCK = 0x61756469

export function createAuditService(ports: { db: Database; clock: Clock }): AuditService {
  return {
    append: (entry, within = ports.db) => insertEntry(within, ports.clock.now(), entry),
    looksAtIdentity: (actorId, attemptId, within = ports.db) => loadLooksAtIdentity(within, actorId, attemptId),
    chain: () =>
      ports.db.transaction(async (transaction) => {
        await transaction.execute(sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`)
        // waits for entries whose number is taken but not yet visible; a later link would pass over them for ever
        await transaction.execute(sql`lock table audit_entries in share mode`)
        return insertLink(transaction, ports.clock.now())
      }),
    head: async () => toHex(await loadHead(ports.db)),
  }
}
