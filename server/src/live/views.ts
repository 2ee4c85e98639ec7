// Owns: live views: who looks, that it is written down once, and which attempts are being looked at in full.
// Never shows anything: whoever does asks here first.
import type { AttemptId, StaffId } from '@zhishi/core/ids'
import { LIVE_VIEW_LASTS_MS } from '@zhishi/core/contract'
import type { AuditService } from '../audit/service.ts'
import type { Clock } from '../platform/clock.ts'
import { isReferenceMissing, type Database, type Transaction } from '../platform/database/database.ts'
import * as repo from './views-repo.ts'

export function createViews(ports: { db: Database; clock: Clock; audit: AuditService }) {
  const { db, clock, audit } = ports

  async function begin(work: (within: Transaction) => Promise<boolean>): Promise<boolean> {
    try {
      return await db.transaction(work)
    } catch (error) {
      if (isReferenceMissing(error)) return false
      throw error
    }
  }

  return {
    /**
     * Opens a view, or lets it go on. The entry in the audit log stands before anything is shown: one for each view, and
     * another where a view was over and is looked at again. False: the id belongs to another view, or there is no such
     * attempt or sitting.
     */
    async open(view: repo.Viewing, role: string): Promise<boolean> {
      const now = clock.now()
      const lastsUntil = now + LIVE_VIEW_LASTS_MS
      if (await repo.prolongView(db, view, now, lastsUntil)) return true
      const { id: viewId, staffId, attemptId, sittingId } = view
      return begin(async (within) => {
        if (!(await repo.beginView(within, view, now, lastsUntil))) return false
        const by = { actorRole: role, actorId: staffId }
        await (attemptId === null
          ? audit.append({ ...by, action: 'wallLookedAt', subject: { sittingId, viewId } }, within)
          : audit.append({ ...by, action: 'liveLookedAt', subject: { attemptId, viewId } }, within))
        return true
      })
    },

    /** Whether this member of staff looks at the attempt in full now. */
    has: (staffId: StaffId, attemptId: AttemptId): Promise<boolean> =>
      repo.hasView(db, staffId, attemptId, clock.now()),

    /** The attempts at which anybody does. */
    loadViewedLive: async (): Promise<ReadonlySet<AttemptId>> => new Set(await repo.loadViewedLive(db, clock.now())),
  }
}
