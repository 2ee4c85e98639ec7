// Owns: the digests of the parts in a log: built as bytes pass, read again from the log when they passed before our time.
// Never decides what is compared with them.
import { sha256 } from '@noble/hashes/sha2.js'
import type { PartId } from '@zhishi/core/ids'
import { BLOCK_BYTES, createPartDigest, type PartDigest, type Sha256 } from '@zhishi/core/recording'
import type { DurableLog } from './durable-log.ts'

export type PartDigests = {
  /** Takes in bytes that are now in the log at this offset. */
  push(partId: PartId, offset: number, bytes: Uint8Array): void
  /** The digest over everything the log holds of a part. */
  of(partId: PartId): Promise<PartDigest>
}

export function createPartDigests(log: DurableLog): PartDigests {
  const digests = new Map<PartId, PartDigest>()
  const digestOf = (partId: PartId): PartDigest => {
    const digest = digests.get(partId) ?? createPartDigest(newSha256)
    digests.set(partId, digest)
    return digest
  }
  /** Only ever at its own end, so that a read and a push of the same bytes count once. */
  const take = (digest: PartDigest, offset: number, bytes: Uint8Array): void => {
    if (digest.bytes() === offset) digest.push(bytes)
  }

  return {
    push: (partId, offset, bytes) => take(digestOf(partId), offset, bytes),
    async of(partId) {
      const digest = digestOf(partId)
      const bytes = log.list().find((it) => it.announcement.partId === partId)?.bytes ?? 0
      while (digest.bytes() < bytes) {
        const offset = digest.bytes()
        take(digest, offset, await log.read(partId, offset, BLOCK_BYTES))
      }
      return digest
    },
  }
}

const newSha256 = (): Sha256 => wrap(sha256.create())

function wrap(hash: ReturnType<typeof sha256.create>): Sha256 {
  return { update: (bytes) => hash.update(bytes), copy: () => wrap(hash.clone()), digest: () => hash.digest() }
}
