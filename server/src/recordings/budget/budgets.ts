// Owns: keeping what devices write within what can have been recorded: what is more the device keeps, and asks again. The rule is core's
// (recording/budget.ts); what is used stands in the rows, and is counted on between two readings of them.
// Never refuses for good, never refuses by what was remembered, and costs an append no statement but at the first of an attempt and near
// its limit.
import type { AttemptId, StaffId } from '@zhishi/core/ids'
import {
  allowedCommands,
  allowedOfAttempt,
  allowedOfLine,
  ASK_AGAIN_S,
  LINES,
  type BudgetBasis,
  type GrantClaims,
  type HeldKind,
  type Line,
  type UploadBudget,
} from '@zhishi/core/recording'
import { accept, refuse, type Refused, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { AuditService } from '../../audit/service.ts'
import type { Clock, Random } from '../../platform/clock.ts'
import { isReferenceMissing, type Database, type Queryable } from '../../platform/database/database.ts'
import type { Log } from '../faults.ts'
import * as repo from './budget-repo.ts'
import { createCounts, type Amount, type Counts } from './counts.ts'

/** More than one process serves at a time (docs/performance.md); an entry is some 2 kB. */
const REMEMBERED_ATTEMPTS = 16_384
/** A hold that goes on is written down again so often at most: twice between two questions of a device. */
const NOTE_EVERY_MS = 30_000

type Claims = Pick<GrantClaims, 'attemptId' | 'issuedAt'>
/** Taken in advance: `done` when it is in the rows, `giveBack` when it is not. One of them is called in any case. */
export type Reserved = { done(): void; giveBack(): void }
/** What nobody is refused for, and may be left out. */
type Optional = 'beats' | 'beatBlocks' | 'journalLines'

export type Budgets = ReturnType<typeof createBudgets>

export function createBudgets(ports: {
  db: Database
  /** what receipts wait for is read by connections of their own */
  receiptsDb: Database
  clock: Clock
  random: Random
  audit: AuditService
  log: Log
}) {
  const { db, clock, log } = ports
  const known = new Map<AttemptId, Counts>()

  function countsOf({ attemptId, issuedAt }: Claims): Counts {
    const counts = known.get(attemptId) ?? createCounts(() => repo.loadBudget(ports.receiptsDb, attemptId))
    // a restored database may not know the grant by which its device still comes
    counts.grantedAt = Math.min(counts.grantedAt, issuedAt)
    known.delete(attemptId)
    known.set(attemptId, counts)
    const [oldest] = known.keys()
    if (known.size > REMEMBERED_ATTEMPTS && oldest !== undefined) known.delete(oldest)
    return counts
  }

  const allowedOf =
    (line: Line, amount: 'bytes' | 'parts') =>
    (basis: BudgetBasis): number =>
      allowedOfLine(line, basis, clock.now())[amount]

  /** Notes that it is held back; staff see it from now on. */
  async function hold(attemptId: AttemptId, kind: HeldKind, noted?: Map<HeldKind, Instant>): Promise<Refused> {
    const at = clock.now()
    if (Math.abs(at - (noted?.get(kind) ?? -Infinity)) >= NOTE_EVERY_MS) {
      try {
        const isNew = await repo.saveHold(db, { attemptId, kind, at })
        if (isNew) log.warn({ attemptId, kind }, 'held back: its devices keep it and ask again')
        noted?.set(kind, at)
      } catch (error) {
        // an attempt that was erased meanwhile
        if (!isReferenceMissing(error)) throw error
      }
    }
    return refuse('budgetReached', { retryAfterS: ASK_AGAIN_S })
  }

  /** There is room again, for bytes and for parts. */
  async function release(attemptId: AttemptId, counts: Counts, line: Line): Promise<void> {
    if (!counts.held.has(line)) return
    for (const amount of ['bytes', 'parts'] as const) {
      if (!(await counts.hasRoom(`${line}/${amount}`, allowedOf(line, amount)))) return
    }
    counts.held.delete(line)
    await repo.deleteHold(db, attemptId, line)
  }

  async function reserve(
    claims: Claims,
    line: Line,
    amount: 'bytes' | 'parts',
    more: number,
  ): Promise<Result<Reserved>> {
    const counts = countsOf(claims)
    const key = `${line}/${amount}` as const
    const taken = await counts.take(key, allowedOf(line, amount), more)
    if (taken < more) return hold(claims.attemptId, line, counts.held)
    await release(claims.attemptId, counts, line)
    return accept(reserved(counts, key, more))
  }

  const reserved = (counts: Counts, amount: Amount, taken: number): Reserved => ({
    done: () => counts.settle(amount, taken, { isInRows: true }),
    giveBack: () => counts.settle(amount, taken, { isInRows: false }),
  })

  return {
    reserve,

    /** Whether so many bytes fit now, before they are sent. */
    async admit(claims: Claims, line: Line, bytes: number): Promise<Result<null>> {
      const taken = await reserve(claims, line, 'bytes', bytes)
      if (!taken.ok) return taken
      taken.value.giveBack()
      return accept(null)
    },

    /** As many of so many as fit: what does not is left out. */
    async reserveUpTo(claims: Claims, amount: Optional, atMost: number): Promise<Reserved & { taken: number }> {
      const counts = countsOf(claims)
      const allowed = (basis: BudgetBasis): number => allowedOfAttempt(basis, clock.now())[amount]
      const taken = atMost === 0 ? 0 : await counts.take(amount, allowed, atMost, { isPartEnough: true })
      return { taken, ...reserved(counts, amount, taken) }
    },

    /**
     * Whether its candidate may give the attempt another command; asked under the lock of the attempt, so that they are counted one
     * after the other. A refusal is to be noted once the transaction is over ({@link holdCommands}).
     */
    async mayCommand(attemptId: AttemptId, within: Queryable): Promise<boolean> {
      const { used, raises, isHeld } = await repo.loadCommandCount(within, attemptId)
      if (used >= allowedCommands({ raises })) return false
      if (isHeld) await repo.deleteHold(within, attemptId, 'commands')
      return true
    },
    /** Of a part that may have begun before its device was stopped, by its device's word alone. */
    async holdOlderPart(claims: Claims): Promise<Refused> {
      await hold(claims.attemptId, 'olderParts', countsOf(claims).held)
      return refuse('olderPartHeld', { retryAfterS: ASK_AGAIN_S })
    },
    /** They came by a file that a person imported; what is still asked for is noted anew. */
    async forgetOlderParts(attemptId: AttemptId): Promise<void> {
      known.get(attemptId)?.held.delete('olderParts')
      await repo.deleteHold(db, attemptId, 'olderParts')
    },
    holdCommands: (attemptId: AttemptId): Promise<Refused> => hold(attemptId, 'commands'),

    /** A person's word: as much again as at first. */
    async raise(
      by: { role: string; id: string },
      attemptId: AttemptId,
      { reason }: { reason: string },
    ): Promise<Result<UploadBudget>> {
      await db.transaction(async (transaction) => {
        const row = { id: ports.random.uuid(), attemptId, at: clock.now(), staffId: by.id as StaffId, reason }
        await repo.insertRaise(transaction, row)
        const subject = { attemptId, raiseId: row.id }
        await ports.audit.append(
          { actorRole: by.role, actorId: by.id, action: 'uploadBudgetRaised', subject },
          transaction,
        )
      })
      known.get(attemptId)?.held.clear()
      return present(attemptId)
    },

    /** What is held back of these attempts. */
    heldOf: (attemptIds: readonly AttemptId[]) => repo.loadHeld(db, attemptIds),
    present,
  }

  /** What is used and allowed, and what is held back. */
  async function present(attemptId: AttemptId): Promise<Result<UploadBudget>> {
    const now = clock.now()
    const loaded = await repo.loadBudget(db, attemptId)
    if (!loaded) return refuse('notFound')
    const basis = { ...loaded.basis, grantedAt: loaded.basis.grantedAt ?? now }
    return accept({
      serverNow: now,
      raises: basis.raises,
      held: loaded.held,
      lines: LINES.map((line) => ({
        line,
        used: loaded.ofLines.get(line) ?? { bytes: 0, parts: 0 },
        allowed: allowedOfLine(line, basis, now),
      })),
      beside: { used: loaded.beside, allowed: allowedOfAttempt(basis, now) },
    })
  }
}
