// Owns: saying openly that acknowledged bytes are gone: the length goes down, the generation up, an audit entry tells
// the numbers. Never lowers a part without that entry, never deletes a byte, and never because the place of the bytes has gone.
import { BLOCK_BYTES, toHex } from '@zhishi/core/recording'
import type { AuditService } from '../../audit/service.ts'
import { BlobStoreError, type BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../faults.ts'
import { deleteEntriesFrom } from '../journal/journal-repo.ts'
import { loadPart, lowerPart, type Part } from '../repo.ts'

export type Loss = {
  /** `blobShorter`: the store holds less than the row says; `blockChanged`: a block is no longer what came in;
   * `receiptAhead`: the device was promised more than the row says (the database is older than the promise) */
  found: 'blobShorter' | 'blockChanged' | 'receiptAhead'
  /** bytes that are still good */
  keptBytes: number
  /** bytes that had been acknowledged */
  promisedBytes: number
  /** the newest generation anybody knows of */
  generation: number
  actor: { actorRole: string; actorId: string | null }
}

/**
 * A store that ended inside a block may have damaged the rest of that block, whose digest is not known yet: the whole
 * block is sent again.
 */
export function blobShorter(part: Part, size: number): Loss {
  const keptBytes = Math.floor(size / BLOCK_BYTES) * BLOCK_BYTES
  return { found: 'blobShorter', keptBytes, ...known(part) }
}

export function blockChanged(part: Part, index: number): Loss {
  return { found: 'blockChanged', keptBytes: index * BLOCK_BYTES, ...known(part) }
}

const known = (part: Part) => ({
  promisedBytes: part.bytes,
  generation: part.generation,
  actor: { actorRole: 'system', actorId: null },
})

/**
 * The feeds of one candidate: a dead sector takes one part, a torn directory those of one person. A volume that is missing, an
 * older copy or a wrong hand takes more, and then a person decides what is lost, never the server.
 */
export const FEW_PARTS = 3

/** Whether a loss of bytes in the store may be written down. Throws {@link BlobStoreError} `unavailable` where it may not. */
export type AllowLoss = () => Promise<void>

/** What a server may write down by itself while it runs: few, and only where the place is what it was. */
export function createLossLimit({ blobStore }: { blobStore: Pick<BlobStore, 'checkMarker'> }) {
  let left = FEW_PARTS
  return {
    /** Nothing more until the next start: more than a few parts are short. */
    hold(): void {
      left = 0
    },
    async allowLoss(): Promise<void> {
      await blobStore.checkMarker()
      if (left === 0) {
        const why = `more than ${FEW_PARTS} parts are short: nothing is written down as lost before a start has looked at all of them`
        throw new BlobStoreError('unavailable', { cause: new Error(why) })
      }
      left -= 1
    },
  }
}

/** Writes a loss down. Returns the part as it is afterwards, also when another process was quicker. */
export async function recordLoss(
  options: { db: Database; audit: AuditService; log: Log; allowLoss: AllowLoss },
  part: Part,
  loss: Loss,
): Promise<Part> {
  // what a device was promised says nothing of the store
  if (loss.found !== 'receiptAhead') await options.allowLoss()
  const bytes = Math.min(part.bytes, loss.keptBytes)
  const generation = loss.generation + 1
  const subject = {
    attemptId: part.attemptId,
    partId: part.id,
    found: loss.found,
    promisedBytes: loss.promisedBytes,
    keptBytes: bytes,
    generation,
    // a receipt that is no longer true stays readable here
    sealedAt: part.sealedAt,
    digest: part.digest && toHex(part.digest),
    receiptSignature: part.receipt?.signature ?? null,
  }
  const lowered = await options.db.transaction(async (transaction) => {
    const row = await lowerPart(transaction, part, { bytes, generation })
    if (!row) return undefined
    await deleteEntriesFrom(transaction, part.id, bytes)
    await options.audit.append({ ...loss.actor, action: 'bytesLost', subject }, transaction)
    return row
  })
  if (lowered) options.log.error(subject, 'acknowledged bytes of a part are lost; the device will send them again')
  const now = lowered ?? (await loadPart(options.db, part.id))
  if (!now) throw new Error(`part ${part.id} has gone`)
  return now
}
