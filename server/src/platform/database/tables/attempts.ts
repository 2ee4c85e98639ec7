// Owns: the tables of attempts: facts, history, identity, binding, help.
// Never a query: rows are read and written by the features' repos.
import type { FaceAnswer, FaceReason } from '@zhishi/core/contract'
import type { Allowance, AttemptEvent, LineGap } from '@zhishi/core/process'
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { candidates } from './candidates.ts'
import { at, bytea } from './columns.ts'
import { sittings } from './interviews.ts'

export const attempts = pgTable(
  'attempts',
  {
    id: uuid('id').primaryKey(),
    sittingId: uuid('sitting_id')
      .notNull()
      .references(() => sittings.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => candidates.id, { onDelete: 'cascade' }),
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
    identityToCheckAt: at('identity_to_check_at'),
    leaseDeviceId: uuid('lease_device_id'),
    leasedAt: at('leased_at'),
    briefedAt: at('briefed_at'),
    evidenceBoundAt: at('evidence_bound_at'),
    evidenceReceivedAt: at('evidence_received_at'),
    evidenceSweptAt: at('evidence_swept_at'),
    lotDrawnAt: at('lot_drawn_at'),
    isLotDrawnByCandidate: boolean('is_lot_drawn_by_candidate').notNull().default(false),
    attachmentsReadAt: at('attachments_read_at'),
    enteredAt: at('entered_at'),
    devicesConfirmedAt: at('devices_confirmed_at'),
    ownStartsAt: at('own_starts_at'),
    sheetShownAt: at('sheet_shown_at'),
    finishedAt: at('finished_at'),
    handedInAt: at('handed_in_at'),
    handedInGaps: jsonb('handed_in_gaps').$type<LineGap[]>().notNull().default([]),
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

/**
 * The unlock code of an attempt and its wrapping of the pack's key (docs/fairness.md#unlock-code): a list of wrappings,
 * one row each.
 */
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
export const commands = pgTable(
  'commands',
  {
    id: uuid('id').primaryKey(),
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    at: at('at').notNull(),
    requestHash: bytea('request_hash').notNull(),
    answer: jsonb('answer').notNull(),
  },
  (t) => [index('commands_of_attempt').on(t.attemptId)],
)
