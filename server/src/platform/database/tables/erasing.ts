// Owns: the tables of what is being erased. Nothing stays in them: the audit log says what was erased.
// Never a query: rows are read and written by the feature's repo. Refers to nothing: what it names goes first.
import type { ErasingAccept } from '@zhishi/core/erasing'
import { jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { at } from './columns.ts'

/** What somebody had erased, until all of it is gone. */
export const erasures = pgTable('erasures', {
  id: uuid('id').primaryKey(),
  interviewId: uuid('interview_id').notNull(),
  /** null: the whole interview */
  attemptId: uuid('attempt_id').unique(),
  accepted: jsonb('accepted').$type<ErasingAccept[]>().notNull(),
  askedAt: at('asked_at').notNull(),
  askedByRole: text('asked_by_role').$type<'organiser' | 'commandLine'>().notNull(),
  /** null: by the command line */
  askedById: uuid('asked_by_id'),
})

/** Attempts of which the rows are gone, and bytes may still lie in the store and in caches. */
export const erasedAttempts = pgTable('erased_attempts', {
  attemptId: uuid('attempt_id').primaryKey(),
  erasureId: uuid('erasure_id')
    .notNull()
    .references(() => erasures.id),
})
