// Owns: the tables of candidates, their ID photos and their sign-ins, and of failed tries of anybody.
// Never a query: rows are read and written by the features' repos.
import { bigserial, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from './columns.ts'
import { interviews } from './interviews.ts'

/** A person of one interview. `numberIndex` is a keyed hash, so that a copy of the database cannot be searched by number. */
export const candidates = pgTable(
  'candidates',
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
    uniqueIndex('candidates_number').on(t.interviewId, t.numberIndex),
    index('candidates_number_index').on(t.numberIndex),
  ],
)

/** A device on which candidates sign in: the secret that the server gave it, as its SHA-256. Its id is a name and proves nothing. */
export const candidateDevices = pgTable('candidate_devices', {
  id: uuid('id').primaryKey(),
  secretHash: bytea('secret_hash').notNull().unique(),
  userAgent: text('user_agent'),
  firstSignedInAt: at('first_signed_in_at').notNull(),
  lastSignedInAt: at('last_signed_in_at').notNull(),
})

/** Sign-ins of candidates' browsers; only the SHA-256 of the cookie's secret is kept. */
export const candidateSignIns = pgTable('candidate_sign_ins', {
  secretHash: bytea('secret_hash').primaryKey(),
  personId: uuid('person_id')
    .notNull()
    .references(() => candidates.id, { onDelete: 'cascade' }),
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

/** Tries that wait for nothing, because staff have spoken to the person: how many are left of a number (keyed hash), and until when. */
export const freeTries = pgTable('free_tries', {
  subject: bytea('subject').primaryKey(),
  left: integer('left').notNull(),
  untilAt: at('until_at').notNull(),
})

/** The registered ID photo of a person and its face template, both sealed. The template names the model that made it. */
export const idPhotos = pgTable('id_photos', {
  personId: uuid('person_id')
    .primaryKey()
    .references(() => candidates.id, { onDelete: 'cascade' }),
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
