// Owns: answering a bounded process that asks for bytes of blobs: of those it was given a job about, a few MiB at a time.
// Never lets it make this process hold more than a few reads.
import PQueue from 'p-queue'
import { z } from 'zod'
import type { BlobKey, BlobStore } from '../blob-store/blob-store.ts'
import { READ_MAX_BYTES } from './messages.ts'

/** So many are answered at a time: 16 MiB at most. */
const AT_ONCE = 4
/** So many may have been asked for and not answered; a library keeps to two or three. */
const ASKED_MAX = 64

export type Readable = { store: Pick<BlobStore, 'read'>; keys: readonly BlobKey[] }

export const askedRead = z.object({
  id: z.int().min(0),
  blob: z.int().min(0),
  from: z.int().min(0),
  to: z.int().min(0),
})
type AskedRead = z.infer<typeof askedRead>

/** @param reply resolves when the process has taken it */
export function createReads(
  readable: Readable | null,
  reply: (id: number, bytes: Uint8Array | null, failure: string | null) => Promise<void>,
) {
  const queue = new PQueue({ concurrency: AT_ONCE })
  let hasFailed = false

  return {
    /** Whether it was asked for by the rules. */
    answer({ id, blob, from, to }: AskedRead): boolean {
      const key = readable?.keys[blob]
      if (!readable || !key || to <= from || to - from > READ_MAX_BYTES) return false
      if (queue.size + queue.pending >= ASKED_MAX) return false
      void queue.add(async () => {
        try {
          await reply(id, await wholeOf(readable.store.read(key, { from, to }), to - from), null)
        } catch (error) {
          hasFailed = true
          await reply(id, null, error instanceof Error ? error.message : String(error))
        }
      })
      return true
    },
    /** Whether the store did not give what was asked for: what the process makes of the rest then says nothing. */
    hasFailed: () => hasFailed,
    /** What waits is not read any more. */
    end: () => queue.clear(),
  }
}

async function wholeOf(pieces: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> {
  const whole = new Uint8Array(length)
  let at = 0
  for await (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
