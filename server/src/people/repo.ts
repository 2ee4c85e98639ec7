// Owns: the rows of people, staff and sign-ins.
// Never sees a plain ID-document number, name or secret: the service seals and hashes them first.
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { DeviceId, InterviewId, PersonId, StaffId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, people, signIns, signInLinks, staff } from '../platform/database/tables.ts'

export type PersonRow = typeof people.$inferSelect
export type StaffRow = typeof staff.$inferSelect

/** 1,000 rows of six columns stay far below PostgreSQL's 65,535 parameters a statement. */
const ROWS_A_STATEMENT = 1000

export async function insertPeople(db: Queryable, rows: (typeof people.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await db.insert(people).values(rows.slice(from, from + ROWS_A_STATEMENT))
  }
}

export async function updatePerson(
  db: Queryable,
  id: PersonId,
  row: Partial<typeof people.$inferInsert>,
): Promise<void> {
  await db.update(people).set(row).where(eq(people.id, id))
}

export async function removePeople(db: Queryable, ids: readonly PersonId[]): Promise<void> {
  await db.delete(people).where(sql`${people.id} = any(${sql.param(ids)}::uuid[])`)
}

export function loadPeopleByNumber(db: Queryable, numberIndex: Buffer): Promise<PersonRow[]> {
  return db.select().from(people).where(eq(people.numberIndex, numberIndex))
}

export function loadPeople(db: Queryable, ids: readonly string[]): Promise<PersonRow[]> {
  return ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(people)
        .where(inArray(people.id, [...ids]))
}

export function loadPeopleOfInterview(db: Queryable, interviewId: InterviewId): Promise<PersonRow[]> {
  return db.select().from(people).where(eq(people.interviewId, interviewId))
}

export async function loadAttemptIds(db: Queryable, personId: PersonId): Promise<string[]> {
  const rows = await db
    .select({ id: attempts.id })
    .from(attempts)
    .where(eq(attempts.personId, personId))
    .orderBy(attempts.id)
  return rows.map((row) => row.id)
}

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

export async function insertSignIn(db: Queryable, row: typeof signIns.$inferInsert): Promise<void> {
  await db.insert(signIns).values(row)
}

export async function loadSignIn(db: Queryable, secretHash: Buffer, now: Instant) {
  const [row] = await db
    .select({ personId: signIns.personId, deviceId: signIns.deviceId, staff })
    .from(signIns)
    .leftJoin(staff, eq(staff.id, signIns.staffId))
    .where(and(eq(signIns.secretHash, secretHash), gt(signIns.expiresAt, now)))
  return row
}

/** Sign-ins of these people that have not expired, in order. */
export async function loadSignIns(db: Queryable, personIds: readonly PersonId[], now: Instant) {
  const rows = await db
    .select({ personId: signIns.personId, deviceId: signIns.deviceId, signedInAt: signIns.signedInAt })
    .from(signIns)
    .where(and(sql`${signIns.personId} = any(${sql.param(personIds)}::uuid[])`, gt(signIns.expiresAt, now)))
    .orderBy(asc(signIns.signedInAt))
  return rows.map((row) => ({ ...row, personId: row.personId as PersonId, deviceId: row.deviceId as DeviceId }))
}

export async function loadStaff(db: Queryable, id: StaffId): Promise<StaffRow | undefined> {
  const [row] = await db.select().from(staff).where(eq(staff.id, id))
  return row
}

export async function deleteSignIn(db: Queryable, secretHash: Buffer): Promise<void> {
  await db.delete(signIns).where(eq(signIns.secretHash, secretHash))
}
