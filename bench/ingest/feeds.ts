// Owns: what the candidates of the load record: three feeds at the rates of docs/defaults.md#recording, cut from one pool of
// random bytes, so that whoever knows pool, place and length can say what must lie on the server's disk.
// Never repeats within a part before the pool is over, and never compresses.
import { createHash, type Hash } from 'node:crypto'
import { createPartDigest, toHex, type Beat, type Feed, type Sha256 } from '@zhishi/core/recording'

/** docs/defaults.md#recording: 400, 300 and 600 kbit/s. */
export const BYTES_PER_S = { camera: 50_000, screen: 37_500, evidence: 75_000 } as const satisfies Record<Feed, number>
/** 16 MiB: more than three minutes of the quickest feed. A prime less, so that parts do not meet at block borders. */
export const POOL_BYTES = 16_777_213
/** The most a request carries, as in the candidate's page (web/src/capture/upload/uploader.ts). */
export const REQUEST_MAX_BYTES = 1_048_576

/** What is written of a part when all is over. */
export type Sent = { attemptId: string; partId: string; place: number; acknowledgedBytes: number }

/** The pool with its own beginning behind it: any request is one piece of it. */
export function unroll(pool: Uint8Array): Uint8Array {
  const whole = new Uint8Array(pool.length + REQUEST_MAX_BYTES)
  whole.set(pool)
  whole.set(pool.subarray(0, REQUEST_MAX_BYTES), pool.length)
  return whole
}

/** Bytes `from` to `from + length` of the part that begins at `place` of the pool. */
export function cut(unrolled: Uint8Array, place: number, from: number, length: number): Uint8Array {
  const at = (place + from) % POOL_BYTES
  return unrolled.subarray(at, at + length)
}

export type Recorded = {
  /** takes in what was recorded by then; bytes of whole slices of a second, as a recorder hands them out */
  grow(toBytes: number): void
  /** what a beat says of it; `answered` once the beat was */
  beat(): { says: Omit<Beat['parts'][number], 'partId' | 'line'>; answered(): void }
}

/** The digests of a part as it grows, which a true beat needs. */
export function createRecorded(unrolled: Uint8Array, place: number): Recorded {
  const digest = createPartDigest(() => wrap(createHash('sha256')))
  let toldBlocks = 0
  return {
    grow(toBytes) {
      for (let from = digest.bytes(); from < toBytes; from = digest.bytes()) {
        digest.push(cut(unrolled, place, from, Math.min(toBytes - from, REQUEST_MAX_BYTES)))
      }
    },
    beat() {
      const open = digest.openBlock()
      const closed = digest.closedBlocks()
      const from = toldBlocks
      return {
        says: {
          bytes: digest.bytes(),
          openBlock: open && toHex(open),
          closedBlocks: closed.slice(from).map((block, at) => ({ index: from + at, digest: toHex(block) })),
        },
        answered: () => (toldBlocks = closed.length),
      }
    },
  }
}

const wrap = (hash: Hash): Sha256 => ({
  update: (bytes) => hash.update(bytes),
  copy: () => wrap(hash.copy()),
  digest: () => hash.digest(),
})
