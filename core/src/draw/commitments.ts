// Owns: the order of all commitments of a draw: each holds the one before by its hash, so that a public file from which one was
// taken does not agree with itself. Never says that a whole order was not written anew: a copy from before shows that.
import { z } from 'zod'
import { instant } from '../time/index.ts'
import { bytesOfAscii, hexOf, type DrawCrypto } from './crypto.ts'

/** Who may contribute: the server always, people by the role in which they did. */
export const contributor = z.enum(['server', 'organiser', 'proctor'])
export type Contributor = z.infer<typeof contributor>

/** Why the draw was committed, or committed anew. */
export const committedBecause = z.enum([
  /** the sitting was imported */
  'imported',
  /** another roster, before the draw opened */
  'rosterEdited',
  /** a person contributed, before the draw opened */
  'contributed',
  /** as it stood when commitments began to be kept: what was before is not known */
  'foundThere',
])
export type CommittedBecause = z.infer<typeof committedBecause>

export const drawCommitment = z.object({
  /** from 1, without gaps */
  number: z.int().min(1),
  at: instant,
  why: committedBecause,
  rollHash: z.string(),
  contributions: z.array(z.object({ by: contributor, commitment: z.string() })),
  /** SHA-256 of this one's text and the hash before, hexadecimal */
  hash: z.string(),
})
export type DrawCommitment = z.infer<typeof drawCommitment>

/** SHA-256 of the lines: a name, number, instant, why, roll hash, each `<by> <commitment>`, and the hash before (nothing for the first). */
export function commitmentHash(crypto: DrawCrypto, it: Omit<DrawCommitment, 'hash'>, before: string | null): string {
  const contributions = it.contributions.map(({ by, commitment }) => `${by} ${commitment}`)
  const lines = ['zhishi-draw-commitment-1', it.number, it.at, it.why, it.rollHash, ...contributions, before ?? '']
  return hexOf(crypto.sha256(bytesOfAscii(lines.join('\n'))))
}

/** Makes the next of an order. */
export function commitNext(
  crypto: DrawCrypto,
  before: Pick<DrawCommitment, 'number' | 'hash'> | undefined,
  it: Omit<DrawCommitment, 'number' | 'hash'>,
): DrawCommitment {
  const next = { ...it, number: (before?.number ?? 0) + 1 }
  return { ...next, hash: commitmentHash(crypto, next, before?.hash ?? null) }
}

/** What is wrong with an order; `number`: at which commitment. */
export type CommitmentFault = { fault: 'commitmentMissing' | 'commitmentChanged'; number: number }

/** Every place at which the order does not hold. A hash that does not follow says that this one or the one before was changed. */
export function faultsOfCommitments(crypto: DrawCrypto, all: readonly DrawCommitment[]): CommitmentFault[] {
  if (all.length === 0) return [{ fault: 'commitmentMissing', number: 1 }]
  return all.flatMap((one, place): CommitmentFault[] => {
    const before = all[place - 1]
    const expected = (before?.number ?? 0) + 1
    if (one.number !== expected) return [{ fault: 'commitmentMissing', number: expected }]
    const isHeld = commitmentHash(crypto, one, before?.hash ?? null) === one.hash
    return isHeld && one.at >= (before?.at ?? 0) ? [] : [{ fault: 'commitmentChanged', number: one.number }]
  })
}
