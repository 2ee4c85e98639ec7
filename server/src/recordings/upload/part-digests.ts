// Owns: the running digest of every part that is being written and its row as this process last saw it, kept while it fits,
// rebuilt when it is asked for. Never stays behind after a failure: what takes a digest out brings it back only when disk
// and row agree with it.
import { createHash } from 'node:crypto'
import type { PartId } from '@zhishi/core/ids'
import { BLOCK_BYTES, createPartDigest, type PartDigest, type Sha256 } from '@zhishi/core/recording'
import type { BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Database } from '../../platform/database/database.ts'
import { keyOf, loadBlocks, type Part } from '../repo.ts'

/**
 * About 5,400 candidates with three feeds each, more than one process serves (docs/performance.md); fewer than are being
 * written would be worse than none, because each append would read its block again. An entry is some 5 kB for ten minutes
 * of video (30 block digests, one SHA-256 state, the row).
 */
const KEPT_DIGESTS = 16_384

const newSha256 = (): Sha256 => createHash('sha256')

export type PartDigests = {
  /** The digest over the acknowledged bytes. The caller owns it until it hands it back with `keep`. */
  take(part: Part): Promise<PartDigest>
  keep(part: Part, digest: PartDigest): void
  /** Of a part whose row this process has just made: its first bytes need not ask for row and blocks. */
  begin(part: Part): void
  /**
   * The row as this process last saw it, while its digest is kept. Another process may have changed it since: good enough
   * to begin an append, whose commit compares, and never enough to refuse one.
   */
  lastSeen(id: PartId): Part | undefined
}

export function createPartDigests(ports: { db: Database; blobStore: BlobStore }): PartDigests {
  const kept = new Map<string, { part: Part; digest: PartDigest }>()

  function keep(part: Part, digest: PartDigest): void {
    kept.delete(part.id)
    kept.set(part.id, { part, digest })
    const [oldest] = kept.keys()
    if (kept.size > KEPT_DIGESTS && oldest !== undefined) kept.delete(oldest)
  }

  /** From the digests of full blocks, and from disk what lies behind the last of them: less than one block. */
  async function rebuild(part: Part): Promise<PartDigest> {
    const closed = await loadBlocks(ports.db, part)
    const digest = createPartDigest(newSha256, closed)
    const open = { from: closed.length * BLOCK_BYTES, to: part.bytes }
    for await (const bytes of ports.blobStore.read(keyOf(part), open)) digest.push(bytes)
    return digest
  }

  return {
    async take(part) {
      const found = kept.get(part.id)
      kept.delete(part.id)
      const isCurrent = found?.part.generation === part.generation && found.digest.bytes() === part.bytes
      return isCurrent ? found.digest : rebuild(part)
    },
    keep,
    begin: (part) => keep(part, createPartDigest(newSha256)),
    lastSeen: (id) => kept.get(id)?.part,
  }
}
