// Owns: the tables of the line by which recordings come in: grants, parts, beats, journal, blobs.
// Never a query: rows are read and written by the features' repos.
import type { HeldKind, Receipt, Span, WitnessStretch } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, bytea } from './columns.ts'
import { attempts } from './attempts.ts'
import { interviews, sittings } from './interviews.ts'

/** Rights of devices to upload. `stoppedAt` stops new parts, never the bytes of old ones. */
export const grants = pgTable(
  'grants',
  {
    id: uuid('id').primaryKey(),
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    deviceId: uuid('device_id').notNull(),
    lines: jsonb('lines').$type<string[]>().notNull(),
    issuedAt: at('issued_at').notNull(),
    stoppedAt: at('stopped_at'),
    lastBeatAt: at('last_beat_at'),
    /** how many rows of beats were kept of it, and how many closed blocks they name: what its attempt's budget counts */
    keptBeats: integer('kept_beats').notNull().default(0),
    keptBlocks: integer('kept_blocks').notNull().default(0),
  },
  (t) => [index('grants_of_attempt').on(t.attemptId, t.deviceId)],
)

/** Sealed, and not read. Written out where it is asked for, as PostgreSQL must see that the index fits. */
const IS_UNMEASURED = sql`sealed_at is not null and recorded is null and bytes > 0 and line <> 'journal'`

/** A seal that a loss broke: what the part is again when these very bytes are back. */
export type LostSeal = {
  bytes: number
  /** hexadecimal */
  digest: string
  sealedAt: Instant
  /** null: lost before receipts were kept here; it is signed anew */
  receipt: Receipt | null
  witness: WitnessStretch[] | null
}

/** One recorder run. `bytes` is what is durable and acknowledged; it only goes down with a higher `generation`. */
export const parts = pgTable(
  'parts',
  {
    id: uuid('id').primaryKey(),
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    deviceId: uuid('device_id').notNull(),
    grantId: uuid('grant_id').notNull(),
    line: text('line').$type<'camera' | 'screen' | 'evidence' | 'journal'>().notNull(),
    number: integer('number').notNull(),
    mime: text('mime').notNull(),
    startedAt: at('started_at').notNull(),
    startedAtErrorMs: integer('started_at_error_ms'),
    /**
     * what the device said of its start and what cannot be: the start is uncertain, and `startedAt` is when the server heard of it.
     * Such a part is held and sealed as any other, and counts for nothing that is about time. null: it is believed
     */
    claimedStartAt: at('claimed_start_at'),
    announcedAt: at('announced_at').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    /** the final length where a tus client named one (`Upload-Length`); null: known when the part is sealed */
    declaredBytes: bigint('declared_bytes', { mode: 'number' }),
    generation: integer('generation').notNull().default(1),
    /** of its bytes those that staff imported: they count for no budget */
    importedBytes: bigint('imported_bytes', { mode: 'number' }).notNull().default(0),
    lastBytesAt: at('last_bytes_at'),
    endedAt: at('ended_at'),
    endReason: text('end_reason'),
    digest: bytea('digest'),
    sealedAt: at('sealed_at'),
    receipt: jsonb('receipt').$type<Receipt>(),
    /** of a part that was sealed and lost bytes, until it is sealed again */
    lostSeal: jsonb('lost_seal').$type<LostSeal>(),
    /** of a sealed part: what its beats and arrivals prove, worked out once; null: not yet */
    witness: jsonb('witness').$type<WitnessStretch[]>(),
    /** of a sealed part: when its file has pictures, and sound where that is due, from its first moment; null: not read yet */
    recorded: jsonb('recorded').$type<Span[]>(),
    /** journal parts: how far the lines have been read into journal_entries */
    indexedBytes: bigint('indexed_bytes', { mode: 'number' }).notNull().default(0),
    /** how many of them there are */
    indexedLines: integer('indexed_lines').notNull().default(0),
  },
  (t) => [
    uniqueIndex('parts_number').on(t.attemptId, t.deviceId, t.line, t.number),
    index('parts_of_attempt').on(t.attemptId),
    // found at every start and once a minute among all that was ever recorded
    index('parts_unmeasured').on(t.sealedAt).where(IS_UNMEASURED),
  ],
)

/**
 * SHA-256 of each full 1 MiB block of a part, as the server computed it when the bytes came. Those behind the acknowledged
 * length are of bytes that were lost: they say whether what lies there later is the same.
 */
export const partBlocks = pgTable(
  'part_blocks',
  {
    partId: uuid('part_id')
      .notNull()
      .references(() => parts.id, { onDelete: 'cascade' }),
    index: integer('index').notNull(),
    digest: bytea('digest').notNull(),
    /** when its last byte came; null: from before this was noted */
    arrivedAt: at('arrived_at'),
  },
  (t) => [primaryKey({ columns: [t.partId, t.index] })],
)

/** Where a pause in the arrival of a part began: at this instant so much of it was here, and for a while nothing came. */
export const partPauses = pgTable(
  'part_pauses',
  {
    partId: uuid('part_id')
      .notNull()
      .references(() => parts.id, { onDelete: 'cascade' }),
    at: at('at').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.partId, t.at] })],
)

/** What beats said of a part, so that bytes that come late are still witnessed at their time. No reference to parts: a beat of a part that is erased meanwhile is no fault. */
export const beats = pgTable(
  'beats',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    partId: uuid('part_id').notNull(),
    deviceId: uuid('device_id').notNull(),
    line: text('line').notNull(),
    receivedAt: at('received_at').notNull(),
    sentAt: at('sent_at').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    openBlock: bytea('open_block'),
    closedBlocks: jsonb('closed_blocks').$type<Array<{ index: number; digest: string }>>().notNull(),
    /** how much of the present bytes the server held when the beat came; null: not noted */
    heldBytes: bigint('held_bytes', { mode: 'number' }),
    /** whether the bytes that came have `open_block` at that length; null: not compared */
    isOpenBlockSame: boolean('is_open_block_same'),
  },
  (t) => [
    primaryKey({ columns: [t.partId, t.deviceId, t.receivedAt, t.bytes] }),
    index('beats_of_attempt').on(t.attemptId, t.receivedAt),
  ],
)

/** What a device noticed, and gaps. Written out where it is asked for, as PostgreSQL must see that the index fits. */
const IS_NOTICE = sql`body ->> 'kind' in ('notice', 'gap')`

/** The journal read line by line: an index over the bytes of journal parts, which are the record. */
export const journalEntries = pgTable(
  'journal_entries',
  {
    partId: uuid('part_id').notNull(),
    offset: bigint('offset', { mode: 'number' }).notNull(),
    attemptId: uuid('attempt_id').notNull(),
    number: integer('number'),
    claimedAt: at('claimed_at'),
    arrivedAt: at('arrived_at').notNull(),
    /** null: the line was not a valid entry and stays in the bytes only */
    body: jsonb('body'),
  },
  (t) => [
    primaryKey({ columns: [t.partId, t.offset] }),
    index('journal_entries_of_attempt').on(t.attemptId, t.claimedAt),
    // the staff table asks every two seconds for these alone, a few of some hundred
    index('journal_entries_notices').on(t.attemptId, t.arrivedAt).where(IS_NOTICE),
    foreignKey({ columns: [t.partId], foreignColumns: [parts.id] }).onDelete('cascade'),
  ],
)

/**
 * The key of an interview, from which the keys of its recordings are derived (docs/blob-format.md), sealed under one in `--keys`.
 * It goes with the interview, and what it opened cannot be read any more.
 */
export const interviewKeys = pgTable('interview_keys', {
  interviewId: uuid('interview_id')
    .primaryKey()
    .references(() => interviews.id, { onDelete: 'cascade' }),
  keySealed: bytea('key_sealed').notNull(),
})

/**
 * Of the blob store on disk: from which byte on a blob is encrypted by which salt, up to the next that counts. What lies before
 * the first is in the clear: it is from before recordings were encrypted.
 */
export const blobSalts = pgTable(
  'blob_salts',
  {
    attemptId: uuid('attempt_id').notNull(),
    partId: uuid('part_id').notNull(),
    offset: bigint('offset', { mode: 'number' }).notNull(),
    /** empty: in the clear */
    salt: bytea('salt').notNull(),
    /** how the first bytes that it was used for lie there: by it they are known again when they come back from a backup */
    begins: bytea('begins').notNull(),
    /** other bytes were written there since, by another salt */
    isReplaced: boolean('is_replaced').notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.partId, t.offset, t.salt] })],
)

/** Of the S3 blob store: how long a blob is, and the lock under which its objects change. On disk there is no row. */
export const blobs = pgTable(
  'blobs',
  {
    attemptId: uuid('attempt_id').notNull(),
    partId: uuid('part_id').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    isSealed: boolean('is_sealed').notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.partId] })],
)

/** Which stretch of a blob lies in which object. Stretches neither overlap nor leave a hole; an object never changes. */
export const blobObjects = pgTable(
  'blob_objects',
  {
    attemptId: uuid('attempt_id').notNull(),
    partId: uuid('part_id').notNull(),
    offset: bigint('offset', { mode: 'number' }).notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** the last piece of the object's key, behind prefix, attempt and part */
    object: text('object').notNull(),
    /** where the stretch begins in the object; not 0 when a later append took over what lay before */
    objectOffset: integer('object_offset').notNull().default(0),
    objectBytes: integer('object_bytes').notNull(),
    /** SHA-256 of the whole object, as it lies there */
    digest: bytea('digest').notNull(),
    /** by which it is encrypted; null: in the clear, from before recordings were */
    salt: bytea('salt'),
  },
  (t) => [
    primaryKey({ columns: [t.attemptId, t.partId, t.offset] }),
    foreignKey({ columns: [t.attemptId, t.partId], foreignColumns: [blobs.attemptId, blobs.partId] }).onDelete(
      'cascade',
    ),
  ],
)

/** What of an attempt was refused for its budget and is asked for again, until there is room. */
export const budgetHolds = pgTable(
  'budget_holds',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<HeldKind>().notNull(),
    sinceAt: at('since_at').notNull(),
    lastAt: at('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.kind] })],
)

/** Each raises what an attempt may upload by as much as it was at first. */
export const budgetRaises = pgTable(
  'budget_raises',
  {
    id: uuid('id').primaryKey(),
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    at: at('at').notNull(),
    staffId: uuid('staff_id').notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [index('budget_raises_of_attempt').on(t.attemptId)],
)

/** How often the devices of a sitting upload, set by people while it runs; no row: as usual. */
export const uploadPaces = pgTable('upload_paces', {
  sittingId: uuid('sitting_id')
    .primaryKey()
    .references(() => sittings.id, { onDelete: 'cascade' }),
  uploadEveryMs: integer('upload_every_ms').notNull(),
})
