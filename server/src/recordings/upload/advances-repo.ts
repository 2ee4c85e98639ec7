// Owns: moving the acknowledged length of parts on, with the digests of blocks that became full and the pauses before:
// of many parts in one statement and one commit (decision 0019).
// Never moves a part that is no longer what the caller decided on, and never a part without its blocks.
import type pg from 'pg'
import { BLOCK_BYTES } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Database } from '../../platform/database/database.ts'
import { createGrouping, type Grouped } from '../../platform/grouping.ts'
import type { Part } from '../repo.ts'

/** Twice the longest upload interval: shorter pauses are seen at the beats (docs/recording.md#pace). */
const PAUSE_MS = 10_000

/** `part`: as it was when this was decided. */
export type Advance = {
  part: Part
  bytes: number
  at: Instant
  closedBlocks: readonly Uint8Array[]
  declaredBytes: number | null
}

/** False: the part was sealed, lowered or moved on by somebody else meanwhile, and is untouched. */
export type Advancing = Grouped<Advance, boolean>

/** Somebody waits for each of these: as long as the write and the sync before take while it is busy (decision 0027). */
const EVERY_MS = 10

export const createAdvancing = (db: Database): Advancing =>
  createGrouping(
    async (group) => {
      const { rows } = await db.$client.query<{ id: string }>({
        name: 'advance-parts',
        text: STATEMENT,
        values: valuesOf(group),
      } satisfies pg.QueryConfig)
      const moved = new Set(rows.map((row) => row.id))
      return group.map(({ part }) => moved.has(part.id))
    },
    { everyMs: EVERY_MS },
  )

/** Every column an array, so that the statement is one and the same for groups of any size and is planned once. */
const STATEMENT = `
with wanted as (
  select * from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[])
    as it (part_id, from_bytes, generation, to_bytes, at, declared_bytes)
), moved as (
  update parts set bytes = wanted.to_bytes, last_bytes_at = wanted.at,
    declared_bytes = coalesce(parts.declared_bytes, wanted.declared_bytes)
  from wanted
  where parts.id = wanted.part_id and parts.bytes = wanted.from_bytes and parts.generation = wanted.generation
    and parts.sealed_at is null
  returning parts.id
), blocks as (
  insert into part_blocks (part_id, index, digest, arrived_at)
  select part_id, index, digest, at
  from unnest($7::uuid[], $8::integer[], $9::bytea[], $10::bigint[]) as it (part_id, index, digest, at)
  where part_id in (select id from moved)
  on conflict (part_id, index) do update set digest = excluded.digest, arrived_at = excluded.arrived_at
), pauses as (
  insert into part_pauses (part_id, at, bytes)
  select part_id, at, bytes from unnest($11::uuid[], $12::bigint[], $13::bigint[]) as it (part_id, at, bytes)
  where part_id in (select id from moved)
  on conflict do nothing
)
select id from moved`

function valuesOf(group: readonly Advance[]): unknown[] {
  const blocks = group.flatMap(({ part, bytes, at, closedBlocks }) => {
    const first = Math.floor(bytes / BLOCK_BYTES) - closedBlocks.length
    return closedBlocks.map((digest, place) => ({ partId: part.id, index: first + place, digest, at }))
  })
  const pauses = group.flatMap(({ part: { id, bytes, lastBytesAt }, at }) =>
    lastBytesAt !== null && at - lastBytesAt > PAUSE_MS ? [{ id, at: lastBytesAt, bytes }] : [],
  )
  return [
    group.map(({ part }) => part.id),
    group.map(({ part }) => part.bytes),
    group.map(({ part }) => part.generation),
    group.map(({ bytes }) => bytes),
    group.map(({ at }) => at),
    group.map(({ declaredBytes }) => declaredBytes),
    blocks.map((it) => it.partId),
    blocks.map((it) => it.index),
    blocks.map((it) => Buffer.from(it.digest)),
    blocks.map((it) => it.at),
    pauses.map((it) => it.id),
    pauses.map((it) => it.at),
    pauses.map((it) => it.bytes),
  ]
}
