// Owns: the rows of the devices on which candidates sign in.
// Never sees a secret: the hash of it is what is asked for.
import { eq, lt, sql } from 'drizzle-orm'
import type { DeviceId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, candidateDevices } from '../platform/database/tables.ts'

/** A device as staff see it. */
export type DeviceView = {
  deviceId: DeviceId
  userAgent: string | null
  firstSignedInAt: Instant
  lastSignedInAt: Instant
}

export async function loadBySecret(db: Queryable, secretHash: Buffer): Promise<DeviceId | null> {
  const [row] = await db
    .select({ id: candidateDevices.id })
    .from(candidateDevices)
    .where(eq(candidateDevices.secretHash, secretHash))
  return (row?.id as DeviceId | undefined) ?? null
}

/** Whether an attempt is held by this name: of a device that is forgotten, or from before devices had a secret. */
export async function isHeld(db: Queryable, id: DeviceId): Promise<boolean> {
  const [row] = await db.select({ id: attempts.id }).from(attempts).where(eq(attempts.leaseDeviceId, id)).limit(1)
  return row !== undefined
}

/** @returns false: the name is taken */
export async function insert(db: Queryable, row: typeof candidateDevices.$inferInsert): Promise<boolean> {
  const inserted = await db
    .insert(candidateDevices)
    .values(row)
    .onConflictDoNothing({ target: candidateDevices.id })
    .returning({ id: candidateDevices.id })
  return inserted.length > 0
}

export async function updateSeen(
  db: Queryable,
  id: DeviceId,
  seen: { lastSignedInAt: Instant; userAgent: string | null },
): Promise<void> {
  await db.update(candidateDevices).set(seen).where(eq(candidateDevices.id, id))
}

export async function loadViews(db: Queryable, ids: readonly DeviceId[]): Promise<Map<DeviceId, DeviceView>> {
  const rows = await db
    .select()
    .from(candidateDevices)
    .where(sql`${candidateDevices.id} = any(${sql.param(ids)}::uuid[])`)
  return new Map(
    rows.map(({ id, userAgent, firstSignedInAt, lastSignedInAt }) => [
      id as DeviceId,
      { deviceId: id as DeviceId, userAgent, firstSignedInAt, lastSignedInAt },
    ]),
  )
}

export async function deleteUnseenSince(db: Queryable, before: Instant): Promise<void> {
  await db.delete(candidateDevices).where(lt(candidateDevices.lastSignedInAt, before))
}
