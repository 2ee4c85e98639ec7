// Owns: taking beats in: what devices say of their parts and that they were heard of, of many devices in one statement
// (decision 0019). Never keeps a beat about somebody else's part, nor anything of it. Of parts that were not
// announced one of each line is kept, so that it is seen that it grows: its length, and no digest. What is kept is counted
// at its grant, for the budget of the attempt.
import type { AttemptId, DeviceId, GrantId, PartId } from '@zhishi/core/ids'
import type { Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Database } from '../../platform/database/database.ts'
import { createGrouping, type Grouped } from '../../platform/grouping.ts'

export type ReceivedBeat = {
  grantId: GrantId
  attemptId: AttemptId
  deviceId: DeviceId
  receivedAt: Instant
  sentAt: Instant
  parts: readonly {
    partId: PartId
    line: Line
    bytes: number
    openBlock: Buffer | null
    closedBlocks: readonly { index: number; digest: string }[]
  }[]
}
/** `foreign`: a part is another device's, nothing was kept. `unknownGrant`: all of the rest was done, but the grant is not in the database. */
export type ReceivingBeats = Grouped<ReceivedBeat, 'kept' | 'unknownGrant' | 'foreign'>

/** A device waits for the answer to a beat with nothing but its next beat, 5 s later (decision 0027). */
const EVERY_MS = 25

export const createReceivingBeats = (db: Database): ReceivingBeats =>
  createGrouping(
    async (group) => {
      const { rows } = await db.$client.query<{ place: number; is_foreign: boolean; is_known: boolean }>({
        name: 'hear-beats',
        text: STATEMENT,
        values: valuesOf(group),
      })
      const answers = new Map(rows.map((row) => [row.place, row]))
      return group.map((_heard, place) => {
        const answer = answers.get(place)
        if (answer?.is_foreign) return 'foreign'
        return answer?.is_known ? 'kept' : 'unknownGrant'
      })
    },
    { everyMs: EVERY_MS },
  )

/** Every column an array, so that the statement is one and the same for groups of any size and is planned once. */
const STATEMENT = `
with heard as (
  select * from unnest($1::integer[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[])
    as it (place, grant_id, attempt_id, device_id, received_at, sent_at)
), said as (
  select * from unnest($7::integer[], $8::uuid[], $9::text[], $10::bigint[], $11::bytea[], $12::text[])
    as it (place, part_id, line, bytes, open_block, closed_blocks)
), compared as (
  select said.*, heard.attempt_id, heard.device_id, heard.received_at, heard.sent_at,
    parts.id is not null as is_announced, coalesce(parts.bytes, 0) as held_bytes,
    parts.id is not null and (parts.attempt_id <> heard.attempt_id or parts.device_id <> heard.device_id) as is_foreign
  from said join heard using (place) left join parts on parts.id = said.part_id
), refused as (
  select distinct place from compared where is_foreign
), present as (
  select distinct on (place, line) * from compared where not is_announced order by place, line, bytes desc
), kept as (
  insert into beats
    (attempt_id, part_id, device_id, line, received_at, sent_at, bytes, open_block, closed_blocks, held_bytes)
  select attempt_id, part_id, device_id, line, received_at, sent_at, bytes, open_block, closed_blocks::jsonb, held_bytes
  from compared where is_announced and place not in (select place from refused)
  union all
  select attempt_id, part_id, device_id, line, received_at, sent_at, bytes, null, '[]', 0
  from present where place not in (select place from refused)
  on conflict do nothing
), counted as (
  select grant_id, count(*) as beats, sum(blocks) as blocks
  from (
    select place, jsonb_array_length(closed_blocks::jsonb) as blocks from compared where is_announced
    union all
    select place, 0 from present
  ) as one join heard using (place)
  where place not in (select place from refused) group by grant_id
), touched as (
  update grants set last_beat_at = newest.at, kept_beats = kept_beats + newest.beats, kept_blocks = kept_blocks + newest.blocks
  from (
    select grant_id, max(received_at) as at, coalesce(max(beats), 0) as beats, coalesce(max(blocks), 0) as blocks
    from heard left join counted using (grant_id)
    where place not in (select place from refused) group by grant_id
  ) as newest
  where grants.id = newest.grant_id
  returning grants.id
)
select place, place in (select place from refused) as is_foreign, grant_id in (select id from touched) as is_known
from heard`

function valuesOf(group: readonly ReceivedBeat[]): unknown[] {
  const said = group.flatMap(({ parts }, place) => parts.map((part) => ({ place, ...part })))
  return [
    group.map((_heard, place) => place),
    group.map((it) => it.grantId),
    group.map((it) => it.attemptId),
    group.map((it) => it.deviceId),
    group.map((it) => it.receivedAt),
    group.map((it) => it.sentAt),
    said.map((it) => it.place),
    said.map((it) => it.partId),
    said.map((it) => it.line),
    said.map((it) => it.bytes),
    said.map((it) => it.openBlock),
    said.map((it) => JSON.stringify(it.closedBlocks)),
  ]
}
