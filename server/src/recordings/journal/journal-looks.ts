// Owns: showing staff what the devices of an attempt wrote down, a page at a time.
// Never answers before the look is in the audit log: a journal tells what a person did.
import type { JournalCursor, JournalFilter, JournalPage } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import type { AuditService } from '../../audit/service.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { countEntries, loadEntriesPage } from './journal-repo.ts'

/** An interview of an hour writes some 200 entries; they are read at a glance, 60 kB of JSON. */
const PAGE_ENTRIES = 200

export function createJournalLooks(ports: { db: Database; clock: Clock; audit: AuditService }) {
  const { db, clock, audit } = ports
  return async (
    who: { role: string; id: string },
    attemptId: AttemptId,
    asked: { filter: JournalFilter; after: JournalCursor | null },
  ): Promise<JournalPage> => {
    await audit.append({ actorRole: who.role, actorId: who.id, action: 'journalLookedAt', subject: { attemptId } })
    const [found, counts] = await Promise.all([
      loadEntriesPage(db, attemptId, { ...asked, limit: PAGE_ENTRIES + 1 }),
      countEntries(db, attemptId),
    ])
    const entries = found.slice(0, PAGE_ENTRIES)
    const last = entries.at(-1)
    const hasMore = found.length > entries.length && last !== undefined
    return {
      serverNow: clock.now(),
      entries: entries.map(({ isPhone, number: _number, ...entry }) => ({
        ...entry,
        device: isPhone ? 'phone' : 'computer',
      })),
      next: hasMore ? { at: last.claimedAt ?? last.arrivedAt, partId: last.partId, offset: last.offset } : null,
      counts,
    }
  }
}
