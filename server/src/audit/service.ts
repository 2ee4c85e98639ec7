// Owns: writing to the append-only audit log, and the head of its chain, which every signed receipt carries (docs/security.md#audit).
// Never holds names: ids only. Never fails silently: an entry that cannot be written stops what it should record.
import type { AttemptId } from '@zhishi/core/ids'
import { toHex } from '@zhishi/core/recording'
import type { Clock } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { AuditEntry } from './actions.ts'
import { insertEntry, loadHead, loadLooksAtIdentity } from './repo.ts'

export type { AuditAction } from './actions.ts'
export { createAuditChain, type AuditChain } from './chaining.ts'
export { checkChain, type ChainFinding, type ChainReport, type Witness } from './checking.ts'

export type AuditService = {
  /** writes one entry; inside a transaction it is kept if that is */
  append(entry: AuditEntry, within?: Queryable): Promise<void>
  /** what this actor was shown of an attempt's pictures, as `identityLookedAt` wrote it down */
  looksAtIdentity(
    actorId: string,
    attemptId: AttemptId,
    within?: Queryable,
  ): Promise<Record<string, string | number | null>[]>
  /** hash of the newest link, hexadecimal */
  head(): Promise<string>
}

export function createAuditService(ports: { db: Database; clock: Clock }): AuditService {
  return {
    append: (entry, within = ports.db) => insertEntry(within, ports.clock.now(), entry),
    looksAtIdentity: (actorId, attemptId, within = ports.db) => loadLooksAtIdentity(within, actorId, attemptId),
    head: async () => toHex(await loadHead(ports.db)),
  }
}
