// Owns: recomputing the whole chain of the audit log from the database, and comparing it with heads that others have kept.
// Never changes anything, and never takes a key from the database.
import { verify, type KeyObject } from 'node:crypto'
import { auditHeadText } from '@zhishi/core/audit'
import type { Instant } from '@zhishi/core/time'
import type { Database } from '../platform/database/database.ts'
import { checkLink, follows, GENESIS, type Finding, type Link } from './chain.ts'
import { headOf } from './chaining.ts'
import * as repo from './repo.ts'

/** A head that somebody outside has kept: of a receipt, or of the public list. */
export type Witness = { hash: string; from: string }

export type ChainFinding =
  | Finding
  | { found: 'unsigned' | 'signatureWrong'; link: number }
  /** the chain has never had this head: it was rewritten, or its end was cut off */
  | { found: 'headUnknown'; witness: Witness }

export type ChainReport = {
  entries: number
  links: number
  /** links whose signature was found right; null: there was no key to check with */
  signed: number | null
  /** links of before there were signatures */
  unsigned: number
  /** entries that no link covers yet */
  newer: number
  newest: { link: number; at: Instant; lastEntry: number } | null
  /** up to which entry heads kept by others hold the chain; null: none was given, or none agrees */
  witnessedTo: number | null
  findings: number
}

/** Links that are held at the same time. */
const LINKS_AT_ONCE = 200

/** In one snapshot, so that a server that goes on working does not look like a change. */
export function checkChain(
  db: Database,
  options: { publicKey: KeyObject | null; witnesses: readonly Witness[]; tell: (finding: ChainFinding) => void },
): Promise<ChainReport> {
  const { publicKey, witnesses } = options
  const report: ChainReport = {
    entries: 0,
    links: 0,
    signed: publicKey === null ? null : 0,
    unsigned: 0,
    newer: 0,
    newest: null,
    witnessedTo: null,
    findings: 0,
  }
  const tell = (finding: ChainFinding): void => {
    report.findings += 1
    options.tell(finding)
  }

  function checkSignature(link: Link): void {
    const head = headOf(link)
    if (head === null) {
      // once links are signed, one without a signature was put there by somebody else
      if (report.links > report.unsigned) tell({ found: 'unsigned', link: link.number })
      report.unsigned += 1
      return
    }
    if (publicKey === null) return
    const isRight = verify(null, Buffer.from(auditHeadText(head)), publicKey, Buffer.from(head.signature, 'base64url'))
    if (isRight) report.signed! += 1
    else tell({ found: 'signatureWrong', link: link.number })
  }

  return db.transaction(
    async (snapshot) => {
      const awaited = new Map<string, Witness[]>()
      for (const one of witnesses) awaited.set(one.hash, [...(awaited.get(one.hash) ?? []), one])
      // a receipt from before the first link
      if (awaited.delete(GENESIS.toString('hex'))) report.witnessedTo = 0
      let previous: Link | null = null
      for (;;) {
        const links: Link[] = await repo.loadLinks(snapshot, { after: previous?.number ?? 0, most: LINKS_AT_ONCE })
        if (links.length === 0) break
        for (const link of links) {
          // where a link is missing its entries are nobody's, and one finding says it
          const after: number = follows(previous, link) ? (previous?.lastEntry ?? 0) : link.firstEntry - 1
          const entries = await repo.loadEntries(snapshot, { after, upTo: link.lastEntry })
          for (const finding of checkLink(previous, link, entries)) tell(finding)
          checkSignature(link)
          if (awaited.delete(link.hash.toString('hex'))) report.witnessedTo = link.lastEntry
          report.entries += entries.length
          report.links += 1
          previous = link
        }
      }
      for (const left of awaited.values()) for (const witness of left) tell({ found: 'headUnknown', witness })
      report.newer = await repo.countEntriesAfter(snapshot, previous?.lastEntry ?? 0)
      report.newest = previous && { link: previous.number, at: previous.at, lastEntry: previous.lastEntry }
      return report
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}
