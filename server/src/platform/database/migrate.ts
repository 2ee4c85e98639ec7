// Owns: bringing a database to the newest form, safely when several processes start at once.
// Never goes back: migrations only add (docs/security.md#operation).
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { migrateJobs } from '../jobs/boss.ts'
import { grantToApplication } from './roles.ts'

/** An arbitrary constant that names this lock among advisory locks: "zhis" in ASCII. */
export const MIGRATION_LOCK = 0x7a686973

/** Emptied by PostgreSQL after a crash, and written without its log: only what nobody misses then. */
const UNLOGGED = ['stills'] as const

const migrationsFolder = fileURLToPath(new URL('../../../drizzle', import.meta.url))

/** Another start that brings the database up to date takes seconds; a lock that is held for longer has lost its owner. */
const PATIENCE_MS = 60_000
/** As when it was reached (outside.ts). */
const CONNECT_TIMEOUT_MS = 10_000

export type MigrationRefusal = { ok: false; reason: 'databaseLocked' | 'databaseNotOurs'; message: string }

/**
 * Runs all migrations that are missing, under one lock per database. Where none is, it writes nothing: a role that may not change
 * tables can start on a database that is up to date.
 * @param it.application the role that works on the tables, where that is another one than owns them
 */
export async function migrateDatabase(
  url: string,
  it: { patienceMs?: number; application?: string | null } = {},
): Promise<{ ok: true } | MigrationRefusal> {
  const { patienceMs = PATIENCE_MS, application = null } = it
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'zhishi-migration',
  })
  client.on('error', () => {})
  await client.connect()
  try {
    // for this lock, and for any that a migration needs
    await client.query(`set lock_timeout = ${patienceMs}`)
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    if (!(await isUpToDate(client))) await migrate(drizzle(client), { migrationsFolder })
    for (const table of UNLOGGED) await unlog(client, table)
    await migrateJobs(client)
    if (application !== null) await grantToApplication(client, application)
    return { ok: true }
  } catch (error) {
    const refusal = await refusalOf(error, client, patienceMs)
    if (!refusal) throw error
    return refusal
  } finally {
    await client.end()
  }
}

/** Drizzle's own look would make its schema first, which takes the right to make one. */
async function isUpToDate(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ isThere: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`,
  )
  if (!rows[0]?.isThere) return false
  const done = await client.query<{ at: string | null }>(
    'select max(created_at) as at from drizzle.__drizzle_migrations',
  )
  const newest = readMigrationFiles({ migrationsFolder }).at(-1)
  return newest !== undefined && Number(done.rows[0]?.at ?? 0) >= newest.folderMillis
}

/** By SQLSTATE (PostgreSQL, appendix A); null: a bug. */
async function refusalOf(error: unknown, client: pg.Client, patienceMs: number): Promise<MigrationRefusal | null> {
  switch (codeOf(error)) {
    case '55P03':
      return {
        ok: false,
        reason: 'databaseLocked',
        message: `The database cannot be brought up to date: another connection has held its lock for ${patienceMs / 1000} s${await holderOf(client)}. Nothing was changed.`,
      }
    case '42501':
      return {
        ok: false,
        reason: 'databaseNotOurs',
        message: `The user of DATABASE_URL may not bring this database up to date (${messageOf(error)}). Name the user that owns the database in DATABASE_OWNER_URL, or let this one own it. Nothing was changed.`,
      }
    case '25006':
      return {
        ok: false,
        reason: 'databaseNotOurs',
        message: 'The database of DATABASE_URL can only be read: it is a standby, or set so. Name the primary.',
      }
    default:
      return null
  }
}

async function holderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ pid: number; name: string; from: string | null }>(
    `select a.pid, a.application_name as name, host(a.client_addr) as from
     from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = $1 and l.objsubid = 1
       and l.database = (select oid from pg_database where datname = current_database())`,
    [MIGRATION_LOCK],
  )
  const [holder] = rows
  if (!holder) return ''
  const { pid, name, from } = holder
  return `: PostgreSQL's process ${pid}, "${name}" from ${from ?? 'this machine'}. If no server is starting there, a pooler has kept it: end it with "select pg_terminate_backend(${pid})"`
}

/** Drizzle puts the driver's error into the cause of its own. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause)
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error
    ? messageOf(error.cause)
    : String((error as Error).message)
}

/** Drizzle has no word for it. A table that is unlogged is left alone: changing it would lock it for a moment. */
async function unlog(client: pg.Client, table: (typeof UNLOGGED)[number]): Promise<void> {
  const { rows } = await client.query<{ isLogged: boolean }>(
    `select relpersistence = 'p' as "isLogged" from pg_class where oid = $1::regclass`,
    [table],
  )
  if (rows[0]?.isLogged) await client.query(`alter table ${table} set unlogged`)
}
