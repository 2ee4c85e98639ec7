// Owns: every table of the product in one place, so that a newcomer sees the data whole.
// Never holds a derived phase. Personal data is sealed (`…Sealed`), hashed or keyed-hashed before it gets here.
import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  boolean,
  customType,
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
import type { Allowance, AttemptEvent, KeptOpenings } from '@zhishi/core/process'
import type { FaceAnswer, FaceReason, PushMessage } from '@zhishi/core/contract'
import type { Bilingual, InterviewTexts, Settings } from '@zhishi/core/interview'
import type { Feed, Receipt, WitnessStretch } from '@zhishi/core/recording'
import type { Mark, ReviewCode, Scoring } from '@zhishi/core/scoring'

/** Instants are epoch milliseconds, as in core; bigint keeps them exact and comparable with the rules. */
const at = (name: string) => bigint(name, { mode: 'number' })
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** One row: which keys this database was made with, so that a start with other keys is refused instead of reading noise. */
export const installation = pgTable('installation', {
  only: boolean('only').primaryKey().default(true),
  masterKeyId: text('master_key_id').notNull(),
  installedAt: at('installed_at').notNull(),
  /** where the bytes of its recordings lie; null: a start has not said so yet */
  blobsAt: text('blobs_at'),
})

export const interviews = pgTable('interviews', {
  id: uuid('id').primaryKey(),
  key: text('key').notNull().unique(),
  name: jsonb('name').$type<Bilingual>().notNull(),
  organiser: jsonb('organiser').$type<Bilingual>().notNull(),
  timeZone: text('time_zone').notNull(),
  supportPhone: text('support_phone').notNull(),
  settings: jsonb('settings').$type<Settings>().notNull(),
  texts: jsonb('texts').$type<InterviewTexts>().notNull().default({}),
  /** null: examiners see nothing of it */
  scoring: jsonb('scoring').$type<Scoring>(),
  importedAt: at('imported_at').notNull(),
})

export const sittings = pgTable(
  'sittings',
  {
    id: uuid('id').primaryKey(),
    interviewId: uuid('interview_id')
      .notNull()
      .references(() => interviews.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    position: integer('position').notNull(),
    name: jsonb('name').$type<Bilingual>().notNull(),
    startsAt: at('starts_at'),
    selfPacedOpensAt: at('self_paced_opens_at'),
    selfPacedClosesAt: at('self_paced_closes_at'),
    /** for practice: it is never scored */
    isMock: boolean('is_mock').notNull(),
    entryReleasedAt: at('entry_released_at'),
    /** how often its devices upload, set by people while it runs; null: as usual */
    uploadEveryMs: integer('upload_every_ms'),
    /** openings that had passed before an edit that would have moved them */
    keptOpenings: jsonb('kept_openings').$type<KeptOpenings>().notNull().default({}),
  },
  (t) => [uniqueIndex('sittings_key').on(t.interviewId, t.key)],
)

/** The questions of a sitting, encrypted; the key only ever lies here wrapped (DESIGN §7). */
export const questionPacks = pgTable('question_packs', {
  sittingId: uuid('sitting_id')
    .primaryKey()
    .references(() => sittings.id, { onDelete: 'cascade' }),
  packId: uuid('pack_id').notNull(),
  nonce: bytea('nonce').notNull(),
  ciphertext: bytea('ciphertext').notNull(),
  wrappings: jsonb('wrappings').$type<Array<{ kind: 'serverKey'; keyId: string; wrapped: string }>>().notNull(),
})

/** The unlock code of an attempt and its wrapping of the pack's key (DESIGN §7): a list of wrappings, one row each. */
export const unlockCodes = pgTable('unlock_codes', {
  attemptId: uuid('attempt_id')
    .primaryKey()
    .references(() => attempts.id, { onDelete: 'cascade' }),
  packId: uuid('pack_id').notNull(),
  codeSealed: bytea('code_sealed').notNull(),
  salt: bytea('salt').notNull(),
  iterations: integer('iterations').notNull(),
  nonce: bytea('nonce').notNull(),
  wrapped: bytea('wrapped').notNull(),
})

/** A person of one interview. `numberIndex` is a keyed hash, so that a copy of the database cannot be searched by number. */
export const people = pgTable(
  'people',
  {
    id: uuid('id').primaryKey(),
    interviewId: uuid('interview_id')
      .notNull()
      .references(() => interviews.id, { onDelete: 'cascade' }),
    numberIndex: bytea('number_index').notNull(),
    numberSealed: bytea('number_sealed').notNull(),
    nameSealed: bytea('name_sealed').notNull(),
    /** argon2id in PHC form */
    codeHash: text('code_hash').notNull(),
  },
  (t) => [
    uniqueIndex('people_number').on(t.interviewId, t.numberIndex),
    index('people_number_index').on(t.numberIndex),
  ],
)

export const staff = pgTable('staff', {
  id: uuid('id').primaryKey(),
  role: text('role').$type<'proctor' | 'organiser' | 'support' | 'examiner'>().notNull(),
  name: text('name').notNull(),
})

/** Links by which staff sign in, one at a time for each; only the SHA-256 of the secret is kept. */
export const signInLinks = pgTable('sign_in_links', {
  secretHash: bytea('secret_hash').primaryKey(),
  staffId: uuid('staff_id')
    .notNull()
    .references(() => staff.id, { onDelete: 'cascade' }),
  expiresAt: at('expires_at').notNull(),
})

/** Sign-ins of browsers; only the SHA-256 of the cookie's secret is kept. */
export const signIns = pgTable('sign_ins', {
  secretHash: bytea('secret_hash').primaryKey(),
  personId: uuid('person_id').references(() => people.id, { onDelete: 'cascade' }),
  staffId: uuid('staff_id').references(() => staff.id, { onDelete: 'cascade' }),
  deviceId: uuid('device_id').notNull(),
  signedInAt: at('signed_in_at').notNull(),
  expiresAt: at('expires_at').notNull(),
})

/** Failed sign-ins by what was tried (keyed hash of number or of address), for the rate limit. */
export const signInTries = pgTable(
  'sign_in_tries',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    subject: bytea('subject').notNull(),
    triedAt: at('tried_at').notNull(),
  },
  (t) => [index('sign_in_tries_subject').on(t.subject, t.triedAt)],
)

export const attempts = pgTable(
  'attempts',
  {
    id: uuid('id').primaryKey(),
    sittingId: uuid('sitting_id')
      .notNull()
      .references(() => sittings.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    post: text('post'),
    lot: integer('lot'),
    downloadedAt: at('downloaded_at'),
    preparedAt: at('prepared_at'),
    consentedAt: at('consented_at'),
    faceTries: integer('face_tries').notNull().default(0),
    identityAskedAt: at('identity_asked_at'),
    identityRefusedReason: text('identity_refused_reason'),
    identityConfirmedAt: at('identity_confirmed_at'),
    leaseDeviceId: uuid('lease_device_id'),
    leasedAt: at('leased_at'),
    briefedAt: at('briefed_at'),
    evidenceBoundAt: at('evidence_bound_at'),
    evidenceReceivedAt: at('evidence_received_at'),
    lotDrawnAt: at('lot_drawn_at'),
    isLotDrawnByCandidate: boolean('is_lot_drawn_by_candidate').notNull().default(false),
    attachmentsReadAt: at('attachments_read_at'),
    enteredAt: at('entered_at'),
    devicesConfirmedAt: at('devices_confirmed_at'),
    ownStartsAt: at('own_starts_at'),
    sheetShownAt: at('sheet_shown_at'),
    finishedAt: at('finished_at'),
    handedInAt: at('handed_in_at'),
    evidenceCheckedAt: at('evidence_checked_at'),
    withdrawnAt: at('withdrawn_at'),
    removedAt: at('removed_at'),
    voidedAt: at('voided_at'),
    allowances: jsonb('allowances').$type<Allowance[]>().notNull().default([]),
  },
  (t) => [
    uniqueIndex('attempts_person').on(t.sittingId, t.personId),
    uniqueIndex('attempts_lot').on(t.sittingId, t.lot),
    index('attempts_of_person').on(t.personId),
  ],
)

/** The registered ID photo of a person and its face template, both sealed. The template names the model that made it. */
export const idPhotos = pgTable('id_photos', {
  personId: uuid('person_id')
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  jpegSealed: bytea('jpeg_sealed').notNull(),
  templateSealed: bytea('template_sealed'),
  engineId: text('engine_id'),
  /** beside the document it was imported with, for its export; null: taken with the camera */
  file: text('file'),
  /** as of attachments */
  digest: text('digest').notNull(),
  enrolledAt: at('enrolled_at').notNull(),
  enrolledBy: text('enrolled_by').$type<'organiser' | 'camera'>().notNull(),
})

/** The newest picture of each view of a face login, sealed, for the proctor who compares; deleted with the attempt's identity data. */
export const facePictures = pgTable(
  'face_pictures',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    view: text('view').$type<'front' | 'left' | 'right'>().notNull(),
    jpegSealed: bytea('jpeg_sealed').notNull(),
    takenAt: at('taken_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.view] })],
)

/** Tries of the face login: what the machine saw, never a template. `id` is the client's, so that a repeat gets its first answer. */
export const faceTries = pgTable(
  'face_tries',
  {
    id: uuid('id').primaryKey(),
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    triedAt: at('tried_at').notNull(),
    answer: jsonb('answer').$type<FaceAnswer>().notNull(),
    reasons: jsonb('reasons').$type<FaceReason[]>().notNull(),
    /** thousandths of the descriptor distance; null: no face was compared */
    distanceThousandths: integer('distance_thousandths'),
  },
  (t) => [index('face_tries_of_attempt').on(t.attemptId, t.triedAt)],
)

/** Codes that bind a phone, once; only a keyed hash is kept. */
export const bindingCodes = pgTable(
  'binding_codes',
  {
    codeHash: bytea('code_hash').primaryKey(),
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    issuedAt: at('issued_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    usedAt: at('used_at'),
  },
  (t) => [index('binding_codes_of_attempt').on(t.attemptId)],
)

/** The draw of a sitting, committed at import (DESIGN §7). Contributions stay sealed until the draw opens. */
export const draws = pgTable('draws', {
  sittingId: uuid('sitting_id')
    .primaryKey()
    .references(() => sittings.id, { onDelete: 'cascade' }),
  committedAt: at('committed_at').notNull(),
  rollHash: text('roll_hash').notNull(),
  /** the handles as committed, the spare ones last; they stay when an attempt goes */
  roll: jsonb('roll').$type<string[]>().notNull(),
  spares: integer('spares').notNull(),
  /** ids of attempts to come, whose handles are the spare ones; whoever is added takes the first */
  spareIds: jsonb('spare_ids').$type<string[]>().notNull(),
  contributions: jsonb('contributions')
    .$type<Array<{ by: 'server' | 'organiser' | 'proctor'; commitment: string; sealed: string }>>()
    .notNull(),
})

/** Files that candidates read in the page, encrypted like questions. */
export const attachments = pgTable(
  'attachments',
  {
    sittingId: uuid('sitting_id')
      .notNull()
      .references(() => sittings.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    name: jsonb('name').$type<Bilingual>().notNull(),
    file: text('file').notNull(),
    mime: text('mime').notNull(),
    bytes: integer('bytes').notNull(),
    /** keyed, so that it tells nobody what the content is; the same content has the same */
    digest: text('digest').notNull(),
    contentSealed: bytea('content_sealed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.sittingId, t.number] })],
)

/**
 * A document that an organiser has handed in and not saved yet. Hashing thousands of personal codes takes minutes: it goes
 * on in the background, and any process may take it up where another ended. Gone after a day.
 */
export const documentDrafts = pgTable('document_drafts', {
  id: uuid('id').primaryKey(),
  staffId: uuid('staff_id')
    .notNull()
    .references(() => staff.id, { onDelete: 'cascade' }),
  /** the version it began from; null: a new interview */
  basedOn: text('based_on'),
  madeAt: at('made_at').notNull(),
  /** the text as it came, for the lines of what is wrong */
  sourceSealed: bytea('source_sealed').notNull(),
  /** the document read from it, as JSON: reading a long text takes a second, and this is asked for again and again */
  documentSealed: bytea('document_sealed').notNull(),
  /** hashes of personal codes made so far, by number: JSON */
  hashesSealed: bytea('hashes_sealed').notNull(),
  codes: integer('codes').notNull(),
  hashedCodes: integer('hashed_codes').notNull().default(0),
  /** when somebody last worked on it; long ago: whoever did is gone */
  workedAt: at('worked_at').notNull(),
  /** the answer to its saving; null: not saved */
  saved: jsonb('saved').$type<{ interviewId: string; version: string }>(),
})

/** Files that an organiser has handed in for a draft, by the path that the document gives them. Gone after a day. */
export const draftFiles = pgTable(
  'draft_files',
  {
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    file: text('file').notNull(),
    mime: text('mime').$type<'application/pdf' | 'image/png' | 'image/jpeg' | 'text/plain'>().notNull(),
    contentSealed: bytea('content_sealed').notNull(),
    madeAt: at('made_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.staffId, t.file] })],
)

/** Help by text. `number` counts from 1 within the attempt, without gaps; texts are sealed. */
export const helpMessages = pgTable(
  'help_messages',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    messageId: uuid('message_id').notNull().unique(),
    from: text('from').$type<'candidate' | 'proctor'>().notNull(),
    authorId: uuid('author_id').notNull(),
    textSealed: bytea('text_sealed').notNull(),
    sentAt: at('sent_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.number] })],
)

/** Everything that happened to an attempt, in order: the facts above can be recomputed from it. */
export const attemptEvents = pgTable(
  'attempt_events',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    at: at('at').notNull(),
    actorRole: text('actor_role').notNull(),
    actorId: text('actor_id'),
    event: jsonb('event').$type<AttemptEvent>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.number] })],
)

/** First answers of commands: a repeated id gets the same answer, even after closing. `requestHash` tells reuse apart. */
export const commands = pgTable('commands', {
  id: uuid('id').primaryKey(),
  attemptId: uuid('attempt_id')
    .notNull()
    .references(() => attempts.id, { onDelete: 'cascade' }),
  at: at('at').notNull(),
  requestHash: bytea('request_hash').notNull(),
  answer: jsonb('answer').notNull(),
})

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
  },
  (t) => [index('grants_of_attempt').on(t.attemptId, t.deviceId)],
)

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
    announcedAt: at('announced_at').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    /** the final length where a tus client named one (`Upload-Length`); null: known when the part is sealed */
    declaredBytes: bigint('declared_bytes', { mode: 'number' }),
    generation: integer('generation').notNull().default(1),
    lastBytesAt: at('last_bytes_at'),
    endedAt: at('ended_at'),
    endReason: text('end_reason'),
    digest: bytea('digest'),
    sealedAt: at('sealed_at'),
    receipt: jsonb('receipt').$type<Receipt>(),
    /** of a sealed part: what its beats and arrivals prove, worked out once; null: not yet */
    witness: jsonb('witness').$type<WitnessStretch[]>(),
    /** journal parts: how far the lines have been read into journal_entries */
    indexedBytes: bigint('indexed_bytes', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    uniqueIndex('parts_number').on(t.attemptId, t.deviceId, t.line, t.number),
    index('parts_of_attempt').on(t.attemptId),
  ],
)

/** SHA-256 of each full 1 MiB block of a part, as the server computed it when the bytes came. */
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

/** What beats said of a part, so that bytes that come late are still witnessed at their time. No reference to parts: a beat may come first. */
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
    /** SHA-256 of the whole object */
    digest: bytea('digest').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.attemptId, t.partId, t.offset] }),
    foreignKey({ columns: [t.attemptId, t.partId], foreignColumns: [blobs.attemptId, blobs.partId] }).onDelete(
      'cascade',
    ),
  ],
)

/**
 * The newest still of each feed of an attempt, sealed; gone after an hour. Its table is unlogged (migrate.ts): 10 kB each
 * five seconds of every feed would be a stream of writing for pictures that nobody misses after a crash.
 */
export const stills = pgTable(
  'stills',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    feed: text('feed').$type<Feed>().notNull(),
    jpegSealed: bytea('jpeg_sealed').notNull(),
    receivedAt: at('received_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.feed] })],
)

/** Who of the staff looks at what is being recorded now: at an attempt in full, or at the wall of a sitting. */
export const liveViews = pgTable(
  'live_views',
  {
    id: uuid('id').primaryKey(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    attemptId: uuid('attempt_id').references(() => attempts.id, { onDelete: 'cascade' }),
    sittingId: uuid('sitting_id').references(() => sittings.id, { onDelete: 'cascade' }),
    openedAt: at('opened_at').notNull(),
    /** over, unless it is asked for again before */
    lastsUntil: at('lasts_until').notNull(),
  },
  (t) => [index('live_views_lasting').on(t.lastsUntil)],
)

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

/** Append-only; ids only, never names (DESIGN §7). */
export const auditEntries = pgTable('audit_entries', {
  number: bigserial('number', { mode: 'number' }).primaryKey(),
  at: at('at').notNull(),
  actorRole: text('actor_role').notNull(),
  actorId: text('actor_id'),
  action: text('action').notNull(),
  subject: jsonb('subject').$type<Record<string, string | number | null>>().notNull(),
})

/** The hash chain over audit entries, one link per batch. */
export const auditLinks = pgTable('audit_links', {
  number: bigserial('number', { mode: 'number' }).primaryKey(),
  at: at('at').notNull(),
  firstEntry: bigint('first_entry', { mode: 'number' }).notNull(),
  lastEntry: bigint('last_entry', { mode: 'number' }).notNull(),
  previousHash: bytea('previous_hash').notNull(),
  hash: bytea('hash').notNull(),
})

/** The anonymous number of an attempt; the only way from an examiner to an attempt leads through this table. */
export const reviewCodes = pgTable('review_codes', {
  attemptId: uuid('attempt_id')
    .primaryKey()
    .references(() => attempts.id, { onDelete: 'cascade' }),
  code: text('code').$type<ReviewCode>().notNull().unique(),
})

/** What one examiner did with one attempt. No row: nothing yet. */
export const reviews = pgTable(
  'reviews',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    examinerId: uuid('examiner_id')
      .notNull()
      .references(() => staff.id),
    recusedAt: at('recused_at'),
    /** for the chief examiner; no part of a score */
    disclosureFlaggedAt: at('disclosure_flagged_at'),
    sheetId: uuid('sheet_id'),
    submittedAt: at('submitted_at'),
    /** in the order of the rubric, hundredths of points */
    marks: jsonb('marks').$type<Mark[]>(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.examinerId] })],
)
