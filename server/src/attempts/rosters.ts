// Owns: who stands on which roster, in which order and for which post: the attempts of an interview are made and removed
// here, inside the transaction of whoever edits it. Never changes a fact of an attempt: commands do (service.ts).
import { eq, sql } from 'drizzle-orm'
import type { AttemptId, InterviewId, PersonId, SittingId } from '@zhishi/core/ids'
import type { Queryable } from '../platform/database/database.ts'
import { attempts } from '../platform/database/tables.ts'

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
export async function load(db: Queryable, interviewId: InterviewId, isLocked: boolean): Promise<RosterRow[]> {
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

export async function remove(db: Queryable, ids: readonly AttemptId[]): Promise<void> {
  await db.delete(attempts).where(sql`${attempts.id} = any(${sql.param(ids)}::uuid[])`)
}

/** Puts attempts into the order of the roster, with the posts it gives them. */
export async function arrange(
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
export async function setLots(
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

export async function insert(db: Queryable, rows: (typeof attempts.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await db.insert(attempts).values(rows.slice(from, from + ROWS_A_STATEMENT))
  }
}
