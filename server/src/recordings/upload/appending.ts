// Owns: taking bytes in: on disk first, then in the row, then acknowledged; and saying where a part stands.
// Never acknowledges what is not durable, and never lets an acknowledged offset go back within a generation.
import type { PartId } from '@zhishi/core/ids'
import type { GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Refused, type Result } from '@zhishi/core/refusal'
import type { AuditService } from '../../audit/service.ts'
import { BlobStoreError, type BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Advancing } from './advances-repo.ts'
import type { Budgets } from '../budget/budgets.ts'
import type { LastFifth } from '../budget/last-fifth.ts'
import { isOwn, loadOwnPart, PART_MAX_BYTES } from './announcing.ts'
import type { LocalEvents } from '../../platform/events.ts'
import type { Log } from '../faults.ts'
import type { createJournalIndex } from '../journal/journal-index.ts'
import type { KeyedLock } from './keyed-lock.ts'
import { blobShorter, recordLoss, type AllowLoss } from '../losses/losses.ts'
import type { Promised, Promises } from '../losses/promises.ts'
import type { PartDigests } from './part-digests.ts'
import { keyOf, loadPart, loadPartsOfAttempt, updateDeclaredBytes, type Part } from '../repo.ts'

export type Append = {
  offset: number
  bytes: Uint8Array
  /** the part's final length, if the client names it with these bytes */
  declaredBytes: number | null
}
/** The same before the bytes are here. */
export type Announced = Omit<Append, 'bytes'> & { bytes: { length: number } }

export function createAppending(ports: {
  db: Database
  clock: Clock
  audit: AuditService
  blobStore: BlobStore
  digests: PartDigests
  advance: Advancing
  journalIndex: ReturnType<typeof createJournalIndex>
  lock: KeyedLock
  log: Log
  allowLoss: AllowLoss
  promises: Promises
  budgets: Budgets
  lastFifth: LastFifth
  events: Pick<LocalEvents, 'publish'>
}) {
  const { db, clock, blobStore, digests, journalIndex, lock, budgets } = ports

  return {
    readOffset,

    /**
     * What can be said before the body, so that nobody uploads for nothing. What this process remembers of a part can only
     * let it pass: a refusal comes from the row.
     */
    async admit(claims: GrantClaims, id: PartId, promised: Promised | null, asked: Announced): Promise<Result<null>> {
      const seen = promised === null ? ownSeen(claims, id) : undefined
      if (seen && !refuseAppend(seen, asked)) return budgets.admit(claims, seen.line, asked.bytes.length)
      const found = await readOffset(claims, id, promised)
      if (!found.ok) return found
      return refuseAppend(found.value, asked) ?? budgets.admit(claims, found.value.line, asked.bytes.length)
    },

    /**
     * Appends at the acknowledged offset; resolves with the part as it now stands, durable and committed. One after the
     * other for each part in this process; between processes the condition of the update decides. An import counts for no budget.
     */
    append: (claims: GrantClaims, id: PartId, asked: Append, { isImport = false } = {}): Promise<Result<Part>> =>
      lock.run(id, async () => {
        const seen = asked.bytes.length > 0 ? ownSeen(claims, id) : undefined
        if (seen && !refuseAppend(seen, asked)) {
          const written = await writeWithin(claims, seen, asked, { isFromRow: false, isImport })
          if (written.ok || written.refusal.code === 'budgetReached' || written.refusal.code === 'storageFull')
            return written
        }
        const found = await loadOwnPart(db, claims, id)
        if (!found.ok) return found
        const part = found.value
        const refused = refuseAppend(part, asked)
        if (refused) return refused
        if (asked.bytes.length > 0) return writeWithin(claims, part, asked, { isFromRow: true, isImport })
        const declaredBytes = asked.declaredBytes ?? part.declaredBytes
        if (declaredBytes !== null && declaredBytes !== part.declaredBytes)
          await updateDeclaredBytes(db, part, declaredBytes)
        return accept({ ...part, declaredBytes })
      }),
  }

  /**
   * Where the part stands. A device that proves it was promised more than the row says is believed: the database is older
   * than the promise (restored from a backup), the loss is written down and the generation rises. Without a proof it is told
   * where the part stands, and goes on from there.
   */
  async function readOffset(claims: GrantClaims, id: PartId, promised: Promised | null): Promise<Result<Part>> {
    if (promised === null) return loadOwnPart(db, claims, id)
    return lock.run(id, async () => {
      const found = await loadOwnPart(db, claims, id)
      if (!found.ok || !isBroken(found.value, promised)) return found
      const part = found.value
      if (!ports.promises.isOurs(id, promised)) {
        await ports.promises.noteClaim(part, promised, claims.grantId)
        return found
      }
      return accept(
        await recordLoss(ports, part, {
          found: 'receiptAhead',
          keptBytes: part.bytes,
          promisedBytes: promised.bytes,
          generation: Math.max(part.generation, promised.generation ?? 0),
          actor: { actorRole: 'grant', actorId: claims.grantId },
        }),
      )
    })
  }

  /** Its bytes are taken from the budget before they are written, so that several parts at once do not pass it together. */
  async function writeWithin(
    claims: GrantClaims,
    part: Part,
    asked: Append,
    { isFromRow, isImport }: { isFromRow: boolean; isImport: boolean },
  ): Promise<Result<Part>> {
    if (isImport) return write(part, asked, { isFromRow })
    const reserved = await budgets.reserve(claims, part.line, 'bytes', asked.bytes.length)
    if (!reserved.ok) return reserved
    const short = ports.lastFifth.take(part.attemptId, asked.bytes.length)
    if (short) reserved.value.giveBack()
    if (short) return short
    let isWritten = false
    try {
      const written = await write(part, asked, { isFromRow })
      isWritten = written.ok
      return written
    } finally {
      if (isWritten) reserved.value.done()
      else {
        reserved.value.giveBack()
        ports.lastFifth.giveBack(part.attemptId, asked.bytes.length)
      }
    }
  }

  /** As this process last saw it. Not the journal: how far its lines are indexed is asked of the row each time. */
  function ownSeen(claims: GrantClaims, id: PartId): Part | undefined {
    const seen = digests.lastSeen(id)
    return seen && seen.line !== 'journal' && isOwn(seen, claims) ? seen : undefined
  }

  /** A refusal where the part did not come from its row says only that it was remembered wrongly. */
  async function write(part: Part, asked: Append, from: { isFromRow: boolean }): Promise<Result<Part>> {
    try {
      const digest = await digests.take(part)
      if (from.isFromRow) await appendUnsealed(part, asked)
      else await blobStore.append(keyOf(part), asked.offset, asked.bytes)
      const closedBlocks = digest.push(asked.bytes)
      const bytes = asked.offset + asked.bytes.length
      const at = clock.now()
      const declaredBytes = asked.declaredBytes ?? part.declaredBytes
      if (!(await ports.advance({ part, bytes, at, closedBlocks, declaredBytes }))) {
        const now = await loadPart(db, part.id)
        return now ? refuse('offsetMismatch', { offset: now.bytes }) : dropErased(part)
      }
      const advanced: Part = { ...part, bytes, lastBytesAt: at, declaredBytes }
      digests.keep(advanced, digest)
      await journalIndex.catchUp(advanced)
      if (advanced.line === 'evidence') {
        const followed = ports.events.publish({ kind: 'evidenceBytesCame', attemptId: advanced.attemptId })
        // later bytes wait for nobody: after a restart every phone of a sitting comes with its next ones at once
        if (asked.offset === 0) await followed
      }
      return accept(advanced)
    } catch (error) {
      if (!(error instanceof BlobStoreError)) throw error
      if (error.code === 'sealed' && !from.isFromRow) return refuse('partSealed')
      if (error.code !== 'bytesMissing') throw error
      // only what the row promises can be lost: the part may have been erased since this process saw it
      if (!from.isFromRow) return refuse('offsetMismatch')
      if (!(await loadPart(db, part.id))) return refuse('notFound')
      const now = await recordLoss(ports, part, blobShorter(part, error.size))
      return refuse('offsetMismatch', { offset: now.bytes })
    }
  }

  /** Erased while its bytes came: what was written meanwhile is nobody's. */
  async function dropErased(part: Part): Promise<Refused> {
    const others = await loadPartsOfAttempt(db, part.attemptId)
    await (others.length > 0 ? blobStore.remove(keyOf(part)) : blobStore.removeAttempt(part.attemptId))
    return refuse('notFound')
  }

  /** The row says that the part is open. Where its blob is still sealed, a loss broke the seal. */
  async function appendUnsealed(part: Part, { offset, bytes }: Append): Promise<void> {
    try {
      await blobStore.append(keyOf(part), offset, bytes)
    } catch (error) {
      if (!(error instanceof BlobStoreError && error.code === 'sealed')) throw error
      await blobStore.reopen(keyOf(part))
      await blobStore.append(keyOf(part), offset, bytes)
    }
  }
}

/** A promise of an older generation was broken before, and that has been written down. A sealed part is complete. */
function isBroken(part: Part, promised: Promised): boolean {
  const isKnown = promised.generation !== null && promised.generation < part.generation
  return part.sealedAt === null && promised.bytes > part.bytes && !isKnown
}

/** What can be said before any byte is looked at. `offset` and `declaredBytes` are as the client names them. */
function refuseAppend(part: Part, asked: Announced): Refused | null {
  if (part.sealedAt !== null && asked.bytes.length > 0) return refuse('partSealed', { offset: part.bytes })
  if (asked.offset !== part.bytes) return refuse('offsetMismatch', { offset: part.bytes })
  const declaredBytes = part.declaredBytes ?? asked.declaredBytes
  if (asked.declaredBytes !== null && asked.declaredBytes !== declaredBytes) {
    return refuse('lengthMismatch', { offset: part.bytes })
  }
  const end = asked.offset + asked.bytes.length
  return Math.max(end, declaredBytes ?? 0) > PART_MAX_BYTES || end > (declaredBytes ?? end) ? refuse('tooLarge') : null
}
