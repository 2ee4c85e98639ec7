// Owns: the rows of stills.
// Never sees a picture in the clear.
import { asc, eq, lt, sql } from 'drizzle-orm'
import type { AttemptId, GrantId, SittingId } from '@zhishi/core/ids'
import { NOTICE_STILLS_MAX, STILL_NOT_BEFORE_MS, type Feed } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Database, Queryable } from '../platform/database/database.ts'
import { createGrouping, type Grouped } from '../platform/grouping.ts'
import { noticeStills, stills } from '../platform/database/tables.ts'

/** A place is left among those that stay. Feeds that come at the same moment may pass the bound by one each. */
const hasRoom = (attemptId: AttemptId) =>
  sql`(select count(*) from notice_stills where attempt_id = ${attemptId}) < ${NOTICE_STILLS_MAX}`

export type NewStill = {
  attemptId: AttemptId
  feed: Feed
  jpegSealed: Buffer
  receivedAt: Instant
  grantId: GrantId
}

/** False: the one before came less than {@link STILL_NOT_BEFORE_MS} ago, or the grant has been stopped. */
export type PuttingStills = Grouped<NewStill, boolean>

/** As for beats: the next still of a feed comes 5 s later (decision 0027). */
const EVERY_MS = 25

/**
 * Puts stills in the place of those before, and beside the notices where one was near; of many feeds in one statement,
 * because there are hundreds a second (decision 0019).
 */
export const createPuttingStills = (db: Database): PuttingStills =>
  createGrouping(
    async (group) => {
      let end = 0
      const ends = group.map(({ jpegSealed }) => (end += jpegSealed.length))
      const { rows } = await db.$client.query<{ place: number }>({
        name: 'put-stills',
        text: PUT,
        values: [
          group.map((_still, place) => place),
          group.map((it) => it.attemptId),
          group.map((it) => it.feed),
          group.map((it) => it.receivedAt),
          group.map((it) => it.grantId),
          ends,
          group.map((it) => it.jpegSealed.length),
          Buffer.concat(group.map((it) => it.jpegSealed)),
        ],
      })
      const put = new Set(rows.map((row) => row.place))
      return group.map((_still, place) => put.has(place))
    },
    { everyMs: EVERY_MS },
  )

/**
 * Every column an array, so that the statement is one and the same for groups of any size and is planned once. Pictures come as
 * one value behind each other: in an array each byte would be written, and read again, as two letters.
 */
const PUT = `
with came as (
  select place, attempt_id, feed, received_at, grant_id, substring($8::bytea from ends - bytes + 1 for bytes) as jpeg_sealed
  from unnest($1::integer[], $2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::integer[], $7::integer[])
    as it (place, attempt_id, feed, received_at, grant_id, ends, bytes)
), put as (
  insert into stills as s (attempt_id, feed, jpeg_sealed, received_at)
  select distinct on (attempt_id, feed) attempt_id, feed, jpeg_sealed, received_at from came
  where not exists (select from grants where id = came.grant_id and stopped_at is not null)
  order by attempt_id, feed, place
  on conflict (attempt_id, feed) do update set jpeg_sealed = excluded.jpeg_sealed, received_at = excluded.received_at
  where s.received_at <= excluded.received_at - ${STILL_NOT_BEFORE_MS}
  returning attempt_id, feed, received_at, jpeg_sealed, keep_until
), kept as (
  insert into notice_stills (attempt_id, feed, received_at, jpeg_sealed)
  select attempt_id, feed, received_at, jpeg_sealed from put
  where keep_until >= received_at
    and (select count(*) from notice_stills n where n.attempt_id = put.attempt_id) < ${NOTICE_STILLS_MAX}
  on conflict do nothing
)
select distinct on (attempt_id, feed) place from came join put using (attempt_id, feed, received_at)
order by attempt_id, feed, place`

/** The newest still of each feed stays, where it came since an instant; so does what comes until another. */
export async function keepStills(
  db: Queryable,
  options: { attemptId: AttemptId; sinceAt: Instant; untilAt: Instant },
): Promise<void> {
  await db.execute(sql`
    with marked as (
      update stills set keep_until = greatest(keep_until, ${options.untilAt}) where attempt_id = ${options.attemptId}
      returning attempt_id, feed, received_at, jpeg_sealed
    )
    insert into notice_stills (attempt_id, feed, received_at, jpeg_sealed)
    select attempt_id, feed, received_at, jpeg_sealed from marked
    where received_at between ${options.sinceAt} and ${options.untilAt} and ${hasRoom(options.attemptId)}
    on conflict do nothing`)
}

/** Those that stayed, in order of time. */
export async function loadNoticeStills(db: Queryable, attemptId: AttemptId) {
  const { feed, receivedAt, jpegSealed } = noticeStills
  return db
    .select({ feed, receivedAt, jpegSealed })
    .from(noticeStills)
    .where(eq(noticeStills.attemptId, attemptId))
    .orderBy(asc(receivedAt), asc(feed))
}

/** Of these attempts, as far as they are of the sitting; those that came after an instant. */
export async function loadStills(
  db: Queryable,
  options: { sittingId: SittingId; attemptIds: readonly AttemptId[]; after: Instant | null },
) {
  const { rows } = await db.execute<{ attemptId: AttemptId; feed: Feed; jpegSealed: Buffer; receivedAt: string }>(sql`
    select s.attempt_id as "attemptId", s.feed, s.jpeg_sealed as "jpegSealed", s.received_at as "receivedAt"
    from stills s join attempts a on a.id = s.attempt_id
    where a.sitting_id = ${options.sittingId} and s.attempt_id = any(${sql.param(options.attemptIds)}::uuid[])
      and s.received_at > ${options.after ?? -1}`)
  return rows.map((row) => ({ ...row, receivedAt: Number(row.receivedAt) }))
}

export async function deleteStillsBefore(db: Queryable, at: Instant): Promise<void> {
  await db.delete(stills).where(lt(stills.receivedAt, at))
}
