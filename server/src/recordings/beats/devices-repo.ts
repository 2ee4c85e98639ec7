// Owns: what the rows of grants, parts, beats and journals say of each device of an attempt.
// Never changes a row.
import { sql } from 'drizzle-orm'
import type { AttemptId, DeviceId } from '@zhishi/core/ids'
import type { Queryable } from '../../platform/database/database.ts'

type DeviceRow = {
  attemptId: AttemptId
  deviceId: DeviceId
  /** of its newest grant */
  lines: string[]
  lastBeatAt: string | null
  userAgent: string | null
  bytesBehind: string
}

/**
 * One row for each device that was given a grant, in the order in which they came. Behind is what beats say of a part
 * above what the server holds of it; a sealed part counts not at all.
 */
export async function loadDevices(db: Queryable, attemptIds: readonly AttemptId[]): Promise<DeviceRow[]> {
  const ids = sql`any(${sql.param(attemptIds)}::uuid[])`
  const { rows } = await db.execute<DeviceRow>(sql`
    with device as (
      select attempt_id, device_id, min(issued_at) as first_at, max(last_beat_at) as last_beat_at,
        (array_agg(lines order by issued_at desc))[1] as lines
      from grants where attempt_id = ${ids} group by attempt_id, device_id
    ), said as (
      select attempt_id, device_id, part_id, max(bytes) as bytes
      from beats where attempt_id = ${ids} group by attempt_id, device_id, part_id
    ), behind as (
      select s.attempt_id, s.device_id, sum(greatest(0, s.bytes - coalesce(p.bytes, 0))) as bytes
      from said s left join parts p on p.id = s.part_id
      where p.sealed_at is null group by s.attempt_id, s.device_id
    )
    select d.attempt_id as "attemptId", d.device_id as "deviceId", d.lines, d.last_beat_at as "lastBeatAt",
      coalesce(b.bytes, 0) as "bytesBehind",
      (select e.body ->> 'userAgent' from journal_entries e join parts p on p.id = e.part_id
        where e.attempt_id = d.attempt_id and p.device_id = d.device_id and e.body ->> 'kind' = 'opened'
        order by e.claimed_at desc, e.arrived_at desc limit 1) as "userAgent"
    from device d left join behind b on b.attempt_id = d.attempt_id and b.device_id = d.device_id
    order by d.first_at, d.device_id`)
  return rows
}
