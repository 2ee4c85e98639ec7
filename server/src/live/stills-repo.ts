// Owns: the rows of stills.
// Never sees a picture in the clear.
import { lt, sql } from 'drizzle-orm'
import type { AttemptId, GrantId, SittingId } from '@zhishi/core/ids'
import type { Feed } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../platform/database/database.ts'
import { stills } from '../platform/database/tables.ts'

/**
 * Puts a still in the place of the one before, in one statement, because there are hundreds a second. False: the one before
 * came after `notAfter`, or the grant has been stopped.
 */
export async function putStill(
  db: Queryable,
  it: {
    attemptId: AttemptId
    feed: Feed
    jpegSealed: Buffer
    receivedAt: Instant
    notAfter: Instant
    grantId: GrantId
  },
): Promise<boolean> {
  const { rowCount } = await db.execute(sql`
    insert into stills as s (attempt_id, feed, jpeg_sealed, received_at)
    select ${it.attemptId}::uuid, ${it.feed}, ${it.jpegSealed}, ${it.receivedAt}::bigint
    where not exists (select from grants where id = ${it.grantId} and stopped_at is not null)
    on conflict (attempt_id, feed) do update set jpeg_sealed = excluded.jpeg_sealed, received_at = excluded.received_at
    where s.received_at <= ${it.notAfter}`)
  return (rowCount ?? 0) > 0
}

/** Of these attempts, as far as they are of the sitting; those that came after an instant. */
export async function loadStills(
  db: Queryable,
  it: { sittingId: SittingId; attemptIds: readonly AttemptId[]; after: Instant | null },
) {
  const { rows } = await db.execute<{ attemptId: AttemptId; feed: Feed; jpegSealed: Buffer; receivedAt: string }>(sql`
    select s.attempt_id as "attemptId", s.feed, s.jpeg_sealed as "jpegSealed", s.received_at as "receivedAt"
    from stills s join attempts a on a.id = s.attempt_id
    where a.sitting_id = ${it.sittingId} and s.attempt_id = any(${sql.param(it.attemptIds)}::uuid[])
      and s.received_at > ${it.after ?? -1}`)
  return rows.map((row) => ({ ...row, receivedAt: Number(row.receivedAt) }))
}

export async function deleteStillsBefore(db: Queryable, at: Instant): Promise<void> {
  await db.delete(stills).where(lt(stills.receivedAt, at))
}
