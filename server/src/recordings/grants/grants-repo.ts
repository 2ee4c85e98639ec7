// Owns: the rows of grants.
// Never signs one, and never undoes a stop.
import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm'
import type { AttemptId, DeviceId, GrantId, PartId } from '@zhishi/core/ids'
import type { GrantClaims } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../../platform/database/database.ts'
import { grants } from '../../platform/database/tables.ts'
import { isAnyOf } from '../repo.ts'

/** Grants of a device that still open new parts, the newest first. */
export async function loadOpenGrants(db: Queryable, attemptId: AttemptId, deviceId: DeviceId): Promise<GrantClaims[]> {
  const rows = await db
    .select()
    .from(grants)
    .where(and(eq(grants.attemptId, attemptId), eq(grants.deviceId, deviceId), isNull(grants.stoppedAt)))
    .orderBy(desc(grants.issuedAt))
  return rows.map((row) => ({
    grantId: row.id as GrantId,
    attemptId,
    deviceId,
    lines: row.lines as GrantClaims['lines'],
    issuedAt: row.issuedAt,
  }))
}

/** Changes nothing where the grant is known: after a restore a device may come with one that the database is not told of. */
export async function insertGrant(db: Queryable, claims: GrantClaims): Promise<void> {
  const { grantId, ...rest } = claims
  await db
    .insert(grants)
    .values({ id: grantId, ...rest })
    .onConflictDoNothing()
}

export async function loadStoppedAt(db: Queryable, id: GrantId): Promise<Instant | null> {
  const [row] = await db.select({ stoppedAt: grants.stoppedAt }).from(grants).where(eq(grants.id, id))
  return row?.stoppedAt ?? null
}

/** Whether the server had heard of this part of this device by then, or a person has let in what its attempt holds back since. */
export async function isKnownBefore(
  db: Queryable,
  part: { partId: PartId; attemptId: AttemptId; deviceId: DeviceId },
  at: Instant,
): Promise<boolean> {
  const { rows } = await db.execute<{ is_known: boolean }>(sql`
    select exists (
      select from beats where part_id = ${part.partId} and device_id = ${part.deviceId} and received_at <= ${at}
    ) or exists (
      select from budget_raises where attempt_id = ${part.attemptId} and at >= ${at}
    ) as is_known`)
  return rows[0]?.is_known === true
}

export async function updateStoppedAt(
  db: Queryable,
  attemptId: AttemptId,
  at: Instant,
  which: { except: DeviceId | null; lines: GrantClaims['lines'] | null },
): Promise<void> {
  await db
    .update(grants)
    .set({ stoppedAt: at })
    .where(
      and(
        eq(grants.attemptId, attemptId),
        isNull(grants.stoppedAt),
        which.except === null ? undefined : ne(grants.deviceId, which.except),
        which.lines === null ? undefined : eq(grants.lines, [...which.lines]),
      ),
    )
}

export async function updateLastBeatAt(db: Queryable, id: GrantId, at: Instant): Promise<boolean> {
  const touched = await db.update(grants).set({ lastBeatAt: at }).where(eq(grants.id, id)).returning({ id: grants.id })
  return touched.length > 0
}

/** When each attempt was last heard of, on whatever device. */
export async function loadLastBeats(db: Queryable, attemptIds: readonly AttemptId[]) {
  const rows = await db
    .select({ attemptId: grants.attemptId, lastBeatAt: sql<string | null>`max(${grants.lastBeatAt})` })
    .from(grants)
    .where(isAnyOf(grants.attemptId, attemptIds))
    .groupBy(grants.attemptId)
  return rows.map((row) => ({
    attemptId: row.attemptId as AttemptId,
    lastBeatAt: row.lastBeatAt === null ? null : Number(row.lastBeatAt),
  }))
}
