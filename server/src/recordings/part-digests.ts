// Owns: the running digest of every part that is being written, kept while it fits, rebuilt when it is asked for.
// Never stays behind after a failure: what takes a digest out brings it back only when disk and row agree with it.
import { createHash } from 'node:crypto'
import { BLOCK_BYTES, createPartDigest, type PartDigest, type Sha256 } from '@zhishi/core/recording'
import type { BlobStore } from '../platform/blob-store/blob-store.ts'
import type { Database } from '../platform/database/database.ts'
import { keyOf, loadBlocks, type Part } from './repo.ts'

/**
 * About 2,700 candidates with three lines each, more than one process serves (server.md §2: about 2,000). An entry is
 * some 5 kB for ten minutes of video (30 block digests and one SHA-256 state): 40 MB in all.
 */
const KEPT_DIGESTS = 8192

const newSha256 = (): Sha256 => createHash('sha256')

export type PartDigests = {
  /** The digest over the acknowledged bytes. The caller owns it until it hands it back with `keep`. */
  take(part: Part): Promise<PartDigest>
  keep(part: Part, digest: PartDigest): void
}

export function createPartDigests(it: { db: Database; blobStore: BlobStore }): PartDigests {
  const kept = new Map<string, { generation: number; digest: PartDigest }>()

  /** From the digests of full blocks, and from disk what lies behind the last of them: less than one block. */
  async function rebuild(part: Part): Promise<PartDigest> {
    const closed = await loadBlocks(it.db, part)
    const digest = createPartDigest(newSha256, closed)
    const open = { from: closed.length * BLOCK_BYTES, to: part.bytes }
    for await (const bytes of it.blobStore.read(keyOf(part), open)) digest.push(bytes)
    return digest
  }

  return {
    async take(part) {
      const found = kept.get(part.id)
      kept.delete(part.id)
      const isCurrent = found?.generation === part.generation && found.digest.bytes() === part.bytes
      return isCurrent ? found.digest : rebuild(part)
    },
    keep(part, digest) {
      kept.delete(part.id)
      kept.set(part.id, { generation: part.generation, digest })
      const [oldest] = kept.keys()
      if (kept.size > KEPT_DIGESTS && oldest !== undefined) kept.delete(oldest)
    },
  }
}
