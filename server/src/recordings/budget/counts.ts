// Owns: how much of the budget of one attempt is used, between two readings of its rows: what the rows said, what came since, and what is on
// its way in this process. Never says that something does not fit but by rows that were just read.
import type { BudgetBasis, HeldKind, Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { LoadedBudget } from './budget-repo.ts'

/** What is counted. */
export type Amount = `${Line}/${'bytes' | 'parts'}` | 'beats' | 'beatBlocks' | 'journalLines'

/**
 * Of what was left when the rows were last read: after so much more they are read again, because other processes take in bytes
 * too, and a loss may have given room back. Half of three times the rate (core) is more than a recorder writes: an ordinary device never makes
 * the rows be read again. So each further process lets in half of what was left, and no more.
 */
const READ_AGAIN_AFTER = 1 / 2

type Reading = {
  rows: Promise<LoadedBudget | undefined>
  /** what came since this reading began; some of it may be in the rows too */
  came: Map<Amount, number>
}

export type Counts = ReturnType<typeof createCounts>

export function createCounts(load: () => Promise<LoadedBudget | undefined>) {
  const onTheWay = new Map<Amount, number>()
  let reading: Reading | null = null

  const self = {
    /** the earliest grant by which a device has come */
    grantedAt: Infinity as Instant,
    /** what is held back, and when that was last written down */
    held: new Map<HeldKind, Instant>(),

    /**
     * Takes so much at once, or nothing; `isPartEnough`: or as much of it as there is. What is taken counts as on its way until it is
     * settled. Of an attempt that is not there all is taken: what is written for it is refused by the rows.
     */
    async take(
      amount: Amount,
      allowed: (basis: BudgetBasis) => number,
      more: number,
      { isPartEnough = false } = {},
    ): Promise<number> {
      const before = await newest()
      if (!before.rows || left(before, before.rows, amount, allowed, READ_AGAIN_AFTER) >= more) return note(more)
      const now = await newest(before.of)
      if (!now.rows) return note(more)
      const room = left(now, now.rows, amount, allowed, 1)
      if (room >= more) return note(more)
      return isPartEnough ? note(Math.max(0, room)) : 0

      function note(taken: number): number {
        add(onTheWay, amount, taken)
        return taken
      }
    },

    /** Whether any is left, by what the rows said last. */
    async hasRoom(amount: Amount, allowed: (basis: BudgetBasis) => number): Promise<boolean> {
      const it = await newest()
      return !it.rows || left(it, it.rows, amount, allowed, 1) > 0
    },

    /** It is in the rows now, or will never be. */
    settle(amount: Amount, taken: number, { isInRows }: { isInRows: boolean }): void {
      add(onTheWay, amount, -taken)
      if (isInRows && reading) add(reading.came, amount, taken)
    },
  }
  return self

  /** Of this share of what the rows had left. */
  function left(
    { of }: { of: Reading },
    rows: LoadedBudget,
    amount: Amount,
    allowed: (basis: BudgetBasis) => number,
    share: number,
  ): number {
    const since = (of.came.get(amount) ?? 0) + (onTheWay.get(amount) ?? 0)
    return (allowed(basisOf(rows)) - usedIn(rows, amount)) * share - since
  }

  function basisOf({ basis }: LoadedBudget): BudgetBasis {
    return { ...basis, grantedAt: Math.min(basis.grantedAt ?? Infinity, self.grantedAt) }
  }

  /** The newest reading; one that began after `before`, where that is named. Many who ask wait for the same one. */
  async function newest(before?: Reading): Promise<{ of: Reading; rows: LoadedBudget | undefined }> {
    if (reading === null || reading === before) reading = begin()
    for (;;) {
      const of: Reading = reading
      const rows = await of.rows
      // while it was waited for, somebody at the limit asked for a newer one: what came since counts there
      if (reading === of) return { of, rows }
    }
  }

  function begin(): Reading {
    const begun: Reading = { rows: load(), came: new Map() }
    begun.rows.then(
      (rows) => {
        if (reading !== begun || !rows) return
        for (const { kind, lastAt } of rows.held) self.held.set(kind, self.held.get(kind) ?? lastAt)
      },
      () => {
        if (reading === begun) reading = null
      },
    )
    return begun
  }
}

function add(to: Map<Amount, number>, amount: Amount, more: number): void {
  to.set(amount, (to.get(amount) ?? 0) + more)
}

function usedIn({ ofLines, beside }: LoadedBudget, amount: Amount): number {
  if (amount === 'beats' || amount === 'beatBlocks' || amount === 'journalLines') return beside[amount]
  const [line, what] = amount.split('/') as [Line, 'bytes' | 'parts']
  return ofLines.get(line)?.[what] ?? 0
}
