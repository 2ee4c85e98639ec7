// Owns: token buckets: how long somebody who has asked a lot waits for the next turn. In memory, of this process alone.
// Never knows who somebody is, or what is asked.

/** How many tokens may be taken at once, and how many come back in a second. */
export type Rate = { burst: number; perS: number }

/** Far above the addresses of a sitting of thousands. What comes on top, as from somebody with a network of addresses, shares one. */
const KEYS_MAX = 100_000
const SHARED = 'all others'

/** A turn after so many milliseconds, its tokens taken; or refused, with nothing taken: that long would have been too long. */
export type Turn = { isMine: boolean; waitMs: number }

/** By the instant at which each bucket is full again: one number a key (the virtual scheduling of GCRA, ITU-T I.371, Annex A). */
export function createBuckets(monotonicMs: () => number) {
  const fullAt = new Map<string, number>()

  /** Full buckets are the same as none. */
  function prune(now: number): void {
    for (const [key, at] of fullAt) if (at <= now) fullAt.delete(key)
  }

  function keyOf(key: string, now: number): string {
    if (fullAt.has(key) || fullAt.size < KEYS_MAX) return key
    prune(now)
    return fullAt.size < KEYS_MAX ? key : SHARED
  }

  return {
    /** Takes tokens of a key, which always comes with the same rate. @param mostMs so long may be waited */
    take(key: string, { burst, perS }: Rate, tokens: number, mostMs: number): Turn {
      const now = monotonicMs()
      const kept = keyOf(key, now)
      const at = Math.max(now, fullAt.get(kept) ?? now) + (tokens / perS) * 1000
      const waitMs = Math.max(0, at - now - (burst / perS) * 1000)
      if (waitMs > mostMs) return { isMine: false, waitMs }
      fullAt.set(kept, at)
      return { isMine: true, waitMs }
    },
    /** What turned out to be somebody else's. */
    giveBack(key: string, { perS }: Rate, tokens: number): void {
      const at = fullAt.get(key)
      if (at !== undefined) fullAt.set(key, at - (tokens / perS) * 1000)
    },
    size: () => fullAt.size,
    prune: () => prune(monotonicMs()),
  }
}
