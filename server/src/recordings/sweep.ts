// Owns: the comparison of every part's row with its bytes, at start.
// Never stands in anybody's way: a part is locked only while it is being lowered.
import type { PartId } from '@zhishi/core/ids'
import type { AuditService } from '../audit/service.ts'
import type { BlobStore } from '../platform/blob-store/blob-store.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from './faults.ts'
import type { createJournalIndex } from './journal-index.ts'
import type { KeyedLock } from './keyed-lock.ts'
import { blobShorter, recordLoss } from './losses.ts'
import { keyOf, loadPart, loadPartsAfter, type Part } from './repo.ts'

/** Rows looked at in one go, each with one stat: some tens of milliseconds. */
const STEP_PARTS = 500
/** Asked for at once, with connections to spare: at 20 ms an answer of an S3 store, 200,000 parts take ten minutes, not an hour. */
const ASKED_AT_ONCE = 8

export type SweepResult = { checked: number; lowered: PartId[]; unread: PartId[] }

/**
 * Looks at all parts. A blob shorter than its row lowers the row and raises the generation; a longer one is left as it
 * is. A part whose blob cannot be asked is logged and named in `unread`. Throws only when the database is gone.
 */
export async function sweepParts(it: {
  db: Database
  audit: AuditService
  blobStore: BlobStore
  journalIndex: ReturnType<typeof createJournalIndex>
  lock: KeyedLock
  log: Log
}): Promise<SweepResult> {
  const { db, blobStore, journalIndex, lock, log } = it
  const result: SweepResult = { checked: 0, lowered: [], unread: [] }
  for (let after: PartId | null = null; ;) {
    const step: Part[] = await loadPartsAfter(db, after, STEP_PARTS)
    for (let from = 0; from < step.length; from += ASKED_AT_ONCE)
      await Promise.all(step.slice(from, from + ASKED_AT_ONCE).map(check))
    const last = step.at(-1)
    if (!last || step.length < STEP_PARTS) return result
    after = last.id
  }

  async function check(part: Part): Promise<void> {
    result.checked += 1
    const size = await sizeOf(part)
    if (size === null) return
    if (size < part.bytes) return lock.run(part.id, () => lower(part.id))
    if (part.line === 'journal' && part.indexedBytes < part.bytes)
      await journalIndex.catchUp(part, part.sealedAt !== null)
  }

  async function lower(id: PartId): Promise<void> {
    const part = await loadPart(db, id)
    const size = part ? await sizeOf(part) : null
    if (!part || size === null || size >= part.bytes) return
    await recordLoss(it, part, blobShorter(part, size))
    result.lowered.push(id)
  }

  async function sizeOf(part: Part): Promise<number | null> {
    try {
      return await blobStore.size(keyOf(part))
    } catch (error) {
      log.error({ err: error, partId: part.id }, 'the bytes of a part cannot be asked for')
      result.unread.push(part.id)
      return null
    }
  }
}
