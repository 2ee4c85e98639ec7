// Owns: finding where in a growing WebM a player can begin, by reading a little of it through the blob store.
// Keeps nothing that another process would need: every answer can be worked out from the bytes alone. The scanner only reads
// headers of elements and holds less than one of them, so it runs here and not in a worker (decision 0021).
import type { LivePosition } from '@zhishi/core/contract'
import type { AttemptId, PartId } from '@zhishi/core/ids'
import { createWebmScanner, newestKey, type WebmCluster, type WebmHead } from '@zhishi/core/recording'
import type { BlobStore } from '../platform/blob-store/blob-store.ts'

/** The bytes of a part that may be read: what is acknowledged of one generation. */
export type Readable = { id: PartId; attemptId: AttemptId; bytes: number; generation: number }

/** A recorder's head has some hundred bytes. */
const HEAD_MAX_BYTES = 65_536
/** Three seconds of a camera: holds a key picture, which comes every two seconds, more often than not. */
const FIRST_READ_BYTES = 262_144
/** A minute and more of every feed; a picture that was never complete in so long will not be found behind it either. */
const READ_MAX_BYTES = 8_388_608
/** Heads that are remembered, so that further questions about a part cost one read. They never change. */
const REMEMBERED_HEADS = 1000

export function createLivePositions({ blobStore }: { blobStore: Pick<BlobStore, 'read'> }) {
  const heads = new Map<string, WebmHead>()

  return {
    /** The newest picture a player can begin with; null: there is none yet, or these bytes are no WebM. */
    async newest(part: Readable): Promise<LivePosition | null> {
      const head = await headOf(part)
      if (!head) return null
      for (let length = FIRST_READ_BYTES; length <= READ_MAX_BYTES; length *= 4) {
        const from = Math.max(head.bytes, part.bytes - length)
        const place = newestKey(await clustersIn(part, head, from, part.bytes))
        if (place) return positionAt(head, place)
        if (from === head.bytes) return null
      }
      return null
    },

    /** The last picture a player can begin with that is not behind a time; else the first there is. */
    async before(part: Readable, atMs: number): Promise<LivePosition | null> {
      const head = await headOf(part)
      if (!head) return null
      let from = head.bytes
      let to = part.bytes
      // halves what lies between two known places until it can be read at once: 16 reads for the largest part there may be
      while (to - from > FIRST_READ_BYTES) {
        const middle = Math.floor((from + to) / 2)
        const first = await firstBehind(part, head, middle, to)
        if (first && first.timeMs <= atMs) from = first.offset
        else to = middle
      }
      // the key before it may lie further ahead than the last cut
      for (let length = 0; length <= READ_MAX_BYTES; length = Math.max(FIRST_READ_BYTES, length * 4)) {
        const begin = Math.max(head.bytes, from - length)
        const clusters = await clustersIn(part, head, begin, Math.min(part.bytes, to + FIRST_READ_BYTES))
        const place = newestKey(clusters.filter((cluster) => cluster.timeMs <= atMs))
        if (place) return positionAt(head, place)
        if (begin === head.bytes)
          return positionAt(
            head,
            clusters.find((cluster) => cluster.isKey === true),
          )
      }
      return null
    },
  }

  async function headOf(part: Readable): Promise<WebmHead | null> {
    const key = `${part.id}/${part.generation}`
    const known = heads.get(key)
    if (known) return known
    const scanner = createWebmScanner()
    for await (const piece of read(part, 0, Math.min(part.bytes, HEAD_MAX_BYTES))) scanner.push(piece)
    const head = scanner.head()
    if (!head) return null
    heads.set(key, head)
    const [oldest] = heads.keys()
    if (heads.size > REMEMBERED_HEADS && oldest !== undefined) heads.delete(oldest)
    return head
  }

  async function clustersIn(part: Readable, head: WebmHead, from: number, to: number): Promise<readonly WebmCluster[]> {
    const scanner = createWebmScanner({ offset: from, head })
    for await (const piece of read(part, from, to)) scanner.push(piece)
    return scanner.clusters()
  }

  /** Reads no further than needed to know its time. */
  async function firstBehind(
    part: Readable,
    head: WebmHead,
    from: number,
    to: number,
  ): Promise<WebmCluster | undefined> {
    const scanner = createWebmScanner({ offset: from, head })
    for await (const piece of read(part, from, to)) {
      scanner.push(piece)
      const known = scanner.clusters().find((cluster) => cluster.isKey !== null)
      if (known) return known
    }
    return scanner.clusters()[0]
  }

  function read(part: Readable, from: number, to: number): AsyncIterable<Uint8Array> {
    return blobStore.read({ attemptId: part.attemptId, partId: part.id }, { from, to })
  }
}

function positionAt(head: WebmHead, cluster: WebmCluster | undefined): LivePosition | null {
  return cluster ? { headBytes: head.bytes, offset: cluster.offset, atMs: cluster.timeMs } : null
}
