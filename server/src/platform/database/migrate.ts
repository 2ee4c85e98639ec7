// Owns: bringing a database to the newest form, safely when several processes start at once.
// Never goes back: migrations only add (DESIGN §9).
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'

/** An arbitrary constant that names this lock among advisory locks: "zhis" in ASCII. */
const MIGRATION_LOCK = 0x7a686973

const migrationsFolder = fileURLToPath(new URL('../../../drizzle', import.meta.url))

/** Runs all migrations that are missing, under one lock per database. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    await client.end()
  }
}
