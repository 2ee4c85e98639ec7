// Owns: the memory in which bodies are gathered, lent and taken back.
// Never gives memory to two at once, and never keeps more of it than its limit: the rest is left to the garbage collector.

/** What one read of a socket brings at most (libuv). */
const SMALLEST_BYTES = 65_536

/**
 * Why memory is used again: a buffer made for each body lies outside V8's heap, and V8 answers 300 MB/s of those with one
 * full collection after another (decision 0025: two fifths of the server's processor time, with 200 feeds as fast as it went).
 */
export type Slabs = {
  /** Memory of at least so many bytes, with whatever lay in it. */
  lend(bytes: number): Buffer
  /** Nobody may look into it any more. */
  takeBack(slab: Buffer): void
}

export function createSlabs(it: { keptBytes: number }): Slabs {
  const free = new Map<number, Buffer[]>()
  let freeBytes = 0

  return {
    lend(bytes) {
      const size = Math.max(SMALLEST_BYTES, 2 ** Math.ceil(Math.log2(bytes)))
      const slab = free.get(size)?.pop()
      if (!slab) return Buffer.allocUnsafeSlow(size)
      freeBytes -= size
      return slab
    },
    takeBack(slab) {
      if (freeBytes + slab.length > it.keptBytes) return
      const same = free.get(slab.length)
      if (same) same.push(slab)
      else free.set(slab.length, [slab])
      freeBytes += slab.length
    },
  }
}
