// Owns: which attempts a list holds: those of a sitting, those under way, those handed in.
// Never writes, and never derives a phase: the attempts feature makes facts of rows.
import { and, asc, eq, gt, isNotNull, isNull, sql, type SQL } from 'drizzle-orm'
import type { SittingId } from '@zhishi/core/ids'
import { DAY_MS, type Instant } from '@zhishi/core/time'
import { fromRow, selectAttempts, type LoadedAttempt } from '../attempts/service.ts'
import type { Queryable } from '../platform/database/database.ts'
import { attempts, interviews, sittings } from '../platform/database/tables.ts'

export async function isSitting(db: Queryable, id: SittingId): Promise<boolean> {
  const rows = await db.select({ id: sittings.id }).from(sittings).where(eq(sittings.id, id))
  return rows.length > 0
}

export async function loadAttemptsOfSitting(db: Queryable, sittingId: SittingId): Promise<LoadedAttempt[]> {
  const rows = await selectAttempts(db).where(eq(attempts.sittingId, sittingId)).orderBy(asc(attempts.position))
  return rows.map(fromRow)
}

/** Attempts that have handed in, of interviews that are scored here and not of a mock, in no order. */
export async function loadHandedIn(db: Queryable): Promise<LoadedAttempt[]> {
  const rows = await selectAttempts(db).where(
    and(isNotNull(attempts.handedInAt), isNotNull(interviews.scoring), eq(sittings.isMock, false)),
  )
  return rows.map(fromRow)
}

/** As many as are turned into facts within some 10 ms: whoever reads more gives the process a breath in between. */
const ATTEMPTS_A_SLICE = 500

/** All that fit, slice by slice, in order of id: ids are made in the order of the roster. */
async function* slices(db: Queryable, fits: SQL | undefined): AsyncGenerator<LoadedAttempt[]> {
  let last: LoadedAttempt | undefined
  for (;;) {
    const rows = await selectAttempts(db)
      .where(and(fits, last === undefined ? undefined : gt(attempts.id, last.id)))
      .orderBy(asc(attempts.id))
      .limit(ATTEMPTS_A_SLICE)
    const slice = rows.map(fromRow)
    yield slice
    last = slice.at(-1)
    if (rows.length < ATTEMPTS_A_SLICE) return
  }
}

async function loadSliced(db: Queryable, fits: SQL): Promise<LoadedAttempt[]> {
  const all: LoadedAttempt[] = []
  for await (const slice of slices(db, fits)) all.push(...slice)
  return all
}

/** Whether an attempt of the sitting that may still hand in, or has missed it, is one of these; it ends with the first. */
export async function hasUnfinished(
  db: Queryable,
  sittingId: SittingId,
  isOne: (attempt: LoadedAttempt['attempt']) => boolean,
): Promise<boolean> {
  const isUnfinished = and(
    eq(attempts.sittingId, sittingId),
    isNull(attempts.handedInAt),
    isNull(attempts.withdrawnAt),
    isNull(attempts.removedAt),
    isNull(attempts.voidedAt),
  )
  for await (const slice of slices(db, isUnfinished)) if (slice.some(({ attempt }) => isOne(attempt))) return true
  return false
}

/** The same as {@link loadAttemptsOfSitting} for who may wait longer, so that others need not. */
export const loadWholeSitting = (db: Queryable, sittingId: SittingId): Promise<LoadedAttempt[]> =>
  loadSliced(db, eq(attempts.sittingId, sittingId))

/** Attempts of sittings within a day of now that have entered, or wait for a proctor to confirm them. */
export function loadUnderWay(db: Queryable, now: Instant): Promise<LoadedAttempt[]> {
  const [from, to] = [now - DAY_MS, now + DAY_MS]
  return loadSliced(
    db,
    sql`(${sittings.startsAt} between ${from} and ${to}
        or (${sittings.selfPacedOpensAt} <= ${now} and ${sittings.selfPacedClosesAt} >= ${from}))
      and (${attempts.enteredAt} is not null
        or (${attempts.identityAskedAt} is not null and ${attempts.identityConfirmedAt} is null))`,
  )
}
