// Owns: the tables of review codes, of what examiners are to score, and of what they did.
// Never a query: rows are read and written by the features' repos.
import type { Mark, ReviewCode } from '@zhishi/core/scoring'
import { index, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at } from './columns.ts'
import { staff } from './staff.ts'
import { attempts } from './attempts.ts'

/** The anonymous number of an attempt; the only way from an examiner to an attempt leads through this table. */
export const reviewCodes = pgTable('review_codes', {
  attemptId: uuid('attempt_id')
    .primaryKey()
    .references(() => attempts.id, { onDelete: 'cascade' }),
  code: text('code').$type<ReviewCode>().notNull().unique(),
})

/**
 * What an examiner is to score: this attempt; null: every attempt of the interviews of their memberships. What no row names
 * does not exist for them.
 */
export const scoringDuties = pgTable(
  'scoring_duties',
  {
    id: uuid('id').primaryKey(),
    examinerId: uuid('examiner_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    attemptId: uuid('attempt_id').references(() => attempts.id, { onDelete: 'cascade' }),
  },
  (t) => [
    unique('scoring_duties_of_examiner').on(t.examinerId, t.attemptId).nullsNotDistinct(),
    index('scoring_duties_of_attempt').on(t.attemptId),
  ],
)

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
