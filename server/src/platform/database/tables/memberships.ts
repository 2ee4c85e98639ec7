// Owns: the table of memberships: which member of staff has which role in which interview.
// Never a query: rows are read and written by the staff feature's repo.
import type { StaffRole } from '@zhishi/core/access'
import { index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at } from './columns.ts'
import { interviews } from './interviews.ts'
import { staff } from './staff.ts'

/** A role of a member of staff in one interview; null: in all, also in those to come. It counts until that instant. */
export const memberships = pgTable(
  'memberships',
  {
    id: uuid('id').primaryKey(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    role: text('role').$type<StaffRole>().notNull(),
    interviewId: uuid('interview_id').references(() => interviews.id, { onDelete: 'cascade' }),
    until: at('until'),
  },
  (t) => [
    unique('memberships_of_staff').on(t.staffId, t.role, t.interviewId).nullsNotDistinct(),
    index('memberships_of_interview').on(t.interviewId),
  ],
)
