// Owns: the rows of candidates and of their sign-ins.
// Never sees a plain ID-document number, name or secret: the service seals and hashes them first.
import { and, asc, count, eq, gt, inArray, lt, max, sql } from 'drizzle-orm'
import type { DeviceId, InterviewId, PersonId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, candidateDevices, candidates, candidateSignIns } from '../platform/database/tables.ts'

export type CandidateRow = typeof candidates.$inferSelect

/** 1,000 rows of six columns stay far below PostgreSQL's 65,535 parameters a statement. */
const ROWS_A_STATEMENT = 1000

export async function insertCandidates(db: Queryable, rows: (typeof candidates.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await db.insert(candidates).values(rows.slice(from, from + ROWS_A_STATEMENT))
  }
}

export async function updateCandidate(
  db: Queryable,
  id: PersonId,
  row: Partial<typeof candidates.$inferInsert>,
): Promise<void> {
  await db.update(candidates).set(row).where(eq(candidates.id, id))
}

export async function removeCandidates(db: Queryable, ids: readonly PersonId[]): Promise<void> {
  await db.delete(candidates).where(sql`${candidates.id} = any(${sql.param(ids)}::uuid[])`)
}

export function loadByNumber(db: Queryable, numberIndex: Buffer): Promise<CandidateRow[]> {
  return db.select().from(candidates).where(eq(candidates.numberIndex, numberIndex))
}

export function loadCandidates(db: Queryable, ids: readonly string[]): Promise<CandidateRow[]> {
  return ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(candidates)
        .where(inArray(candidates.id, [...ids]))
}

export function loadOfInterview(db: Queryable, interviewId: InterviewId): Promise<CandidateRow[]> {
  return db.select().from(candidates).where(eq(candidates.interviewId, interviewId))
}

export async function loadAttemptIds(db: Queryable, personId: PersonId): Promise<string[]> {
  const rows = await db
    .select({ id: attempts.id })
    .from(attempts)
    .where(eq(attempts.personId, personId))
    .orderBy(attempts.id)
  return rows.map((row) => row.id)
}

export async function insertSignIn(db: Queryable, row: typeof candidateSignIns.$inferInsert): Promise<void> {
  await db.insert(candidateSignIns).values(row)
}

/** The sign-in with this secret, if it was given on the device with that one. */
export async function loadSignIn(db: Queryable, secretHash: Buffer, deviceSecretHash: Buffer, now: Instant) {
  const [row] = await db
    .select({ personId: candidateSignIns.personId, deviceId: candidateSignIns.deviceId })
    .from(candidateSignIns)
    .innerJoin(candidateDevices, eq(candidateDevices.id, candidateSignIns.deviceId))
    .where(
      and(
        eq(candidateSignIns.secretHash, secretHash),
        eq(candidateDevices.secretHash, deviceSecretHash),
        gt(candidateSignIns.expiresAt, now),
      ),
    )
  return row
}

/** Sign-ins of these people that have not expired, in order. */
export async function loadSignIns(db: Queryable, personIds: readonly PersonId[], now: Instant) {
  const rows = await db
    .select({
      personId: candidateSignIns.personId,
      deviceId: candidateSignIns.deviceId,
      signedInAt: candidateSignIns.signedInAt,
    })
    .from(candidateSignIns)
    .where(
      and(
        sql`${candidateSignIns.personId} = any(${sql.param(personIds)}::uuid[])`,
        gt(candidateSignIns.expiresAt, now),
      ),
    )
    .orderBy(asc(candidateSignIns.signedInAt))
  return rows.map((row) => ({ ...row, personId: row.personId as PersonId, deviceId: row.deviceId as DeviceId }))
}

export async function deleteSignIn(db: Queryable, secretHash: Buffer): Promise<void> {
  await db.delete(candidateSignIns).where(eq(candidateSignIns.secretHash, secretHash))
}

export async function deleteSignInsOn(db: Queryable, personId: PersonId, deviceId: DeviceId): Promise<void> {
  await db
    .delete(candidateSignIns)
    .where(and(eq(candidateSignIns.personId, personId), eq(candidateSignIns.deviceId, deviceId)))
}

export async function deleteSignInsExpiredBefore(db: Queryable, before: Instant): Promise<void> {
  await db.delete(candidateSignIns).where(lt(candidateSignIns.expiresAt, before))
}

/** Whether one of these people has signed in on this device, as long as that is kept. */
export async function hasSignedIn(db: Queryable, personIds: readonly PersonId[], deviceId: DeviceId): Promise<boolean> {
  if (personIds.length === 0) return false
  const [row] = await db
    .select({ deviceId: candidateSignIns.deviceId })
    .from(candidateSignIns)
    .where(and(inArray(candidateSignIns.personId, [...personIds]), eq(candidateSignIns.deviceId, deviceId)))
    .limit(1)
  return row !== undefined
}

/** In how many interviews the number is that is in the most. */
export async function countMostOfOneNumber(db: Queryable): Promise<number> {
  const counted = db
    .select({ times: count().as('times') })
    .from(candidates)
    .groupBy(candidates.numberIndex)
    .as('counted')
  const [row] = await db.select({ most: max(counted.times) }).from(counted)
  return Number(row?.most ?? 0)
}

/** Which of these sign-ins have not ended. */
export async function loadLive(db: Queryable, secretHashes: readonly Buffer[], now: Instant): Promise<Buffer[]> {
  const rows = await db
    .select({ secretHash: candidateSignIns.secretHash })
    .from(candidateSignIns)
    .where(and(inArray(candidateSignIns.secretHash, [...secretHashes]), gt(candidateSignIns.expiresAt, now)))
  return rows.map(({ secretHash }) => secretHash)
}
