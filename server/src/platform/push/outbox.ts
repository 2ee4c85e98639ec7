// Owns: messages of topics in the database: numbered under the lock of their topic, announced when their change commits.
// Never stores a key, a name or a text: ids only, because rows and notifications can be read by whoever has a copy.
import { inArray, lt, sql } from 'drizzle-orm'
import { topicOfAttempt, topicOfSitting, type PushMessage, type Topic } from '@zhishi/core/contract'
import { DAY_MS, type Instant } from '@zhishi/core/time'
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database/database.ts'
import { pushMessages, pushTopics } from '../database/tables.ts'
import type { Eraser } from '../erasing.ts'

/** The channel of PostgreSQL's LISTEN/NOTIFY; its payload is the topic. */
export const PUSH_CHANNEL = 'zhishi_push'
/** A page that was away longer than a day asks for everything anew. */
const KEPT_MS = DAY_MS
/** One read of a socket that was long away; what is beyond comes with the next one. */
const ROWS_A_READ = 1000

export type OutboxRow = { topic: Topic; sequence: number; message: PushMessage }

/**
 * Tells a topic, inside the transaction that makes the change: both happen, or neither. It takes the topic's lock until
 * that transaction ends, so it comes last in it, and an attempt's topic before its sitting's.
 */
export type Publish = (within: Transaction, topic: Topic, message: PushMessage) => Promise<void>

export type Outbox = ReturnType<typeof createOutbox>

export function createOutbox(ports: { db: Database; clock: Clock }) {
  const { db, clock } = ports

  const publish: Publish = async (within, topic, message) => {
    // the row stays locked until the commit, so number n + 1 can only become visible after number n
    await within.execute(sql`
      with taken as (
        insert into push_topics (topic, sequence) values (${topic}, 1)
        on conflict (topic) do update set sequence = push_topics.sequence + 1 returning sequence
      ), stored as (
        insert into push_messages (topic, sequence, at, message)
        select ${topic}, sequence, ${clock.now()}, ${JSON.stringify(message)}::jsonb from taken
      )
      select pg_notify(${PUSH_CHANNEL}, ${topic}) from taken`)
  }

  async function forget(within: Transaction, topics: readonly Topic[]): Promise<void> {
    await within.delete(pushMessages).where(inArray(pushMessages.topic, [...topics]))
    await within.delete(pushTopics).where(inArray(pushTopics.topic, [...topics]))
  }

  return {
    publish,

    /** The last number of a topic, and the oldest message that is still here. 0 and null: it was never told anything. */
    async reach(topic: Topic): Promise<{ last: number; oldest: number | null }> {
      const { rows } = await db.execute<{ last: string | null; oldest: string | null }>(sql`
        select (select sequence from push_topics where topic = ${topic}) as last,
          (select min(sequence) from push_messages where topic = ${topic}) as oldest`)
      const { last = null, oldest = null } = rows[0] ?? {}
      return { last: Number(last ?? 0), oldest: oldest === null ? null : Number(oldest) }
    },

    /** What came after these numbers, each topic in order. `isAll` false: ask again for the rest. */
    async since(after: ReadonlyMap<Topic, number>): Promise<{ rows: OutboxRow[]; isAll: boolean }> {
      const { rows } = await db.execute<{ topic: Topic; sequence: string; message: PushMessage }>(sql`
        select m.topic, m.sequence, m.message
        from unnest(${sql.param([...after.keys()])}::text[], ${sql.param([...after.values()])}::bigint[]) as f(topic, after)
        join push_messages m on m.topic = f.topic and m.sequence > f.after
        order by m.topic, m.sequence limit ${ROWS_A_READ}`)
      return {
        rows: rows.map((row) => ({ ...row, sequence: Number(row.sequence) })),
        isAll: rows.length < ROWS_A_READ,
      }
    },

    /** When the oldest message after these numbers was stored; null: there is none. */
    async oldestSince(after: ReadonlyMap<Topic, number>): Promise<Instant | null> {
      if (after.size === 0) return null
      const { rows } = await db.execute<{ at: string | null }>(sql`
        select min(m.at) as at
        from unnest(${sql.param([...after.keys()])}::text[], ${sql.param([...after.values()])}::bigint[]) as f(topic, after)
        join push_messages m on m.topic = f.topic and m.sequence > f.after`)
      const at = rows[0]?.at ?? null
      return at === null ? null : Number(at)
    },

    /** What was told of an attempt, or of the sittings of an interview. */
    erase: {
      async attempt(within, { attemptId }) {
        await within.delete(pushMessages).where(sql`${pushMessages.message} ->> 'attemptId' = ${attemptId}`)
        await forget(within, [topicOfAttempt(attemptId)])
      },
      interview: (within, { sittingIds }) => forget(within, sittingIds.map(topicOfSitting)),
    } satisfies Eraser,

    /** Removes what is older than a day; numbers go on from where they were. */
    async prune(): Promise<void> {
      await db.delete(pushMessages).where(lt(pushMessages.at, clock.now() - KEPT_MS))
    },
  }
}
