// Owns: bringing a database to the newest form, safely when several processes start at once.
// Never goes back: migrations only add (DESIGN §9).
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'

/** An arbitrary constant that names this lock among advisory locks: "zhis" in ASCII. */
const MIGRATION_LOCK = 0x7a686973

/** Emptied by PostgreSQL after a crash, and written without its log: only what nobody misses then. */
const UNLOGGED = ['stills'] as const

const migrationsFolder = fileURLToPath(new URL('../../../drizzle', import.meta.url))

/** Runs all migrations that are missing, under one lock per database. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await migrate(drizzle(client), { migrationsFolder })
    for (const table of UNLOGGED) await unlog(client, table)
  } finally {
    await client.end()
  }
}

/** Drizzle has no word for it. A table that is unlogged is left alone: changing it would lock it for a moment. */
async function unlog(client: pg.Client, table: (typeof UNLOGGED)[number]): Promise<void> {
  const { rows } = await client.query<{ isLogged: boolean }>(
    `select relpersistence = 'p' as "isLogged" from pg_class where oid = $1::regclass`,
    [table],
  )
  if (rows[0]?.isLogged) await client.query(`alter table ${table} set unlogged`)
}
