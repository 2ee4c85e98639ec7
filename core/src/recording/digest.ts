// Owns: the digest of a part: SHA-256 over the SHA-256s of its 1 MiB blocks, built as bytes pass (docs/recording.md#digest).
// Never hashes by itself: both sides hand in an incremental SHA-256 (node:crypto, @noble/hashes).

/**
 * 1 MiB: the unit in which two copies of a part are compared, and the most that a restart reads again
 * (docs/recording.md#digest).
 */
export const BLOCK_BYTES = 1_048_576

/** An incremental SHA-256. `copy` lets the open block be looked at while it grows. */
export type Sha256 = {
  update(bytes: Uint8Array): unknown
  copy(): Sha256
  digest(): Uint8Array
}

export type PartDigest = {
  /** bytes taken in so far */
  bytes(): number
  /** digests of the blocks that are full, in order */
  closedBlocks(): readonly Uint8Array[]
  /** digest of the bytes after the last full block; null when there are none */
  openBlock(): Uint8Array | null
  /** takes in the next bytes; returns the digests of the blocks they closed */
  push(bytes: Uint8Array): Uint8Array[]
  /** the digest of the part as it stands now */
  digest(): Uint8Array
}

/**
 * Starts at the beginning of a part, or behind blocks whose digests are already known
 * (a restart hands in the closed blocks and then pushes the bytes of the open one again).
 */
export function createPartDigest(newSha256: () => Sha256, closed: readonly Uint8Array[] = []): PartDigest {
  const blocks = [...closed]
  let open = newSha256()
  let openBytes = 0

  return {
    bytes: () => blocks.length * BLOCK_BYTES + openBytes,
    closedBlocks: () => blocks,
    openBlock: () => (openBytes === 0 ? null : open.copy().digest()),
    push(bytes) {
      const closedNow: Uint8Array[] = []
      let from = 0
      while (from < bytes.length) {
        const to = Math.min(bytes.length, from + BLOCK_BYTES - openBytes)
        open.update(bytes.subarray(from, to))
        openBytes += to - from
        from = to
        if (openBytes === BLOCK_BYTES) {
          closedNow.push(open.digest())
          open = newSha256()
          openBytes = 0
        }
      }
      blocks.push(...closedNow)
      return closedNow
    },
    digest() {
      const whole = newSha256()
      for (const block of blocks) whole.update(block)
      if (openBytes > 0) whole.update(open.copy().digest())
      return whole.digest()
    },
  }
}

/** Lower-case hexadecimal, the form of every digest in the contract. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
