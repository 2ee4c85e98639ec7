// Owns: the tables of staff, of the links by which they sign in, and of their sign-ins.
// Never a query: rows are read and written by the features' repos.
import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea } from './columns.ts'

export const staff = pgTable('staff', {
  id: uuid('id').primaryKey(),
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

/** Sign-ins of the browsers of staff; only the SHA-256 of the cookie's secret is kept. */
export const staffSignIns = pgTable('staff_sign_ins', {
  secretHash: bytea('secret_hash').primaryKey(),
  staffId: uuid('staff_id')
    .notNull()
    .references(() => staff.id, { onDelete: 'cascade' }),
  deviceId: uuid('device_id').notNull(),
  signedInAt: at('signed_in_at').notNull(),
  expiresAt: at('expires_at').notNull(),
})
