// Owns: how much one request of a line may carry: what the uplink, as measured, takes 5 s for.
// Never reads a clock and never sends (uploader.ts).

/** The most: 1 MiB is what nginx and many other proxies let through by default. */
const REQUEST_MAX_BYTES = 1_048_576
/** The least: 16 KiB pass within a request's 15 s at 9 kbit/s, slower than any line a camera could be sent on. */
export const REQUEST_MIN_BYTES = 16_384
/** Before anything was measured: 64 KiB pass within a request's 15 s at 35 kbit/s. */
export const REQUEST_FIRST_BYTES = 65_536
/** What a request may take (docs/recording.md#pace: at most 5 s), so that a cut never costs more than this. */
const REQUEST_TARGET_MS = 5000
/** A request that takes longer is given up and asked about. */
export const REQUEST_TIMEOUT_MS = 15_000

export type Uplink = {
  /** what the next request may carry, bytes */
  requestBytes(): number
  /** A request was answered: it carried this and took so long. */
  passed(bytes: number, tookMs: number): void
  /** A request was given up after {@link REQUEST_TIMEOUT_MS}. */
  timedOut(bytes: number): void
  /** 413. @returns whether a smaller request is left to try */
  tooLarge(): boolean
}

export function createUplink(): Uplink {
  let perMs: number | null = null
  let maxBytes = REQUEST_MAX_BYTES
  const requestBytes = (): number => {
    const wanted = perMs === null ? REQUEST_FIRST_BYTES : Math.floor(perMs * REQUEST_TARGET_MS)
    return Math.max(REQUEST_MIN_BYTES, Math.min(maxBytes, wanted))
  }
  return {
    requestBytes,
    passed(bytes, tookMs) {
      const seen = bytes / Math.max(1, tookMs)
      const isFull = bytes >= requestBytes()
      // a request that had little to carry measures the way there and back: it proves a faster line, never a slower one
      if (isFull) perMs = perMs === null ? seen : (perMs + seen) / 2
      else if (seen > (perMs ?? REQUEST_FIRST_BYTES / REQUEST_TARGET_MS)) perMs = seen
    },
    timedOut(bytes) {
      perMs = Math.min(perMs ?? Infinity, bytes / REQUEST_TIMEOUT_MS)
    },
    tooLarge() {
      if (requestBytes() <= REQUEST_MIN_BYTES) return false
      maxBytes = Math.max(REQUEST_MIN_BYTES, requestBytes() / 4)
      return true
    },
  }
}
