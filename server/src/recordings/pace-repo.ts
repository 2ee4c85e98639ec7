// Owns: the rows of which feeds are watched, and the upload interval people set for a sitting.
// Never keeps who watches: looks are the audit log's.
import { eq, gt, isNotNull, lte } from 'drizzle-orm'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, sittings, watchedFeeds } from '../platform/database/tables.ts'

type Watch = { attemptId: AttemptId; line: Line; untilAt: Instant }

export async function loadWatches(db: Queryable, now: Instant): Promise<Watch[]> {
  return (await db.select().from(watchedFeeds).where(gt(watchedFeeds.untilAt, now))) as Watch[]
}

/** Writes the watch down, and removes those that have ended. */
export async function saveWatch(db: Queryable, watch: Watch, now: Instant): Promise<void> {
  await db
    .insert(watchedFeeds)
    .values(watch)
    .onConflictDoUpdate({ target: [watchedFeeds.attemptId, watchedFeeds.line], set: { untilAt: watch.untilAt } })
  await db.delete(watchedFeeds).where(lte(watchedFeeds.untilAt, now))
}

/** Of the attempts for whose sitting something is set. */
export async function loadSettings(db: Queryable): Promise<{ attemptId: AttemptId; uploadEveryMs: number }[]> {
  const rows = await db
    .select({ attemptId: attempts.id, uploadEveryMs: sittings.uploadEveryMs })
    .from(sittings)
    .innerJoin(attempts, eq(attempts.sittingId, sittings.id))
    .where(isNotNull(sittings.uploadEveryMs))
  return rows as { attemptId: AttemptId; uploadEveryMs: number }[]
}

export async function loadSetting(db: Queryable, id: SittingId): Promise<{ uploadEveryMs: number | null } | undefined> {
  const [row] = await db.select({ uploadEveryMs: sittings.uploadEveryMs }).from(sittings).where(eq(sittings.id, id))
  return row
}

/** False: there is no such sitting. */
export async function saveSetting(db: Queryable, id: SittingId, uploadEveryMs: number | null): Promise<boolean> {
  const saved = await db
    .update(sittings)
    .set({ uploadEveryMs })
    .where(eq(sittings.id, id))
    .returning({ id: sittings.id })
  return saved.length > 0
}
