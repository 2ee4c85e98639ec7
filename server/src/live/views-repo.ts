// Owns: the rows of live views: who looks at which attempt or sitting, and until when unless asked again.
// Never decides who may look.
import { and, eq, gt, isNotNull, lt, sql } from 'drizzle-orm'
import type { AttemptId, LiveViewId, SittingId, StaffId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { liveViews } from '../platform/database/tables.ts'

/** What is looked at, by whom, on which page. */
export type Viewing = { id: LiveViewId; staffId: StaffId } & (
  | { attemptId: AttemptId; sittingId: null }
  | { attemptId: null; sittingId: SittingId }
)

const isOf = ({ id, staffId, attemptId, sittingId }: Viewing) =>
  sql`${liveViews.id} = ${id} and ${liveViews.staffId} = ${staffId}
    and ${liveViews.attemptId} is not distinct from ${attemptId}::uuid
    and ${liveViews.sittingId} is not distinct from ${sittingId}::uuid`

/** Lets a view that is not over go on. False: there is none. */
export async function prolongView(db: Queryable, view: Viewing, now: Instant, lastsUntil: Instant): Promise<boolean> {
  const { rowCount } = await db
    .update(liveViews)
    .set({ lastsUntil })
    .where(and(isOf(view), gt(liveViews.lastsUntil, now)))
  return (rowCount ?? 0) > 0
}

/** Begins a view, again where it was over. False: its id is that of another one. */
export async function beginView(db: Queryable, view: Viewing, now: Instant, lastsUntil: Instant): Promise<boolean> {
  const { rowCount } = await db
    .insert(liveViews)
    .values({ ...view, openedAt: now, lastsUntil })
    .onConflictDoUpdate({ target: liveViews.id, set: { openedAt: now, lastsUntil }, setWhere: isOf(view) })
  return (rowCount ?? 0) > 0
}

export async function hasView(db: Queryable, staffId: StaffId, attemptId: AttemptId, now: Instant): Promise<boolean> {
  const rows = await db
    .select({ id: liveViews.id })
    .from(liveViews)
    .where(and(eq(liveViews.attemptId, attemptId), eq(liveViews.staffId, staffId), gt(liveViews.lastsUntil, now)))
    .limit(1)
  return rows.length > 0
}

/** The attempts at which somebody looks in full. */
export async function loadViewedLive(db: Queryable, now: Instant): Promise<AttemptId[]> {
  const rows = await db
    .selectDistinct({ attemptId: liveViews.attemptId })
    .from(liveViews)
    .where(and(gt(liveViews.lastsUntil, now), isNotNull(liveViews.attemptId)))
  return rows.map((row) => row.attemptId as AttemptId)
}

export async function deleteViewsBefore(db: Queryable, at: Instant): Promise<void> {
  await db.delete(liveViews).where(lt(liveViews.lastsUntil, at))
}
