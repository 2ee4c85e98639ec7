// Owns: what a start does about parts whose rows and bytes differ: the few that lost bytes are lowered, and those whose lost
// bytes are back are taken again.
// Never delays anybody: a part is locked only while it is changed. Never lowers anything where much is missing.
import type { PartId } from '@zhishi/core/ids'
import type { AuditService } from '../../audit/service.ts'
import { BlobStoreError, type BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Keys } from '../../platform/keys.ts'
import type { Log } from '../faults.ts'
import type { createJournalIndex } from '../journal/journal-index.ts'
import type { KeyedLock } from '../upload/keyed-lock.ts'
import { blobShorter, FEW_PARTS, recordLoss, type createLossLimit } from '../losses/losses.ts'
import { loadPart, loadPartsToMend, type Part } from '../repo.ts'
import { takeAgain } from '../losses/returning.ts'
import { isTooMuch, countShortParts, sizeOf, walkParts, type ShortParts } from '../losses/short-parts.ts'

/** Whole parts are read: one after the other beside those who record. */
const MENDED_AT_ONCE = 1

export type SweepResult = Pick<ShortParts, 'checked' | 'short' | 'unread'> & { lowered: PartId[]; returned: PartId[] }

/**
 * A blob shorter than its row lowers the row and raises the generation, unless more than a few are; a longer one is left as it
 * is. Throws only when the database is gone.
 * @param given what a start has seen before it began to serve
 */
export async function sweepParts(
  options: {
    db: Database
    audit: AuditService
    keys: Keys
    blobStore: BlobStore
    journalIndex: ReturnType<typeof createJournalIndex>
    lock: KeyedLock
    losses: ReturnType<typeof createLossLimit>
    log: Log
  },
  given: ShortParts | null,
): Promise<SweepResult> {
  const { db, blobStore, journalIndex, lock, log } = options
  const look = given ?? (await countShortParts(options))
  const { checked, short, unread } = look
  const result: SweepResult = { checked, short, unread: [...unread], lowered: [], returned: [] }
  if (isTooMuch(look)) {
    options.losses.hold()
    log.error(
      { short, checked, missingBytes: look.missingBytes },
      `more than ${FEW_PARTS} parts are short: none is written down as lost, and theirs wait; the next start says what to do`,
    )
  } else for (const id of look.few) await lock.run(id, () => lower(id))
  await walkParts(db, mend, { load: loadPartsToMend, atOnce: MENDED_AT_ONCE })
  return result

  async function lower(id: PartId): Promise<void> {
    const part = await loadPart(db, id)
    const size = part ? await sizeOf(options, part) : null
    if (!part || size === null || size >= part.bytes) return
    try {
      // what the whole look allowed does not count among those that are found later
      await recordLoss({ ...options, allowLoss: blobStore.checkMarker }, part, blobShorter(part, size))
      result.lowered.push(id)
    } catch (error) {
      if (!(error instanceof BlobStoreError)) throw error
      log.error({ err: error, partId: id }, 'a part is short, and nothing is written down as lost')
      result.unread.push(id)
    }
  }

  async function mend(found: Part): Promise<void> {
    const isReturned = await lock.run(found.id, async () => {
      const part = await loadPart(db, found.id)
      return part !== undefined && (await takeAgain(options, part))
    })
    if (isReturned) result.returned.push(found.id)
    const part = isReturned ? await loadPart(db, found.id) : found
    if (part) await journalIndex.catchUp(part, part.sealedAt !== null)
  }
}
