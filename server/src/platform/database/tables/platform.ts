// Owns: the tables of the product itself: installation, messages of the socket, audit.
// Never a query: rows are read and written by the features' repos.
import type { PushMessage } from '@zhishi/core/contract'
import { sql } from 'drizzle-orm'
import { bigint, bigserial, boolean, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { at, bytea } from './columns.ts'

/** One row: which keys this database was made with, so that a start with other keys is refused instead of reading noise. */
export const installation = pgTable('installation', {
  only: boolean('only').primaryKey().default(true),
  masterKeyId: text('master_key_id').notNull(),
  installedAt: at('installed_at').notNull(),
  /** where the bytes of its recordings lie; null: a start has not said so yet */
  blobsAt: text('blobs_at'),
  /** since when the marker of this installation lies there (platform/blob-store/marker.ts); null: it was never put there */
  blobsMarkedAt: at('blobs_marked_at'),
})

/** The last number of each topic of the socket. Its row is the lock that puts a topic's messages in order. */
export const pushTopics = pgTable('push_topics', {
  topic: text('topic').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
})

/** Messages of the last day, for sockets that come back. Ids only; never a key. */
export const pushMessages = pgTable(
  'push_messages',
  {
    topic: text('topic').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    at: at('at').notNull(),
    message: jsonb('message').$type<PushMessage>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.topic, t.sequence] }), index('push_messages_at').on(t.at)],
)

/** Append-only; ids only, never names (docs/security.md#audit). */
export const auditEntries = pgTable(
  'audit_entries',
  {
    number: bigserial('number', { mode: 'number' }).primaryKey(),
    at: at('at').notNull(),
    actorRole: text('actor_role').notNull(),
    actorId: text('actor_id'),
    action: text('action').notNull(),
    subject: jsonb('subject').$type<Record<string, string | number | null>>().notNull(),
  },
  // asked for whenever a proctor confirms an identity: who has looked at which picture
  (t) => [
    index('audit_entries_looks')
      .on(sql`(${t.subject} ->> 'attemptId')`)
      .where(sql`${t.action} = 'identityLookedAt'`),
  ],
)

/** The hash chain over audit entries, one link per batch (audit/chain.ts). What may be null is missing in links of earlier versions. */
export const auditLinks = pgTable('audit_links', {
  number: bigserial('number', { mode: 'number' }).primaryKey(),
  at: at('at').notNull(),
  firstEntry: bigint('first_entry', { mode: 'number' }).notNull(),
  lastEntry: bigint('last_entry', { mode: 'number' }).notNull(),
  previousHash: bytea('previous_hash').notNull(),
  hash: bytea('hash').notNull(),
  /** number and digest of each entry, so that it can be said which one is not what it was */
  digests: bytea('digests'),
  keyId: text('key_id'),
  signature: text('signature'),
})
