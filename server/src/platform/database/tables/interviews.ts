// Owns: the tables of the interview and its sittings: questions, attachments, the draw, drafts of its document.
// Never a query: rows are read and written by the features' repos.
import type { CommittedBecause, Contributor } from '@zhishi/core/draw'
import type { Bilingual, InterviewTexts, Settings } from '@zhishi/core/interview'
import type { KeptOpenings } from '@zhishi/core/process'
import type { Scoring } from '@zhishi/core/scoring'
import type { Instant } from '@zhishi/core/time'
import { boolean, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from './columns.ts'
import { staff } from './staff.ts'

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
    /** openings that had passed before an edit that would have moved them */
    keptOpenings: jsonb('kept_openings').$type<KeptOpenings>().notNull().default({}),
  },
  (t) => [uniqueIndex('sittings_key').on(t.interviewId, t.key)],
)

/** The questions of a sitting, encrypted; the key only ever lies here wrapped (docs/fairness.md#questions). */
export const questionPacks = pgTable('question_packs', {
  sittingId: uuid('sitting_id')
    .primaryKey()
    .references(() => sittings.id, { onDelete: 'cascade' }),
  packId: uuid('pack_id').notNull(),
  nonce: bytea('nonce').notNull(),
  ciphertext: bytea('ciphertext').notNull(),
  wrappings: jsonb('wrappings').$type<Array<{ kind: 'serverKey'; keyId: string; wrapped: string }>>().notNull(),
})

/** The draw of a sitting, committed at import (docs/fairness.md#lots). Contributions stay sealed until the draw opens. */
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
    .$type<Array<{ by: Contributor; at?: Instant; commitment: string; sealed: string }>>()
    .notNull(),
})

/** Every commitment of a draw, also those that another one took the place of: none is changed or removed but with its sitting. */
export const drawCommitments = pgTable(
  'draw_commitments',
  {
    sittingId: uuid('sitting_id')
      .notNull()
      .references(() => sittings.id, { onDelete: 'cascade' }),
    /** from 1 in each sitting, without gaps */
    number: integer('number').notNull(),
    at: at('at').notNull(),
    why: text('why').$type<CommittedBecause>().notNull(),
    rollHash: text('roll_hash').notNull(),
    contributions: jsonb('contributions').$type<Array<{ by: Contributor; commitment: string }>>().notNull(),
    /** over the one before too (core/src/draw/commitments.ts) */
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sittingId, table.number] })],
)

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
