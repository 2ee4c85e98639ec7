// Owns: the draw in full: handles of the roll, the seed, the permutation and each lot (docs/fairness.md#lots). The server
// and the page that checks it run the same functions. Never makes randomness and never hashes by itself.

import { faultsOfCommitments, type CommitmentFault, type Contributor, type DrawCommitment } from './commitments.ts'
import { bytesOfAscii, hexOf as hex, utf8Of, type DrawCrypto } from './crypto.ts'

export * from './commitments.ts'
export type { DrawCrypto } from './crypto.ts'

/** The name of this rule in public files; another rule gets another name. */
export const DRAW_RULE = 'zhishi-draw-2'

/** HMAC-SHA-256 of a counter under the seed of the draw: 32 bytes. */
export type KeyedBytes = (counter: number) => Uint8Array

/**
 * The public handle of an attempt: SHA-256 of `<salt>:<attemptId>`, both as lower-case ASCII text. Only who knows the
 * salt can tell whose handle it is.
 */
export function handleOf(crypto: DrawCrypto, saltHex: string, attemptId: string): string {
  return hex(crypto.sha256(bytesOfAscii(`${saltHex}:${attemptId}`)))
}

/** What is published before the draw: SHA-256 over all handles in the order of the roll, one a line. */
export function rollHashOf(crypto: DrawCrypto, handles: readonly string[]): string {
  return hex(crypto.sha256(bytesOfAscii(handles.join('\n'))))
}

/** What a contributor publishes before the draw: SHA-256 of the bytes that are revealed when it opens. */
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
  const seed = crypto.sha256(bytesOfAscii([DRAW_RULE, rollHash, ...contributionsHex].join('\n')))
  const keyed =
    (word: string): KeyedBytes =>
    (counter) =>
      crypto.hmac(seed, bytesOfAscii(`${word}${counter}`))
  const owned = count - spares
  return [...permutation(owned, keyed('')), ...permutation(spares, keyed('spare-')).map((lot) => owned + lot)]
}

/** A text as it is contributed: the hexadecimal of its UTF-8, so that its commitment is the SHA-256 of the text. */
export const contributionOfText = (text: string): string => hex(utf8Of(text))

/** Who contributed to a draw, in words that stand in its public file. */
export function contributorsInWords(contributions: readonly { by: Contributor }[]): { zh: string; en: string } {
  const people = contributions.filter(({ by }) => by !== 'server').length
  if (people === 0)
    return {
      zh: '随机数只由服务器一方提供，没有第二方参与：操作服务器的人可以一再重做，直到结果合意。',
      en: 'The server contributed alone, and nobody else did: whoever runs it could have made draws until one pleased.',
    }
  return {
    zh: `除服务器外，另有 ${people} 方提供了随机内容；缺任何一方都算不出结果。`,
    en: `Beside the server, ${people === 1 ? 'one person' : `${people} people`} contributed; without any one of them there is no result.`,
  }
}

/** What a check of a public file may find wrong. */
export type DrawFault = 'rollDiffers' | 'commitmentDiffers' | 'lotsDiffer' | 'commitmentsDiffer'
/** The same with its place, for a person who looks for it. */
export type DrawFinding =
  | CommitmentFault
  /** the newest commitment is not what the file says of its roll and contributions */
  | { fault: 'newestDiffers' }
  | { fault: 'rollDiffers' }
  | { fault: 'contributionDiffers'; by: Contributor }
  | { fault: 'textDiffers'; by: Contributor }
  | { fault: 'wordsDiffer' }
  | { fault: 'lotDiffers'; handle: string; claimed: number; computed: number }

/** What a public file says of itself, opened or not. */
export type CheckedFile = {
  rollHash: string
  contributions: readonly { by: Contributor; commitment: string; revealed: string | null; text: string | null }[]
  isServerAlone: boolean
  commitments: readonly DrawCommitment[]
  lots: readonly { handle: string; lot: number }[] | null
  spares: number
}

/** Checks a public file as anybody can; null: everything agrees. */
export function checkDraw(crypto: DrawCrypto, file: CheckedFile): DrawFault | null {
  const [first] = findingsOf(crypto, file)
  switch (first?.fault) {
    case undefined:
      return null
    case 'rollDiffers':
      return 'rollDiffers'
    case 'contributionDiffers':
    case 'textDiffers':
      return 'commitmentDiffers'
    case 'lotDiffers':
      return 'lotsDiffer'
    case 'commitmentMissing':
    case 'commitmentChanged':
    case 'newestDiffers':
    case 'wordsDiffer':
      return 'commitmentsDiffer'
  }
}

/** Everything that does not agree. Before the draw opens only commitments can be looked at. */
export function findingsOf(crypto: DrawCrypto, file: CheckedFile): DrawFinding[] {
  const { rollHash, contributions, commitments, lots } = file
  const found: DrawFinding[] = []
  if (
    lots &&
    rollHashOf(
      crypto,
      lots.map(({ handle }) => handle),
    ) !== rollHash
  )
    found.push({ fault: 'rollDiffers' })
  for (const { by, commitment, revealed, text } of contributions) {
    if (lots && (revealed === null || commitmentOf(crypto, revealed) !== commitment))
      found.push({ fault: 'contributionDiffers', by })
    if (text !== null && contributionOfText(text) !== revealed) found.push({ fault: 'textDiffers', by })
  }
  found.push(...faultsOfCommitments(crypto, commitments))
  const said = (it: { rollHash: string; contributions: readonly { by: Contributor; commitment: string }[] }): string =>
    [it.rollHash, ...it.contributions.map(({ by, commitment }) => `${by} ${commitment}`)].join()
  const newest = commitments.at(-1)
  if (newest && said(newest) !== said(file)) found.push({ fault: 'newestDiffers' })
  if (file.isServerAlone !== contributions.every(({ by }) => by === 'server')) found.push({ fault: 'wordsDiffer' })
  const revealed = contributions.flatMap((one) => one.revealed ?? [])
  if (lots === null || found.length > 0) return found
  const computed = lotsOf(crypto, rollHash, revealed, { count: lots.length, spares: file.spares })
  return lots.flatMap(({ handle, lot }, place): DrawFinding[] =>
    computed[place] === lot ? [] : [{ fault: 'lotDiffers', handle, claimed: lot, computed: computed[place]! }],
  )
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

function unhex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16))
}
