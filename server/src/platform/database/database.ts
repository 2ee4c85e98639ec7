// Owns: the pool of connections and the typed database handle that repos use.
// Never retries a transaction by itself and never hides that the database is gone: callers get DatabaseGone.
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import * as tables from './tables.ts'

/** `$client`: for a statement that is prepared once and run hundreds of times a second. */
export type Database = NodePgDatabase<typeof tables> & { $client: pg.Pool }
/** A database handle inside a transaction; repos take either. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
export type Queryable = Database | Transaction

export type OpenDatabase = {
  db: Database
  pool: pg.Pool
  close(): Promise<void>
}

/** 17 of the cluster's 100 connections: enough for 2 cores, and five processes fit beside each other. */
const POOL_SIZE = 17
type Connections = { count: number; settings?: readonly string[] }
const GENERAL = { count: POOL_SIZE }
/**
 * What receipts and beats wait for: one group of each is under way at a time (recordings/upload/advances-repo.ts, hearing-repo.ts).
 * They find single rows by their keys, hundreds of times a second. A plan that was made while the tables were empty read
 * them whole each time (6 s of processor time in 12 s at 1,000 candidates), so no plan may do that here.
 */
export const FOR_RECEIPTS = {
  count: 2,
  settings: ['enable_seqscan = off', 'plan_cache_mode = force_generic_plan'],
} satisfies Connections
/**
 * Of stills a crash may take the last moment: the next ones come within 5 s, and none is evidence
 * (docs/recording.md#stills).
 */
export const FOR_STILLS: Connections = { count: 1, settings: [...FOR_RECEIPTS.settings, 'synchronous_commit = off'] }
/** What one process holds when it is busy, with the one that listens (push/listener.ts). */
export const CONNECTIONS = GENERAL.count + FOR_RECEIPTS.count + FOR_STILLS.count + 1
/** A request that finds no connection within 5 s is told 503 rather than left waiting. */
const CONNECT_TIMEOUT_MS = 5000

/** The slowest query, an import of 20,000 candidates, sends 20 statements; one that takes longer hangs on a dead connection. */
const QUERY_TIMEOUT_MS = 15_000

/** Opens a pool. Idle connections that break are reported through `onError` and replaced at the next use. */
export function openDatabase(
  url: string,
  onError: (error: Error) => void,
  connections: Connections = GENERAL,
): OpenDatabase {
  const { count, settings } = connections
  const pool = new pg.Pool({
    connectionString: url,
    max: count,
    // not as a parameter of the connection's start, which poolers refuse or leave out; the pool waits for it, other than its
    // types say
    ...(settings
      ? { onConnect: (client: pg.ClientBase): unknown => client.query(settings.map((it) => `set ${it}`).join('; ')) }
      : {}),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'zhishi',
  })
  pool.on('error', onError)
  // The pool listens only to connections that nobody holds. One that breaks while a transaction holds it, between two statements,
  // would end the process; with a listener the next statement fails.
  pool.on('connect', (client) => client.on('error', () => {}))
  return { db: drizzle(pool, { schema: tables }), pool, close: () => pool.end() }
}

/** SQLSTATE classes and system errors that mean: the database cannot be asked now, nothing was decided. */
const GONE = /^(08|57P|53)/
const GONE_SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])

/** Whether an error says that the database is out of reach, as opposed to a bug in a query. */
export function isDatabaseGone(error: unknown): boolean {
  for (let it: unknown = error; it instanceof Error; it = it.cause) {
    const code = 'code' in it && typeof it.code === 'string' ? it.code : ''
    if (GONE.test(code) || GONE_SYSTEM.has(code)) return true
    if (
      /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
        it.message,
      )
    )
      return true
    if (it instanceof AggregateError && it.errors.some(isDatabaseGone)) return true
  }
  return false
}

/** What a row refers to is not there: SQLSTATE 23503, foreign_key_violation. */
export function isReferenceMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === '23503'
}
