// Owns: the rows of staff, of their memberships, of the links by which they sign in, and of their sign-ins.
// Never sees a secret: the service hashes it first.
import { and, asc, eq, gt, inArray, isNull, lt } from 'drizzle-orm'
import type { StaffRole } from '@zhishi/core/access'
import type { InterviewId, StaffId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { memberships, signInLinks, staff, staffSignIns } from '../platform/database/tables.ts'

export type StaffRow = typeof staff.$inferSelect
export type MembershipRow = typeof memberships.$inferSelect

const isOfInterview = (id: InterviewId | null) =>
  id === null ? isNull(memberships.interviewId) : eq(memberships.interviewId, id)

/** The member of staff of this name who has that role there. */
export async function loadStaffByName(
  db: Queryable,
  name: string,
  role: StaffRole,
  interviewId: InterviewId | null,
): Promise<StaffRow | undefined> {
  const [row] = await db
    .select({ staff })
    .from(staff)
    .innerJoin(memberships, eq(memberships.staffId, staff.id))
    .where(and(eq(staff.name, name), eq(memberships.role, role), isOfInterview(interviewId)))
    .limit(1)
  return row?.staff
}

export async function insertMembership(db: Queryable, row: MembershipRow): Promise<void> {
  await db.insert(memberships).values(row)
}

/** Those that were ever given. */
export function loadMemberships(db: Queryable, staffId: StaffId): Promise<MembershipRow[]> {
  return db.select().from(memberships).where(eq(memberships.staffId, staffId)).orderBy(asc(memberships.id))
}

/** Everybody who was ever given the role somewhere, by name, once for each membership. */
export function loadWithRole(db: Queryable, role: StaffRole) {
  return db
    .select({ staff, membership: memberships })
    .from(memberships)
    .innerJoin(staff, eq(staff.id, memberships.staffId))
    .where(eq(memberships.role, role))
    .orderBy(asc(staff.name), asc(staff.id))
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
    .select({ deviceId: staffSignIns.deviceId, staffId: staffSignIns.staffId })
    .from(staffSignIns)
    .where(and(eq(staffSignIns.secretHash, secretHash), gt(staffSignIns.expiresAt, now)))
  return row
}

export async function deleteSignIn(db: Queryable, secretHash: Buffer): Promise<void> {
  await db.delete(staffSignIns).where(eq(staffSignIns.secretHash, secretHash))
}

/** Sign-ins, and links by which nobody can sign in any more. */
export async function deleteExpiredBefore(db: Queryable, before: Instant): Promise<void> {
  await db.delete(staffSignIns).where(lt(staffSignIns.expiresAt, before))
  await db.delete(signInLinks).where(lt(signInLinks.expiresAt, before))
}

/** Which of these sign-ins have not ended. */
export async function loadLive(db: Queryable, secretHashes: readonly Buffer[], now: Instant): Promise<Buffer[]> {
  const rows = await db
    .select({ secretHash: staffSignIns.secretHash })
    .from(staffSignIns)
    .where(and(inArray(staffSignIns.secretHash, [...secretHashes]), gt(staffSignIns.expiresAt, now)))
  return rows.map(({ secretHash }) => secretHash)
}
