// Owns: the permutation that gives every attempt of a sitting its lot (DESIGN §7).
// Never makes randomness: the seed's HMAC is handed in, so that anybody can compute the same permutation again.

/** HMAC-SHA-256 of a counter under the seed of the draw: 32 bytes. */
export type KeyedBytes = (counter: number) => Uint8Array

/** 2^32: draws are taken from the first four bytes of each HMAC, big-endian. */
const RANGE = 0x1_0000_0000

/**
 * The lots 1…count in the order of the roll: a Fisher–Yates shuffle (Durstenfeld 1964) whose draws are made
 * uniform by rejection sampling. `counter` starts at 0 and goes up by one for every HMAC used.
 */
export function permutation(count: number, keyedBytes: KeyedBytes): number[] {
  const lots = Array.from({ length: count }, (_, at) => at + 1)
  let counter = 0
  for (let last = count - 1; last > 0; last--) {
    const chosen = below(last + 1)
    ;[lots[last], lots[chosen]] = [lots[chosen]!, lots[last]!]
  }
  return lots

  function below(limit: number): number {
    // values above the greatest multiple of the limit would make small numbers likelier
    const fair = RANGE - (RANGE % limit)
    for (;;) {
      const bytes = keyedBytes(counter++)
      const value = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0
      if (value < fair) return value % limit
    }
  }
}
