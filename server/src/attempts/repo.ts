// Owns: the rows of attempts, their history and the first answers of commands.
// Never derives a phase: rows hold facts.
import { and, asc, desc, eq, getTableColumns, inArray, max, sql } from 'drizzle-orm'
import type { AttemptId, CommandId, DeviceId, InterviewId, PersonId, SittingId, StaffId } from '@zhishi/core/ids'
import { facts as factsSchema, type AttemptEvent, type Facts, type OwnedAttempt } from '@zhishi/core/process'
import type { Instant } from '@zhishi/core/time'
import type { Database, Queryable, Transaction } from '../platform/database/database.ts'
import { timesOfSitting } from '../platform/database/sitting-times.ts'
import { attemptEvents, attempts, commands, interviews, sittings } from '../platform/database/tables.ts'

/** An attempt with all that the rules and the pages need of its sitting and interview. */
export type LoadedAttempt = {
  id: AttemptId
  sittingId: SittingId
  personId: PersonId
  post: string | null
  lot: number | null
  attempt: OwnedAttempt
  sitting: typeof sittings.$inferSelect
  interview: typeof interviews.$inferSelect
}

const columns = {
  attempt: getTableColumns(attempts),
  sitting: getTableColumns(sittings),
  interview: getTableColumns(interviews),
}

/** Attempts with their sittings and interviews, for whoever says which; each row goes through {@link fromRow}. */
export function selectAttempts(db: Queryable) {
  return db
    .select(columns)
    .from(attempts)
    .innerJoin(sittings, eq(sittings.id, attempts.sittingId))
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
}

export function fromRow({
  attempt,
  sitting,
  interview,
}: Awaited<ReturnType<typeof selectAttempts>>[number]): LoadedAttempt {
  return {
    id: attempt.id as AttemptId,
    sittingId: attempt.sittingId as SittingId,
    personId: attempt.personId as PersonId,
    post: attempt.post,
    lot: attempt.lot,
    attempt: {
      interviewId: interview.id as InterviewId,
      personId: attempt.personId as PersonId,
      settings: interview.settings,
      sitting: timesOfSitting(sitting),
      facts: factsSchema.parse(attempt),
    },
    sitting,
    interview,
  }
}

export async function loadAttempt(db: Queryable, id: AttemptId): Promise<LoadedAttempt | null> {
  const [row] = await selectAttempts(db).where(eq(attempts.id, id))
  return row ? fromRow(row) : null
}

/** The attempt under a lock that lasts until the transaction ends: one command at a time. */
export async function lockAttempt(transaction: Transaction, id: AttemptId): Promise<LoadedAttempt | null> {
  const [row] = await selectAttempts(transaction).where(eq(attempts.id, id)).for('update', { of: attempts })
  return row ? fromRow(row) : null
}

/** The interview of a sitting. Null: there is no such sitting. */
export async function loadInterviewOf(db: Queryable, id: SittingId): Promise<InterviewId | null> {
  const [row] = await db.select({ interviewId: sittings.interviewId }).from(sittings).where(eq(sittings.id, id))
  return (row?.interviewId as InterviewId | undefined) ?? null
}

/**
 * Those of the ids that are attempts, in no order. Settings and texts of an interview are some kilobytes: they come once
 * for each sitting, not once for each attempt, because at T0 a whole sitting is asked for.
 */
export async function loadAttempts(db: Queryable, ids: readonly AttemptId[]): Promise<LoadedAttempt[]> {
  const rows = await db
    .select()
    .from(attempts)
    .where(sql`${attempts.id} = any(${sql.param(ids)}::uuid[])`)
  const around = await db
    .select({ sitting: columns.sitting, interview: columns.interview })
    .from(sittings)
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .where(inArray(sittings.id, [...new Set(rows.map((row) => row.sittingId))]))
  const sittingOf = new Map(around.map((one) => [one.sitting.id, one]))
  return rows.flatMap((attempt) => {
    const of = sittingOf.get(attempt.sittingId)
    return of ? [fromRow({ attempt, ...of })] : []
  })
}

export async function loadIdsOfPeople(db: Queryable, personIds: readonly PersonId[]): Promise<AttemptId[]> {
  const rows = await db
    .select({ id: attempts.id })
    .from(attempts)
    .where(inArray(attempts.personId, [...personIds]))
    .orderBy(asc(attempts.id))
  return rows.map((row) => row.id as AttemptId)
}

/** The person's attempts whose one computer this is. */
export async function loadIdsHeldBy(db: Queryable, personId: PersonId, deviceId: DeviceId): Promise<AttemptId[]> {
  const rows = await db
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(eq(attempts.personId, personId), eq(attempts.leaseDeviceId, deviceId)))
    .orderBy(asc(attempts.id))
  return rows.map((row) => row.id as AttemptId)
}

/** The newest decision about the identity; null: there is none, or no person made it. */
export async function loadLastDecision(db: Queryable, id: AttemptId): Promise<{ by: StaffId; at: Instant } | null> {
  const [row] = await db
    .select({ role: attemptEvents.actorRole, by: attemptEvents.actorId, at: attemptEvents.at })
    .from(attemptEvents)
    .where(
      and(
        eq(attemptEvents.attemptId, id),
        sql`${attemptEvents.event} ->> 'kind' in ('identityConfirmed', 'identityRefused')`,
      ),
    )
    .orderBy(desc(attemptEvents.number))
    .limit(1)
  return row?.role === 'proctor' && row.by !== null ? { by: row.by as StaffId, at: row.at } : null
}

/** The newest `prepared` of each attempt that has one. */
export async function loadPreparations(db: Queryable, ids: readonly AttemptId[]) {
  const rows = await db
    .selectDistinctOn([attemptEvents.attemptId])
    .from(attemptEvents)
    .where(
      and(
        sql`${attemptEvents.attemptId} = any(${sql.param(ids)}::uuid[])`,
        sql`${attemptEvents.event} ->> 'kind' = 'prepared'`,
      ),
    )
    .orderBy(asc(attemptEvents.attemptId), desc(attemptEvents.number))
  return new Map(
    rows.flatMap(({ attemptId, at, event }) =>
      event.kind === 'prepared' ? [[attemptId as AttemptId, { reportedAt: at, checks: event.checks }] as const] : [],
    ),
  )
}

export async function updateFacts(transaction: Transaction, id: AttemptId, facts: Facts): Promise<void> {
  await transaction.update(attempts).set(facts).where(eq(attempts.id, id))
}

export async function appendEvents(
  transaction: Transaction,
  id: AttemptId,
  at: Instant,
  actor: { role: string; id: string | null },
  events: readonly AttemptEvent[],
): Promise<void> {
  const [row] = await transaction
    .select({ last: max(attemptEvents.number) })
    .from(attemptEvents)
    .where(eq(attemptEvents.attemptId, id))
  const before = row?.last ?? 0
  await transaction.insert(attemptEvents).values(
    events.map((event, index) => ({
      attemptId: id,
      number: before + index + 1,
      at,
      actorRole: actor.role,
      actorId: actor.id,
      event,
    })),
  )
}

/** The history of an attempt, in order. */
export function loadEvents(db: Database, id: AttemptId) {
  return db.select().from(attemptEvents).where(eq(attemptEvents.attemptId, id)).orderBy(asc(attemptEvents.number))
}

export async function loadCommand(db: Queryable, id: CommandId): Promise<typeof commands.$inferSelect | undefined> {
  const [row] = await db.select().from(commands).where(eq(commands.id, id))
  return row
}

export async function insertCommand(transaction: Transaction, row: typeof commands.$inferInsert): Promise<void> {
  await transaction.insert(commands).values(row)
}
