// Owns: reading the journal's bytes line by line into rows that can be asked.
// Never stands in the way of the bytes: a line that cannot be read stays in the part, and a fault waits for next time.
import { isNotice, JOURNAL_LINE_MAX_BYTES, journalEntry } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { findUnstorable } from '@zhishi/core/typed'
import type { BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { LocalEvents, Noticed } from '../../platform/events.ts'
import type { Log } from '../faults.ts'
import type { Budgets } from '../budget/budgets.ts'
import { insertEntries, type IndexedEntry } from './journal-repo.ts'
import { keyOf, type Part } from '../repo.ts'

/** 1 MiB at a time: some 8,000 entries of 130 bytes, a few milliseconds of parsing. */
const STEP_BYTES = 1_048_576
/** An interview of three hours writes about 1 MB; what a device sends beyond this is kept, but not indexed. */
const INDEX_MAX_BYTES = 33_554_432
/** PostgreSQL's `integer`. */
const NUMBER_MAX = 2_147_483_647
const NEWLINE = 0x0a

type Entry = Omit<IndexedEntry, 'partId'>
type Read = { entries: Entry[]; toBytes: number }

export function createJournalIndex(ports: {
  db: Database
  clock: Clock
  blobStore: BlobStore
  log: Log
  events: Pick<LocalEvents, 'publish'>
  budgets: Budgets
}) {
  return {
    /** Indexes the complete lines that are not indexed yet; `isLast`: no newline will follow the rest. Never throws. */
    async catchUp(part: Part, isLast = false): Promise<void> {
      if (part.line !== 'journal') return
      try {
        const end = Math.min(part.bytes, INDEX_MAX_BYTES)
        for (let from = part.indexedBytes; from < end;) {
          const to = Math.min(end, from + STEP_BYTES)
          const read = await readLines(part, { from, to }, { isEnd: isLast && to === end })
          if (read.toBytes === from) return
          const toBytes = await index(part, from, read)
          if (toBytes === null || toBytes === from) return
          from = toBytes
        }
      } catch (error) {
        ports.log.warn({ err: error, partId: part.id }, 'journal not indexed; its bytes are safe and it is tried again')
      }
    },
  }

  /**
   * As many of these lines as the budget of the attempt has room for: the bytes of all of them are kept. Where to go on; null:
   * another process has moved the index meanwhile.
   */
  async function index(part: Part, from: number, read: Read): Promise<number | null> {
    const claims = { attemptId: part.attemptId, issuedAt: part.announcedAt }
    const room = await ports.budgets.reserveUpTo(claims, 'journalLines', read.entries.length)
    const entries = read.entries.slice(0, room.taken)
    const toBytes = read.entries[room.taken]?.offset ?? read.toBytes
    let isKept = false
    try {
      isKept = toBytes > from && (await insertEntries(ports.db, { ...part, indexedBytes: from }, toBytes, entries))
    } finally {
      if (isKept) room.done()
      else room.giveBack()
    }
    if (toBytes > from && !isKept) return null
    await publishNoticed(part, entries)
    return toBytes
  }

  /** What follows is no part of the record. Once its rows are there; never rejects. */
  async function publishNoticed({ attemptId }: Part, entries: readonly Entry[]): Promise<void> {
    const noticed = entries.flatMap(({ body, claimedAt }): Noticed[] => {
      if (!body || !isNotice(body) || claimedAt === null) return []
      return [{ kind: body.kind === 'gap' ? body.kind : body.notice, claimedAt }]
    })
    if (noticed.length > 0) await ports.events.publish({ kind: 'devicesNoticed', attemptId, noticed })
  }

  async function readLines(part: Part, range: { from: number; to: number }, { isEnd }: { isEnd: boolean }) {
    // the byte before tells whether the range starts with a line or inside one that was too long
    const before = range.from === 0 ? 0 : 1
    const pieces: Uint8Array[] = []
    for await (const piece of ports.blobStore.read(keyOf(part), { from: range.from - before, to: range.to }))
      pieces.push(piece)
    const bytes = Buffer.concat(pieces)
    return splitLines(bytes.subarray(before), range.from, {
      isInsideLine: before === 1 && bytes[0] !== NEWLINE,
      isEnd,
      arrivedAt: ports.clock.now(),
    })
  }
}

/**
 * Splits bytes that lie at `offset` of a part. `toBytes` is where to go on: behind the last complete line, or behind
 * everything where the last line is already too long to be an entry.
 */
export function splitLines(
  bytes: Buffer,
  offset: number,
  options: { isInsideLine: boolean; isEnd: boolean; arrivedAt: Instant },
): Read {
  const entries: Entry[] = []
  let at = 0
  if (options.isInsideLine) {
    const newline = bytes.indexOf(NEWLINE)
    at = newline === -1 ? bytes.length : newline + 1
  }
  while (at < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, at)
    const isTooLong = (newline === -1 ? bytes.length : newline) - at > JOURNAL_LINE_MAX_BYTES
    if (newline === -1 && !isTooLong && !options.isEnd) break
    const end = newline === -1 ? bytes.length : newline
    if (end > at) {
      entries.push({
        offset: offset + at,
        arrivedAt: options.arrivedAt,
        ...(isTooLong ? UNREADABLE : parseLine(bytes.subarray(at, end))),
      })
    }
    at = newline === -1 ? bytes.length : newline + 1
  }
  return { entries, toBytes: offset + at }
}

const UNREADABLE = { number: null, claimedAt: null, body: null }

function parseLine(line: Buffer): Pick<Entry, 'number' | 'claimedAt' | 'body'> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))
  } catch {
    return UNREADABLE
  }
  const parsed = journalEntry.safeParse(json)
  if (!parsed.success || parsed.data.number > NUMBER_MAX || findUnstorable(parsed.data.body)) return UNREADABLE
  return { number: parsed.data.number, claimedAt: parsed.data.at, body: parsed.data.body }
}
