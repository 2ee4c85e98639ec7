// Owns: taking bytes again that were written down as lost and are back: a volume that was not mounted, a file from a backup.
// Never takes a byte whose digest is not the one that was noted when it came, and never a seal but over all of its bytes.
import { createHash } from 'node:crypto'
import { BLOCK_BYTES, createPartDigest, toHex, type PartDigest } from '@zhishi/core/recording'
import type { AuditService } from '../../audit/service.ts'
import { BlobStoreError, type BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Database } from '../../platform/database/database.ts'
import type { LostSeal } from '../../platform/database/tables.ts'
import type { Keys } from '../../platform/keys.ts'
import type { Log } from '../faults.ts'
import { keyOf, loadLostBlocks, raisePart, restoreSeal, type Part } from '../repo.ts'
import { signReceipt } from '../seal/sealing.ts'

type Around = { db: Database; audit: AuditService; keys: Keys; blobStore: BlobStore; log: Log }

/**
 * A part that was sealed is sealed again, with the receipt its device has, when all of its bytes are there. Of any other part
 * full blocks are taken as far as their digests are those that were noted. False: nothing of it is back.
 */
export async function takeAgain(it: Around, part: Part): Promise<boolean> {
  if (part.sealedAt !== null || part.generation === 1) return false
  try {
    await it.blobStore.recognise(keyOf(part))
    const size = await it.blobStore.size(keyOf(part))
    if (part.lostSeal && size >= part.lostSeal.bytes && (await sealAgain(it, part, part.lostSeal))) return true
    return await raise(it, part, size)
  } catch (error) {
    if (!(error instanceof BlobStoreError)) throw error
    it.log.warn({ err: error, partId: part.id }, 'whether lost bytes of a part are back cannot be seen yet')
    return false
  }
}

async function sealAgain(it: Around, part: Part, seal: LostSeal): Promise<boolean> {
  const read = await digestOfBytes(it.blobStore, part, seal.bytes)
  const digest = toHex(read.digest())
  if (digest !== seal.digest) return false
  const receipt = seal.receipt ?? (await signReceipt(it, part, { ...seal, digest }))
  const { attemptId, id: partId, generation, bytes: fromBytes } = part
  const subject = { attemptId, partId, generation, fromBytes, bytes: seal.bytes, digest, sealedAt: seal.sealedAt }
  const isDone = await it.db.transaction(async (transaction) => {
    if (!(await restoreSeal(transaction, part, { ...seal, receipt }, read.closedBlocks()))) return false
    await it.audit.append({ ...BY, action: 'bytesReturned', subject }, transaction)
    return true
  })
  if (!isDone) return false
  it.log.warn(subject, 'the bytes of a part that were lost are back; it is sealed as it was')
  await it.blobStore.seal(keyOf(part))
  return true
}

async function raise(it: Around, part: Part, size: number): Promise<boolean> {
  const first = Math.floor(part.bytes / BLOCK_BYTES)
  let bytes = part.bytes
  for (const [at, digest] of (await loadLostBlocks(it.db, part.id, first)).entries()) {
    const range = { from: (first + at) * BLOCK_BYTES, to: (first + at + 1) * BLOCK_BYTES }
    if (range.to > size) break
    const hash = createHash('sha256')
    for await (const piece of it.blobStore.read(keyOf(part), range)) hash.update(piece)
    if (!hash.digest().equals(digest)) break
    bytes = range.to
  }
  if (bytes === part.bytes) return false
  const { attemptId, id: partId, generation, bytes: fromBytes } = part
  const subject = { attemptId, partId, generation, fromBytes, bytes, digest: null, sealedAt: null }
  const isDone = await it.db.transaction(async (transaction) => {
    if (!(await raisePart(transaction, part, bytes))) return false
    await it.audit.append({ ...BY, action: 'bytesReturned', subject }, transaction)
    return true
  })
  if (isDone) it.log.warn(subject, 'bytes of a part that were lost are back and count again')
  return isDone
}

const BY = { actorRole: 'system', actorId: null }

/** Reads the beginning of a part, `bytes` long. Throws {@link BlobStoreError}. */
export async function digestOfBytes(
  blobStore: Pick<BlobStore, 'read'>,
  part: Part,
  bytes: number,
): Promise<PartDigest> {
  const digest = createPartDigest(() => createHash('sha256'))
  for await (const piece of blobStore.read(keyOf(part), { from: 0, to: bytes })) digest.push(piece)
  return digest
}
