// Owns: the rows of staff, of the links by which they sign in, and of their sign-ins.
// Never sees a secret: the service hashes it first.
import { and, asc, eq, gt } from 'drizzle-orm'
import type { StaffId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { signInLinks, staff, staffSignIns } from '../platform/database/tables.ts'

export type StaffRow = typeof staff.$inferSelect

export async function loadStaffByName(
  db: Queryable,
  role: StaffRow['role'],
  name: string,
): Promise<StaffRow | undefined> {
  const [row] = await db
    .select()
    .from(staff)
    .where(and(eq(staff.role, role), eq(staff.name, name)))
    .limit(1)
  return row
}

export function loadStaffOfRole(db: Queryable, role: StaffRow['role']): Promise<StaffRow[]> {
  return db.select().from(staff).where(eq(staff.role, role)).orderBy(asc(staff.name), asc(staff.id))
}

export async function loadStaff(db: Queryable, id: StaffId): Promise<StaffRow | undefined> {
  const [row] = await db.select().from(staff).where(eq(staff.id, id))
  return row
}

export async function insertStaff(db: Queryable, row: StaffRow): Promise<void> {
  await db.insert(staff).values(row)
}

export async function replaceLink(db: Queryable, row: typeof signInLinks.$inferInsert): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.delete(signInLinks).where(eq(signInLinks.staffId, row.staffId))
    await transaction.insert(signInLinks).values(row)
  })
}

export async function loadStaffByLink(db: Queryable, secretHash: Buffer, now: Instant): Promise<StaffRow | undefined> {
  const [row] = await db
    .select({ staff })
    .from(signInLinks)
    .innerJoin(staff, eq(staff.id, signInLinks.staffId))
    .where(and(eq(signInLinks.secretHash, secretHash), gt(signInLinks.expiresAt, now)))
  return row?.staff
}

export async function insertSignIn(db: Queryable, row: typeof staffSignIns.$inferInsert): Promise<void> {
  await db.insert(staffSignIns).values(row)
}

export async function loadSignIn(db: Queryable, secretHash: Buffer, now: Instant) {
  const [row] = await db
    .select({ deviceId: staffSignIns.deviceId, staff })
    .from(staffSignIns)
    .innerJoin(staff, eq(staff.id, staffSignIns.staffId))
    .where(and(eq(staffSignIns.secretHash, secretHash), gt(staffSignIns.expiresAt, now)))
  return row
}

export async function deleteSignIn(db: Queryable, secretHash: Buffer): Promise<void> {
  await db.delete(staffSignIns).where(eq(staffSignIns.secretHash, secretHash))
}
