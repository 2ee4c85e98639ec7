// Owns: the draw in full: handles of the roll, the seed, the permutation and each lot (docs/fairness.md#lots). The server
// and the page that checks it run the same functions. Never makes randomness and never hashes by itself.

/** The name of this rule in public files; another rule gets another name. */
export const DRAW_RULE = 'zhishi-draw-2'

/** SHA-256 and HMAC-SHA-256 (RFC 2104), handed in by each side. */
export type DrawCrypto = {
  sha256(bytes: Uint8Array): Uint8Array
  hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array
}

/** HMAC-SHA-256 of a counter under the seed of the draw: 32 bytes. */
export type KeyedBytes = (counter: number) => Uint8Array

const encoder = { encode: (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0)) }

/**
 * The public handle of an attempt: SHA-256 of `<salt>:<attemptId>`, both as lower-case ASCII text. Only who knows the
 * salt can tell whose handle it is.
 */
export function handleOf(crypto: DrawCrypto, saltHex: string, attemptId: string): string {
  return hex(crypto.sha256(encoder.encode(`${saltHex}:${attemptId}`)))
}

/** What is published before the draw: SHA-256 over all handles in the order of the roll, one a line. */
export function rollHashOf(crypto: DrawCrypto, handles: readonly string[]): string {
  return hex(crypto.sha256(encoder.encode(handles.join('\n'))))
}

/** What a contributor publishes before the draw: SHA-256 of the 32 bytes that are revealed when it opens. */
export function commitmentOf(crypto: DrawCrypto, contributionHex: string): string {
  return hex(crypto.sha256(unhex(contributionHex)))
}

/**
 * The lots in the order of the roll, whose last `spares` places are nobody's yet: they are drawn among the numbers after
 * the others, so that a lot without an owner leaves no hole. The seed is SHA-256 of rule, roll hash and all contributions, one a line, so nobody
 * who contributed could choose it after seeing the others.
 */
export function lotsOf(
  crypto: DrawCrypto,
  rollHash: string,
  contributionsHex: readonly string[],
  { count, spares }: { count: number; spares: number },
): number[] {
  const seed = crypto.sha256(encoder.encode([DRAW_RULE, rollHash, ...contributionsHex].join('\n')))
  const keyed =
    (word: string): KeyedBytes =>
    (counter) =>
      crypto.hmac(seed, encoder.encode(`${word}${counter}`))
  const owned = count - spares
  return [...permutation(owned, keyed('')), ...permutation(spares, keyed('spare-')).map((lot) => owned + lot)]
}

/** What a check of a public file may find wrong. */
export type DrawFault = 'rollDiffers' | 'commitmentDiffers' | 'lotsDiffer'

/** Checks an opened public file as anybody can; null: everything agrees. */
export function checkDraw(
  crypto: DrawCrypto,
  file: {
    rollHash: string
    contributions: readonly { commitment: string; revealed: string | null }[]
    lots: readonly { handle: string; lot: number }[]
    spares: number
  },
): DrawFault | null {
  if (
    rollHashOf(
      crypto,
      file.lots.map((one) => one.handle),
    ) !== file.rollHash
  )
    return 'rollDiffers'
  const revealed: string[] = []
  for (const one of file.contributions) {
    if (one.revealed === null || commitmentOf(crypto, one.revealed) !== one.commitment) return 'commitmentDiffers'
    revealed.push(one.revealed)
  }
  const lots = lotsOf(crypto, file.rollHash, revealed, { count: file.lots.length, spares: file.spares })
  return lots.every((lot, place) => lot === file.lots[place]!.lot) ? null : 'lotsDiffer'
}

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

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function unhex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16))
}
