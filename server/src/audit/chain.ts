// Owns: how entries of the audit log are hashed into links, and finding which entry or link is not what it was. Pure.
// Never trusts a stored hash because it is stored: what is checked is computed from the entries.
import { createHash } from 'node:crypto'
import type { auditEntries, auditLinks } from '../platform/database/tables.ts'

export type Entry = typeof auditEntries.$inferSelect
export type Link = typeof auditLinks.$inferSelect

/** The hash before the first link. */
export const GENESIS = createHash('sha256').update('zhishi-audit-1').digest()

const NUMBER_BYTES = 8
const DIGEST_BYTES = 32
const RECORD_BYTES = NUMBER_BYTES + DIGEST_BYTES

/** The exact text of an entry under its digest: one line of JSON, keys of `subject` in order. */
function entryText(it: Entry): string {
  const subject = Object.entries(it.subject).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify([it.number, it.at, it.actorRole, it.actorId, it.action, subject])}\n`
}

function digestOf(it: Entry): Buffer {
  return createHash('sha256').update(entryText(it)).digest()
}

/** For each entry its number, 8 bytes big-endian, and its digest. */
export function digestsOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat(
    entries.flatMap((one) => {
      const number = Buffer.alloc(NUMBER_BYTES)
      number.writeBigUInt64BE(BigInt(one.number))
      return [number, digestOf(one)]
    }),
  )
}

/** Of a link that has digests. */
export function linkHash(previousHash: Buffer, digests: Buffer): Buffer {
  return createHash('sha256').update('zhishi-audit-2').update(previousHash).update(digests).digest()
}

/** Of a link of earlier versions, which covers the texts themselves and cannot say which one differs. */
function earlierLinkHash(previousHash: Buffer, entries: readonly Entry[]): Buffer {
  const hash = createHash('sha256').update(previousHash)
  for (const one of entries) hash.update(entryText(one))
  return hash.digest()
}

export type Finding =
  | { found: 'entryChanged' | 'entryMissing' | 'entryInserted' | 'entryOutOfTime'; entry: number; link: number }
  /** it holds what another entry was */
  | { found: 'entryMoved'; entry: number; link: number; was: number }
  /** in a link of earlier versions */
  | { found: 'entriesDiffer'; link: number; firstEntry: number; lastEntry: number }
  /** its hash does not follow from what it says of its entries */
  | { found: 'linkChanged'; link: number }
  /** it does not follow the one before: links were removed, inserted or exchanged between them */
  | { found: 'linkOutOfOrder'; link: number; after: number | null }

/**
 * An entry is chained within seconds after it was dated, and the server takes no statement longer than 15 s. What is dated
 * minutes before the link before, or after its own link, was not written when it says.
 */
const OUT_OF_TIME_MS = 5 * 60_000

export function follows(previous: Link | null, link: Link): boolean {
  return link.previousHash.equals(previous?.hash ?? GENESIS) && link.firstEntry > (previous?.lastEntry ?? 0)
}

/**
 * Compares a link with its entries and with the link before; every finding names what it is about, and the next link is
 * compared with what this one says, so that one change is found once.
 * @param entries all there are up to the last one of this link, from behind the last one of the link before if it follows that
 */
export function checkLink(previous: Link | null, link: Link, entries: readonly Entry[]): Finding[] {
  const findings: Finding[] = []
  if (!follows(previous, link))
    findings.push({ found: 'linkOutOfOrder', link: link.number, after: previous?.number ?? null })
  if (link.digests === null) {
    if (!earlierLinkHash(link.previousHash, entries).equals(link.hash)) {
      const { number, firstEntry, lastEntry } = link
      findings.push({ found: 'entriesDiffer', link: number, firstEntry, lastEntry })
    }
    return findings
  }
  if (!linkHash(link.previousHash, link.digests).equals(link.hash))
    findings.push({ found: 'linkChanged', link: link.number })
  const known = readDigests(link.digests)
  if (known.at(0)?.number !== link.firstEntry || known.at(-1)?.number !== link.lastEntry)
    findings.push({ found: 'linkChanged', link: link.number })
  findings.push(...checkEntries(link, known, entries))
  for (const { number, at } of entries) {
    if (at > link.at + OUT_OF_TIME_MS || (previous && at < previous.at - OUT_OF_TIME_MS))
      findings.push({ found: 'entryOutOfTime', entry: number, link: link.number })
  }
  return findings
}

type Known = { number: number; digest: Buffer }

function readDigests(digests: Buffer): Known[] {
  return Array.from({ length: Math.floor(digests.length / RECORD_BYTES) }, (_, at) => {
    const record = digests.subarray(at * RECORD_BYTES, (at + 1) * RECORD_BYTES)
    return { number: Number(record.readBigUInt64BE()), digest: record.subarray(NUMBER_BYTES) }
  })
}

function checkEntries(link: Link, known: readonly Known[], entries: readonly Entry[]): Finding[] {
  const digests = new Map(known.map(({ number, digest }) => [number, digest]))
  const there = new Set(entries.map(({ number }) => number))
  const findings: Finding[] = []
  for (const one of entries) {
    const digest = digests.get(one.number)
    if (digest?.equals(digestOf(one))) continue
    const was = known.find(({ number, digest: other }) => other.equals(digestOf({ ...one, number })))
    findings.push({
      entry: one.number,
      link: link.number,
      ...(was
        ? { found: 'entryMoved', was: was.number }
        : { found: digest === undefined ? 'entryInserted' : 'entryChanged' }),
    })
  }
  for (const { number } of known)
    if (!there.has(number)) findings.push({ found: 'entryMissing', entry: number, link: link.number })
  return findings
}
