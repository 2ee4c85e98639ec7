// The lock that says "this server works on this database directory": an advisory lock held by one connection for the
// life of the server. PostgreSQL frees it when the connection ends, so also after kill -9. Never used for anything else.

import pg from 'pg'

// 'zhdr' in ASCII. Any number would do; it must never change, and differ from the key under which migrations run.
const LOCK_KEY = 0x7a686472
const NAME_PREFIX = 'zhishi server '
// A PostgreSQL on the same machine that says nothing for this long hangs; waiting longer would hide that.
const LIMITS = { connectionTimeoutMillis: 5000, query_timeout: 5000 }

export interface Lock {
  /** Resolves when the connection has ended, and the lock with it. */
  readonly ended: Promise<void>
  release(): Promise<void>
}

/**
 * Tries to take the lock in the database `url` names (advisory locks are per database: always use the same one).
 * Returns null if another server holds it. Throws what the driver throws if it cannot connect.
 */
export async function acquireDirectoryLock(url: string): Promise<Lock | null> {
  const client = new pg.Client({
    ...LIMITS,
    connectionString: url,
    application_name: `${NAME_PREFIX}${process.pid}`,
  })
  const ended = new Promise<void>((resolve) => {
    client.once('end', () => resolve())
  })
  // A lost connection shows as `ended`; without a listener the driver's error event would end the process.
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ isTaken: boolean }>('select pg_try_advisory_lock($1) as "isTaken"', [LOCK_KEY])
  if (rows[0]?.isTaken === true) return { ended, release: () => client.end() }
  await client.end()
  return null
}

/** The process that holds the lock, if it is one of ours on this machine. */
export async function directoryLockHolder(url: string): Promise<number | null> {
  const client = new pg.Client({ ...LIMITS, connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
       where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = $1 and l.objsubid = 1
         and l.database = (select oid from pg_database where datname = current_database())`,
      [LOCK_KEY],
    )
    const name = rows[0]?.name ?? ''
    return name.startsWith(NAME_PREFIX) ? Number(name.slice(NAME_PREFIX.length)) : null
  } finally {
    await client.end()
  }
}
