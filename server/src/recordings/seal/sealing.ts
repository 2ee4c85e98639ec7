// Owns: the end of a part: both sides hold the same bytes, and a signed receipt says so.
// Never seals on the device's word alone, and never signs before the bytes and the row are durable.
import { createHash } from 'node:crypto'
import type { PartId } from '@zhishi/core/ids'
import {
  BLOCK_BYTES,
  receiptText,
  START_ERROR_MAX_MS,
  toHex,
  type GrantClaims,
  type Receipt,
  type SealRequest,
} from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { AuditService } from '../../audit/service.ts'
import { BlobStoreError, type BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Keys } from '../../platform/keys.ts'
import { loadOwnPart } from '../upload/announcing.ts'
import type { Log } from '../faults.ts'
import type { createJournalIndex } from '../journal/journal-index.ts'
import type { KeyedLock } from '../upload/keyed-lock.ts'
import { blobShorter, blockChanged, recordLoss, type AllowLoss, type Loss } from '../losses/losses.ts'
import type { PartDigests } from '../upload/part-digests.ts'
import { keyOf, loadBlocks, loadPart, markSealed, type Part } from '../repo.ts'
import type { Witnessing } from './witnessing.ts'

/** Says of a part for good that these bytes are here. */
export async function signReceipt(
  { keys, audit }: { keys: Keys; audit: AuditService },
  part: Part,
  sealed: Pick<Receipt, 'bytes' | 'digest' | 'sealedAt'>,
): Promise<Receipt> {
  const unsigned = {
    partId: part.id,
    attemptId: part.attemptId,
    deviceId: part.deviceId,
    line: part.line,
    ...sealed,
    auditHead: await audit.head(),
    keyId: keys.receiptKeyId,
  }
  return { ...unsigned, signature: keys.signReceipt(receiptText(unsigned)) }
}

export function createSealing(ports: {
  db: Database
  clock: Clock
  keys: Keys
  audit: AuditService
  blobStore: BlobStore
  digests: PartDigests
  journalIndex: ReturnType<typeof createJournalIndex>
  lock: KeyedLock
  log: Log
  allowLoss: AllowLoss
  witnessing: Witnessing
  /** told when a part has been sealed; must not be waited for */
  onSealed: (id: PartId) => void
}) {
  const { db, clock, audit, blobStore, digests, journalIndex, lock, log, witnessing } = ports

  /**
   * Seals a part. A repeat with the same length and digest gets the same receipt, whatever end it names: a device that
   * crashed before it kept the receipt may judge the end anew. Refuses `lengthMismatch`, `partDiffers`;
   * `offsetMismatch` when bytes were lost here (send again from the offset); `digestMismatch` when none were.
   */
  return (claims: GrantClaims, id: PartId, asked: SealRequest): Promise<Result<Receipt>> =>
    lock.run(id, async () => {
      const found = await loadOwnPart(db, claims, id)
      if (!found.ok) return found
      const part = found.value
      if (part.receipt) return repeat(part, part.receipt, asked)
      if (asked.bytes !== part.bytes) return refuse('lengthMismatch', { offset: part.bytes })
      try {
        const digest = await digests.take(part)
        const own = Buffer.from(digest.digest())
        if (toHex(own) === asked.digest) return await seal(part, own, asked)
        const loss = await findChangedBlock(part, digest.openBlock())
        if (loss) return await sendAgain(part, loss)
        digests.keep(part, digest)
      } catch (error) {
        if (!(error instanceof BlobStoreError && error.code === 'bytesMissing')) throw error
        return sendAgain(part, blobShorter(part, error.size))
      }
      await audit.append({
        actorRole: 'grant',
        actorId: claims.grantId,
        action: 'digestDiffered',
        subject: { attemptId: part.attemptId, partId: part.id, bytes: part.bytes, claimedDigest: asked.digest },
      })
      return refuse('digestMismatch')
    })

  async function repeat(part: Part, receipt: Receipt, asked: SealRequest): Promise<Result<Receipt>> {
    if (receipt.bytes !== asked.bytes || receipt.digest !== asked.digest) return refuse('partDiffers')
    await sealBlob(part)
    return accept(receipt)
  }

  async function seal(part: Part, digest: Buffer, asked: SealRequest): Promise<Result<Receipt>> {
    const size = await blobStore.size(keyOf(part))
    if (size < part.bytes) return sendAgain(part, blobShorter(part, size))
    const sealedAt = clock.now()
    const receipt = await signReceipt(ports, part, { bytes: part.bytes, digest: asked.digest, sealedAt })
    const { endReason } = asked
    // an end that is still to come cannot be
    const endedAt = Math.min(asked.endedAt, sealedAt + START_ERROR_MAX_MS)
    const isSealed = await db.transaction(async (transaction) => {
      if (!(await markSealed(transaction, part, { digest, endReason, endedAt, sealedAt, receipt }))) return false
      const subject = { attemptId: part.attemptId, partId: part.id, bytes: part.bytes, digest: asked.digest }
      await audit.append({ actorRole: 'system', actorId: null, action: 'partSealed', subject }, transaction)
      return true
    })
    // another process was quicker: what it decided stands, and is found at the next try
    if (!isSealed) return refuse('unavailable', { retryAfterS: 1 })
    await sealBlob(part)
    await journalIndex.catchUp(part, true)
    // nobody waits for it: late bytes are read again, and the device has its receipt
    void lock.run(`witness of ${part.id}`, () => keepWitness(part.id))
    ports.onSealed(part.id)
    return accept(receipt)
  }

  async function keepWitness(id: PartId): Promise<void> {
    try {
      const part = await loadPart(db, id)
      if (part && part.sealedAt !== null) await witnessing.of([part])
    } catch (error) {
      log.warn({ err: error, partId: id }, 'what beats witness of a part could not be worked out yet')
    }
  }

  /** The file is closed as well as the row: where that cannot be done now, the row still refuses every byte. */
  async function sealBlob(part: Part): Promise<void> {
    try {
      await blobStore.seal(keyOf(part))
    } catch (error) {
      log.warn({ err: error, partId: part.id }, 'a sealed part could not be made read-only in the blob store')
    }
  }

  async function sendAgain(part: Part, loss: Loss): Promise<Result<never>> {
    const now = await recordLoss(ports, part, loss)
    return refuse('offsetMismatch', { offset: now.bytes })
  }

  /** Reads the part again: is each block still what came in? Null: it is, so the two sides never had the same bytes. */
  async function findChangedBlock(part: Part, openBlock: Uint8Array | null): Promise<Loss | null> {
    const expected: Uint8Array[] = await loadBlocks(db, part)
    if (openBlock) expected.push(openBlock)
    for (const [index, digest] of expected.entries()) {
      const from = index * BLOCK_BYTES
      const hash = createHash('sha256')
      const range = { from, to: Math.min(part.bytes, from + BLOCK_BYTES) }
      for await (const bytes of blobStore.read(keyOf(part), range)) hash.update(bytes)
      if (!hash.digest().equals(digest)) return blockChanged(part, index)
    }
    return null
  }
}
