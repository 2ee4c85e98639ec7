// Owns: what recordings keep of an attempt when it is erased: rows, bytes in the store, playable copies of this machine.
// Never asks whether it may be: the erasing feature does. Never removes bytes while a row names them.
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type { BlobStore } from '../platform/blob-store/blob-store.ts'
import type { Queryable } from '../platform/database/database.ts'
import {
  beats,
  budgetHolds,
  budgetRaises,
  grants,
  journalEntries,
  partBlocks,
  partPauses,
  parts,
  uploadPaces,
} from '../platform/database/tables.ts'
import type { Eraser } from '../platform/erasing.ts'
import { isAnyOf } from './repo.ts'

export function createEraser(ports: {
  blobStore: Pick<BlobStore, 'checkMarker' | 'removeAttempt'>
  forgetCopies: (attemptId: AttemptId) => Promise<void>
}): Eraser {
  return {
    async attempt(within, { attemptId }) {
      const own = within.select({ id: parts.id }).from(parts).where(eq(parts.attemptId, attemptId))
      await within.delete(beats).where(eq(beats.attemptId, attemptId))
      await within.delete(journalEntries).where(eq(journalEntries.attemptId, attemptId))
      await within.delete(partBlocks).where(inArray(partBlocks.partId, own))
      await within.delete(partPauses).where(inArray(partPauses.partId, own))
      await within.delete(parts).where(eq(parts.attemptId, attemptId))
      await within.delete(grants).where(eq(grants.attemptId, attemptId))
      await within.delete(budgetHolds).where(eq(budgetHolds.attemptId, attemptId))
      await within.delete(budgetRaises).where(eq(budgetRaises.attemptId, attemptId))
    },
    async interview(within, { sittingIds }) {
      await within.delete(uploadPaces).where(inArray(uploadPaces.sittingId, [...sittingIds]))
    },
    async bytes(attemptId) {
      // a volume that is not mounted has nothing to remove, and everything again tomorrow
      await ports.blobStore.checkMarker()
      await ports.blobStore.removeAttempt(attemptId)
      await ports.forgetCopies(attemptId)
    },
  }
}

/** Parts of these attempts that are announced and not sealed: devices may hold more of them. */
export async function loadUnsealed(db: Queryable, attemptIds: readonly AttemptId[]): Promise<Map<AttemptId, PartId[]>> {
  const rows = await db
    .select({ id: parts.id, attemptId: parts.attemptId })
    .from(parts)
    .where(and(isAnyOf(parts.attemptId, attemptIds), isNull(parts.sealedAt)))
  const byAttempt = Map.groupBy(rows, (row) => row.attemptId as AttemptId)
  return new Map([...byAttempt].map(([id, own]) => [id, own.map((row) => row.id as PartId)]))
}
