// Owns: the rows of interviews and sittings, and who stands on which roster.
// Never changes a fact of an attempt: that is the attempts feature's.
import { and, asc, count, eq, sql } from 'drizzle-orm'
import type { AttemptId, InterviewId, PersonId, SittingId } from '@zhishi/core/ids'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, interviews, sittings } from '../platform/database/tables.ts'

export type InterviewRow = typeof interviews.$inferSelect
export type SittingRow = typeof sittings.$inferSelect

/** @param isLocked held until the transaction ends: one edit at a time */
export async function loadInterview(
  db: Queryable,
  by: { key: string } | { id: InterviewId },
  isLocked: boolean,
): Promise<InterviewRow | undefined> {
  const query = db
    .select()
    .from(interviews)
    .where('key' in by ? eq(interviews.key, by.key) : eq(interviews.id, by.id))
  const [row] = await (isLocked ? query.for('update') : query)
  return row
}

export function loadInterviews(db: Queryable): Promise<InterviewRow[]> {
  return db.select().from(interviews).orderBy(asc(interviews.importedAt))
}

export async function countInterviews(db: Queryable): Promise<number> {
  const [row] = await db.select({ rows: count() }).from(interviews)
  return row?.rows ?? 0
}

/** Stores an interview, or what was edited of it. */
export async function putInterview(db: Queryable, row: typeof interviews.$inferInsert): Promise<void> {
  const { id: _id, importedAt: _importedAt, ...edited } = row
  await db.insert(interviews).values(row).onConflictDoUpdate({ target: interviews.id, set: edited })
}

export async function putSitting(db: Queryable, row: typeof sittings.$inferInsert): Promise<void> {
  await db.insert(sittings).values(row).onConflictDoUpdate({ target: sittings.id, set: row })
}

export async function removeSittings(db: Queryable, ids: readonly SittingId[]): Promise<void> {
  await db.delete(sittings).where(sql`${sittings.id} = any(${sql.param(ids)}::uuid[])`)
}

export type RosterRow = {
  id: AttemptId
  sittingId: SittingId
  personId: PersonId
  post: string | null
  isEntered: boolean
  isBegun: boolean
  isHandedOut: boolean
  hasHistory: boolean
  /** its candidate may have a page open that shows it */
  isUnderWay: boolean
}

/** Everybody of an interview in the order of its rosters. @param isLocked no command is decided until the transaction ends */
export async function loadRosters(db: Queryable, interviewId: InterviewId, isLocked: boolean): Promise<RosterRow[]> {
  // first the locks, then what they keep: one statement for both would not see an event that it waited for
  if (isLocked) {
    await db.execute(sql`
      select 1 from attempts a join sittings s on s.id = a.sitting_id
      where s.interview_id = ${interviewId} order by a.id for no key update of a`)
  }
  const { rows } = await db.execute<RosterRow>(sql`
    select a.id, a.sitting_id as "sittingId", a.person_id as "personId", a.post,
      a.entered_at is not null as "isEntered",
      a.own_starts_at is not null as "isBegun",
      a.identity_confirmed_at is not null as "isHandedOut",
      h.is as "hasHistory",
      h.is and a.handed_in_at is null as "isUnderWay"
    from attempts a
    join sittings s on s.id = a.sitting_id
    cross join lateral (select exists (select 1 from attempt_events e where e.attempt_id = a.id) as is) h
    where s.interview_id = ${interviewId}
    order by s.position, a.position`)
  return rows
}

export async function isScored(db: Queryable, interviewId: InterviewId): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select 1 from reviews r join attempts a on a.id = r.attempt_id join sittings s on s.id = a.sitting_id
    where s.interview_id = ${interviewId} and r.submitted_at is not null limit 1`)
  return rows.length > 0
}

export async function removeAttempts(db: Queryable, ids: readonly AttemptId[]): Promise<void> {
  await db.delete(attempts).where(sql`${attempts.id} = any(${sql.param(ids)}::uuid[])`)
}

/** Puts attempts into the order of the roster, with the posts it gives them. */
export async function updateRoster(
  db: Queryable,
  rows: readonly { id: AttemptId; position: number; post: string | null }[],
): Promise<void> {
  await db.execute(sql`
    update attempts a set position = n.position, post = n.post
    from unnest(${sql.param(rows.map((row) => row.id))}::uuid[], ${sql.param(rows.map((row) => row.position))}::int[],
      ${sql.param(rows.map((row) => row.post))}::text[]) as n(id, position, post)
    where a.id = n.id`)
}

/** Gives every attempt of a sitting its lot anew, while the draw is not open. */
export async function updateLots(
  db: Queryable,
  sittingId: SittingId,
  lots: readonly { id: AttemptId; lot: number }[],
): Promise<void> {
  // one by one they would meet those they take the number from
  await db.update(attempts).set({ lot: null }).where(eq(attempts.sittingId, sittingId))
  await db.execute(sql`
    update attempts a set lot = n.lot
    from unnest(${sql.param(lots.map((row) => row.id))}::uuid[], ${sql.param(lots.map((row) => row.lot))}::int[]) as n(id, lot)
    where a.id = n.id`)
}

/** 1,000 rows a statement stays far below PostgreSQL's 65,535 parameters. */
const ROWS_A_STATEMENT = 1000

export async function insertAttempts(db: Queryable, rows: (typeof attempts.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await db.insert(attempts).values(rows.slice(from, from + ROWS_A_STATEMENT))
  }
}

export function loadSittings(db: Queryable, interviewId: InterviewId): Promise<SittingRow[]> {
  return db.select().from(sittings).where(eq(sittings.interviewId, interviewId)).orderBy(asc(sittings.position))
}

export async function loadSitting(db: Queryable, id: SittingId) {
  const [row] = await db
    .select({ sitting: sittings, interview: interviews })
    .from(sittings)
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .where(eq(sittings.id, id))
  return row
}

/** All sittings with their interview and how many attempts they have, the next to start first. */
export function loadAllSittings(db: Queryable) {
  return db
    .select({ sitting: sittings, interview: interviews, attempts: count(attempts.id) })
    .from(sittings)
    .innerJoin(interviews, eq(interviews.id, sittings.interviewId))
    .leftJoin(attempts, and(eq(attempts.sittingId, sittings.id)))
    .groupBy(sittings.id, interviews.id)
    .orderBy(asc(interviews.importedAt), asc(sittings.position))
}
