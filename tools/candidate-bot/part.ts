// Owns: one part as a bot keeps it: its bytes, their digest, and what a beat says of it.
// Never sends anything (device.ts), and never changes a byte that is there.
import { createHash, randomUUID, type Hash } from 'node:crypto'
import { partId } from '@zhishi/core/ids'
import {
  createPartDigest,
  JOURNAL_MIME,
  toHex,
  type Beat,
  type EndReason,
  type JournalBody,
  type Line,
  type SealRequest,
  type Sha256,
} from '@zhishi/core/recording'
import { sliceOf, type Clip } from './webm.ts'

export type BotPart = ReturnType<typeof createPart>

const wrap = (hash: Hash): Sha256 => ({
  update: (bytes) => hash.update(bytes),
  copy: () => wrap(hash.copy()),
  digest: () => hash.digest(),
})

/** Of the canned clip, or, without one, a journal. */
export function createPart(options: { line: Line; number: number; startedAt: number; clip: Clip | null }) {
  const { line, number, startedAt, clip } = options
  const id = partId.parse(randomUUID())
  const digest = createPartDigest(() => wrap(createHash('sha256')))
  const kept: Uint8Array[] = []
  let slices = 0
  let entries = 0
  let beatenBlocks = 0
  let end: { reason: EndReason; at: number } | null = null

  function push(bytes: Uint8Array): void {
    kept.push(bytes)
    digest.push(bytes)
  }

  /** Takes what the recorder would have handed out by then. */
  function grow(now: number): void {
    if (!clip || end) return
    for (let next = sliceOf(clip, slices); startedAt + next.readyAtMs <= now; next = sliceOf(clip, slices)) {
      push(next.bytes)
      slices += 1
    }
  }

  return {
    id,
    line,
    number,
    startedAt,
    mime: clip?.mime ?? JOURNAL_MIME,
    bytes: () => digest.bytes(),
    isEnded: () => end !== null,
    grow,
    /** Writes an entry, if this is a journal. */
    write(at: number, body: JournalBody): void {
      entries += 1
      push(Buffer.from(`${JSON.stringify({ number: entries, at, body })}\n`))
    },
    end(reason: EndReason, at: number): void {
      grow(at)
      end ??= { reason, at }
    },
    read(from: number, maxBytes: number): Uint8Array<ArrayBuffer> {
      return new Uint8Array(Buffer.concat(kept).subarray(from, from + maxBytes))
    },
    /** What a beat says of it, and what to call once that beat was answered. */
    beat(): { says: Beat['parts'][number]; answered: () => void } {
      const open = digest.openBlock()
      const closed = digest.closedBlocks()
      const from = beatenBlocks
      return {
        says: {
          partId: id,
          line,
          bytes: digest.bytes(),
          openBlock: open && toHex(open),
          closedBlocks: closed.slice(from).map((block, at) => ({ index: from + at, digest: toHex(block) })),
        },
        answered: () => (beatenBlocks = closed.length),
      }
    },
    /** @throws Error while it is still recorded */
    sealRequest(): SealRequest {
      if (!end) throw new Error(`part ${number} of ${line} is still recorded`)
      return { bytes: digest.bytes(), digest: toHex(digest.digest()), endReason: end.reason, endedAt: end.at }
    },
  }
}
