// Owns: the tables of staff and of the links by which they sign in.
// Never a query: rows are read and written by the features' repos.
import type { StaffRole } from '@zhishi/core/access'
import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from './columns.ts'

export const staff = pgTable('staff', {
  id: uuid('id').primaryKey(),
  role: text('role').$type<StaffRole>().notNull(),
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
