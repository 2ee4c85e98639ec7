// Owns: the tables of what is shown while it is recorded: stills, and who looks.
// Never a query: rows are read and written by the features' repos.
import type { Feed } from '@zhishi/core/recording'
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from './columns.ts'
import { sittings } from './interviews.ts'
import { staff } from './staff.ts'
import { attempts } from './attempts.ts'

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
    /** those that come until then stay too: something was noticed; null: nothing was */
    keepUntil: at('keep_until'),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.feed] })],
)

/** Stills near a notice, sealed as they came. They go with their attempt. */
export const noticeStills = pgTable(
  'notice_stills',
  {
    attemptId: uuid('attempt_id')
      .notNull()
      .references(() => attempts.id, { onDelete: 'cascade' }),
    feed: text('feed').$type<Feed>().notNull(),
    receivedAt: at('received_at').notNull(),
    jpegSealed: bytea('jpeg_sealed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.feed, t.receivedAt] })],
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
