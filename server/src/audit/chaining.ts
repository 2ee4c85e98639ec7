// Owns: adding signed links to the chain of the audit log, and the public pages of its heads.
// Never signs a head that is not in the database: the link and its signature are one row.
import { sql } from 'drizzle-orm'
import { auditHead, auditHeadText, HEADS_OF_A_PAGE, pageOfHead, type AuditHead } from '@zhishi/core/audit'
import type { AuditHeadPage, AuditHeads } from '@zhishi/core/contract'
import { toHex } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Clock } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import { createKeptAnswers } from '../platform/http/kept-answer.ts'
import type { Keys } from '../platform/keys.ts'
import { digestsOf, GENESIS, linkHash, type Link } from './chain.ts'
import * as repo from './repo.ts'

/** Names the chain's lock among advisory locks: "audi" in ASCII. */
const CHAIN_LOCK = 0x61756469
/** So many entries are chained at once; more wait for the next link. */
const BATCH_ENTRIES = 1000
/** Of 250 KB each, and less in each coding; who reads all of them reads each once. */
const PAGES_KEPT = 8

export type AuditChain = ReturnType<typeof createAuditChain>

export function createAuditChain(ports: {
  db: Database
  clock: Clock
  keys: Pick<Keys, 'receiptKeyId' | 'signReceipt'>
}) {
  const { db, clock, keys } = ports

  /** Must run in a transaction that holds the chain's lock. */
  async function addLink(within: Queryable): Promise<boolean> {
    const last = await repo.loadNewestLink(within)
    const entries = await repo.loadEntries(within, { after: last?.lastEntry ?? 0, most: BATCH_ENTRIES })
    const [first, final] = [entries[0], entries.at(-1)]
    if (!first || !final) return false
    const previousHash = last?.hash ?? GENESIS
    const digests = digestsOf(entries)
    const hash = linkHash(previousHash, digests)
    const unsigned = {
      number: await repo.nextLinkNumber(within),
      at: clock.now(),
      lastEntry: final.number,
      hash: toHex(hash),
      keyId: keys.receiptKeyId,
    }
    const signature = keys.signReceipt(auditHeadText(unsigned))
    await repo.insertLink(within, { ...unsigned, firstEntry: first.number, previousHash, hash, digests, signature })
    return true
  }

  return {
    /** Chains what is not chained yet; true when it added a link. */
    add: (): Promise<boolean> =>
      db.transaction(async (transaction) => {
        await transaction.execute(sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`)
        await repo.awaitEntries(transaction)
        return addLink(transaction)
      }),

    /** The newest head, as it is sent to anybody. */
    heads: createKeptAnswers<'all'>({
      most: 1,
      versionOf: async () => accept(String((await repo.loadNewestLink(db))?.number ?? 0)),
      async make(): Promise<Result<AuditHeads>> {
        const newest = await repo.loadNewestLink(db)
        const head = newest ? headOf(newest) : null
        return accept({ pages: head === null ? 0 : pageOfHead(head.number), newest: head })
      },
    }),

    /** A page of heads, as it is sent to anybody. */
    page: createKeptAnswers<number>({
      most: PAGES_KEPT,
      async versionOf(page) {
        const newest = await repo.loadNewestSigned(db, numbersOf(page))
        return newest ? accept(String(newest.number)) : refuse('notFound')
      },
      async make(page): Promise<Result<AuditHeadPage>> {
        const links = await repo.loadLinks(db, numbersOf(page))
        return accept({ page, heads: links.map(headOf).filter((head) => head !== null) })
      },
    }),
  }
}

const numbersOf = (page: number) => ({ after: (page - 1) * HEADS_OF_A_PAGE, upTo: page * HEADS_OF_A_PAGE })

/** Null: of an earlier version, which signed none. */
export function headOf({ number, at, lastEntry, hash, keyId, signature }: Link): AuditHead | null {
  if (keyId === null || signature === null) return null
  return auditHead.parse({ number, at, lastEntry, hash: toHex(hash), keyId, signature })
}
