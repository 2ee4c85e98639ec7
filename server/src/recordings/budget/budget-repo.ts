// Owns: what the rows say of the budget of an attempt: what came, what is allowed by, who raised it, and what is held back.
// Never decides what is allowed: that is core's (recording/budget.ts).
import { and, eq, sql } from 'drizzle-orm'
import type { AttemptId, StaffId } from '@zhishi/core/ids'
import { facts, overFromOf } from '@zhishi/core/process'
import type { AttemptAmounts, BudgetBasis, Held, HeldKind, Line, LineAmounts } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../../platform/database/database.ts'
import { timesOfSitting } from '../../platform/database/sitting-times.ts'
import { attempts, budgetHolds, budgetRaises, interviews, sittings } from '../../platform/database/tables.ts'

export type LoadedBudget = {
  /** `grantedAt` null: no grant is known */
  basis: Omit<BudgetBasis, 'grantedAt'> & { grantedAt: Instant | null }
  ofLines: Map<Line, LineAmounts>
  beside: AttemptAmounts
  held: Held[]
}

/** A sum as JSON, so that one row has it all. What was imported counts for nothing, and what is lost is not there. */
const OF_LINES = sql<({ line: Line } & LineAmounts)[]>`(
  select coalesce(jsonb_agg(one), '[]') from (
    select line, sum(greatest(0, bytes - imported_bytes)) as bytes,
      count(*) filter (where imported_bytes = 0 or imported_bytes < bytes) as parts
    from parts where attempt_id = ${attempts.id} group by line
  ) as one
)`
const BESIDE = sql<{ grantedAt: Instant | null; raises: number } & AttemptAmounts>`(
  select jsonb_build_object(
    'grantedAt', min(issued_at), 'beats', coalesce(sum(kept_beats), 0), 'beatBlocks', coalesce(sum(kept_blocks), 0),
    'raises', (select count(*) from budget_raises where attempt_id = ${attempts.id}),
    'journalLines', (select coalesce(sum(indexed_lines), 0) from parts where attempt_id = ${attempts.id}),
    'commands', (select count(*) from commands where attempt_id = ${attempts.id})
  ) from grants where attempt_id = ${attempts.id}
)`
const HELD = sql<Held[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'sinceAt', since_at, 'lastAt', last_at)), '[]')
  from budget_holds where attempt_id = ${attempts.id}
)`

/** One statement: when a process first meets an attempt, and when it may be at its limit. Undefined: there is no such attempt. */
export async function loadBudget(db: Queryable, attemptId: AttemptId): Promise<LoadedBudget | undefined> {
  const [row] = await db
    .select({
      attempt: attempts,
      sitting: sittings,
      settings: interviews.settings,
      ofLines: OF_LINES,
      beside: BESIDE,
      held: HELD,
    })
    .from(attempts)
    .innerJoin(sittings, eq(sittings.id, attempts.sittingId))
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .where(eq(attempts.id, attemptId))
  if (!row) return undefined
  const { settings } = row
  const { grantedAt, raises, ...beside } = row.beside
  const overFrom = overFromOf({ settings, sitting: timesOfSitting(row.sitting), facts: facts.parse(row.attempt) })
  return {
    basis: { rates: settings.recording, overFrom, raises, grantedAt },
    ofLines: new Map(row.ofLines.map(({ line, ...amounts }) => [line, amounts])),
    beside,
    held: row.held,
  }
}

/** What a command of its candidate asks, under the lock of the attempt. */
export async function loadCommandCount(
  db: Queryable,
  attemptId: AttemptId,
): Promise<{ used: number; raises: number; isHeld: boolean }> {
  const { rows } = await db.execute<{ used: number; raises: number; isHeld: boolean }>(sql`
    select (select count(*)::int from commands where attempt_id = ${attemptId}) as used,
      (select count(*)::int from budget_raises where attempt_id = ${attemptId}) as raises,
      exists (select from budget_holds where attempt_id = ${attemptId} and kind = 'commands') as "isHeld"`)
  const [row] = rows
  if (!row) throw new Error('a select without a source gives one row')
  return row
}

/** Of how many attempts a device was heard since. */
export async function countBeating(db: Queryable, sinceAt: Instant): Promise<number> {
  const { rows } = await db.execute<{ attempts: number }>(
    sql`select count(distinct attempt_id)::int as attempts from grants where last_beat_at >= ${sinceAt}`,
  )
  return rows[0]?.attempts ?? 0
}

/** Notes that more of this kind is asked for than there is room. True: it was not noted before. */
export async function saveHold(
  db: Queryable,
  it: { attemptId: AttemptId; kind: HeldKind; at: Instant },
): Promise<boolean> {
  const { attemptId, kind, at } = it
  const [row] = await db
    .insert(budgetHolds)
    .values({ attemptId, kind, sinceAt: at, lastAt: at })
    .onConflictDoUpdate({ target: [budgetHolds.attemptId, budgetHolds.kind], set: { lastAt: at } })
    .returning({ sinceAt: budgetHolds.sinceAt })
  return row?.sinceAt === at
}

export async function deleteHold(db: Queryable, attemptId: AttemptId, kind: HeldKind): Promise<void> {
  await db.delete(budgetHolds).where(and(eq(budgetHolds.attemptId, attemptId), eq(budgetHolds.kind, kind)))
}

/** What is held back of these attempts; those of which nothing is are not in the map. */
export async function loadHeld(db: Queryable, attemptIds: readonly AttemptId[]): Promise<Map<AttemptId, Held[]>> {
  const rows = await db
    .select()
    .from(budgetHolds)
    .where(sql`${budgetHolds.attemptId} = any(${sql.param(attemptIds)}::uuid[])`)
  return Map.groupBy(rows, (row) => row.attemptId as AttemptId)
}

/** What was held is held no more; what is still refused is noted anew. */
export async function insertRaise(
  db: Queryable,
  it: { id: string; attemptId: AttemptId; at: Instant; staffId: StaffId; reason: string },
): Promise<void> {
  await db.insert(budgetRaises).values(it)
  await db.delete(budgetHolds).where(eq(budgetHolds.attemptId, it.attemptId))
}
