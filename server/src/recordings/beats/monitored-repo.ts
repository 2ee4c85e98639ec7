// Owns: what parts, beats and journals say of many attempts at once, for whoever watches them.
// Never reads what was recorded, and never changes a row.
import { sql } from 'drizzle-orm'
import type { AttemptId } from '@zhishi/core/ids'
import { missingCause, type Feed, type Line, type MissingCause } from '@zhishi/core/recording'
import type { LineSeen } from '@zhishi/core/watch'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../../platform/database/database.ts'

/** Some thousand rows come back for so many, which is read within some 10 ms. */
const ATTEMPTS_A_SLICE = 500

/** Asks for so many attempts at a time, one slice after the other: a process that serves others is not held up. */
export async function inSlices<T>(
  attemptIds: readonly AttemptId[],
  ask: (slice: readonly AttemptId[]) => Promise<T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (let from = 0; from < attemptIds.length; from += ATTEMPTS_A_SLICE) {
    all.push(...(await ask(attemptIds.slice(from, from + ATTEMPTS_A_SLICE))))
  }
  return all
}

/** What is known of one line of an attempt, with what its devices say they have and the server does not. */
export type MonitoredLine = LineSeen & {
  attemptId: AttemptId
  line: Line
  bytesBehind: number
  /** when one of those beats first said as much of a part as any of them does; null: none speaks of bytes */
  grewAt: Instant | null
  /** when bytes of it last came; null: none has */
  bytesAt: Instant | null
}

/**
 * One row for each attempt and line of which a part or a beat since `sinceAt` is known. Behind counts what those beats
 * say: a device that is not heard of cannot say how far behind it is.
 */
export const loadLinesSeen = (
  db: Queryable,
  attemptIds: readonly AttemptId[],
  sinceAt: Instant,
): Promise<MonitoredLine[]> => inSlices(attemptIds, (slice) => loadLines(db, slice, sinceAt))

async function loadLines(db: Queryable, attemptIds: readonly AttemptId[], sinceAt: Instant): Promise<MonitoredLine[]> {
  const ids = sql`any(${sql.param(attemptIds)}::uuid[])`
  const { rows } = await db.execute<{
    attemptId: AttemptId
    line: Line
    parts: number
    sealedParts: number
    bytesBehind: string
    grewAt: string | null
    bytesAt: string | null
  }>(sql`
    with said as (
      select attempt_id, line, part_id, max(bytes) as bytes,         (array_agg(received_at order by bytes desc, received_at) filter (where bytes > 0))[1] as grew_at
      from beats where attempt_id = ${ids} and received_at >= ${sinceAt} group by attempt_id, line, part_id
    ), known as (
      select p.id, p.attempt_id, p.line, p.bytes, p.sealed_at, p.last_bytes_at
      from parts p where p.attempt_id = ${ids} and (p.sealed_at is null or p.bytes > 0)
    )
    select coalesce(k.attempt_id, s.attempt_id) as "attemptId", coalesce(k.line, s.line) as line,
      count(k.id)::int as parts, count(k.sealed_at)::int as "sealedParts",
      max(s.grew_at) as "grewAt", max(k.last_bytes_at) as "bytesAt",
      coalesce(sum(greatest(0, s.bytes - coalesce(k.bytes, 0))) filter (where k.sealed_at is null), 0) as "bytesBehind"
    from known k full join said s on s.part_id = k.id
    group by 1, 2`)
  return rows.map((row) => ({
    ...row,
    grewAt: instantOf(row.grewAt),
    bytesAt: instantOf(row.bytesAt),
    bytesBehind: Number(row.bytesBehind),
  }))
}

const instantOf = (text: string | null): Instant | null => (text === null ? null : Number(text))

/** When a computer and a phone of these attempts were last heard of; attempts without a device are not in the map. */
export async function loadLastBeatAt(
  db: Queryable,
  attemptIds: readonly AttemptId[],
): Promise<Map<AttemptId, { computer: Instant | null; phone: Instant | null }>> {
  const rows = await inSlices(attemptIds, async (slice) => {
    const found = await db.execute<{ attemptId: AttemptId; computer: string | null; phone: string | null }>(sql`
      select attempt_id as "attemptId", max(last_beat_at) filter (where not lines ? 'evidence') as computer,
        max(last_beat_at) filter (where lines ? 'evidence') as phone
      from grants where attempt_id = any(${sql.param(slice)}::uuid[]) group by attempt_id`)
    return found.rows
  })
  return new Map(rows.map((row) => [row.attemptId, { computer: instantOf(row.computer), phone: instantOf(row.phone) }]))
}

/** Of each feed the newest notice that it is due and not recorded, by its device's account, of those that arrived since. */
export async function loadReportedMissing(
  db: Queryable,
  attemptIds: readonly AttemptId[],
  arrivedFrom: Instant,
): Promise<{ attemptId: AttemptId; feed: Feed; at: Instant; cause: MissingCause | null }[]> {
  const rows = await inSlices(attemptIds, async (slice) => {
    const found = await db.execute<{ attemptId: AttemptId; feed: string; at: string; detail: string | null }>(sql`
      select distinct on (attempt_id, body ->> 'feed') attempt_id as "attemptId", body ->> 'feed' as feed,
        claimed_at as at, body ->> 'detail' as detail
      from journal_entries
      where attempt_id = any(${sql.param(slice)}::uuid[]) and arrived_at >= ${arrivedFrom}
        and body ->> 'kind' in ('notice', 'gap') and body ->> 'notice' = 'captureMissing'
        and body ->> 'feed' is not null and claimed_at is not null
      order by attempt_id, body ->> 'feed', claimed_at desc`)
    return found.rows
  })
  return rows.map(({ attemptId, feed, at, detail }) => ({
    attemptId,
    feed: feed as Feed,
    at: Number(at),
    cause: missingCause.safeParse(detail).data ?? null,
  }))
}

/** Those of the attempts whose computer has written down that the questions were shown. */
export async function loadSawQuestions(db: Queryable, attemptIds: readonly AttemptId[]): Promise<AttemptId[]> {
  const { rows } = await db.execute<{ attemptId: AttemptId }>(sql`
    select distinct attempt_id as "attemptId" from journal_entries
    where attempt_id = any(${sql.param(attemptIds)}::uuid[]) and body ->> 'kind' = 'questionsShown'`)
  return rows.map((row) => row.attemptId)
}

/** All acknowledged bytes of all parts: what grew between two looks is what came in. */
export async function loadTotalBytes(db: Queryable): Promise<number> {
  const { rows } = await db.execute<{ bytes: string }>(sql`select coalesce(sum(bytes), 0) as bytes from parts`)
  return Number(rows[0]?.bytes)
}
