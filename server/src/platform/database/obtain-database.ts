// Owns: where the database comes from: an outside one by DATABASE_URL, or the embedded one in the data directory.
// Never mixes the two: with an outside database the data directory holds recordings only.
import { join } from 'node:path'
import { createHmac } from 'node:crypto'
import pg from 'pg'
import type { Random } from '../clock.ts'
import { runningClusterUrl, startCluster } from '../postgres/cluster.ts'
import type { ClusterLog } from '../postgres/run-cluster.ts'
import type { ClusterRefusal } from '../postgres/refusal.ts'
import { reachOutside, type OutsideRefusal } from './outside.ts'

/** An outside database, with its owner where that is another role, or the directory that holds the embedded one. */
export type DatabaseLocation = { databaseUrl: string | null; databaseOwnerUrl: string | null; dataDirectory: string }
export type DatabaseRefusal = ClusterRefusal | OutsideRefusal
export type ObtainedDatabase = {
  ok: true
  /** as the role that works on the tables */
  url: string
  /** as the role that owns them; `url` where they are one */
  ownerUrl: string
  /** the role of `url` where the owner is another one */
  application: string | null
  stop(): Promise<void>
}

/** The product's database within the embedded cluster. */
const DATABASE = 'zhishi'
/** Works on the tables of the embedded cluster. The cluster's own user made them and changes them (postgres/home.ts). */
const APPLICATION = 'zhishi_app'

export async function obtainDatabase(
  config: DatabaseLocation,
  options: { log: ClusterLog; random: Random },
): Promise<ObtainedDatabase | DatabaseRefusal> {
  if (config.databaseUrl !== null) return reachOutside(config.databaseUrl, config.databaseOwnerUrl, options.log)
  const started = await startCluster({
    base: join(config.dataDirectory, 'postgres'),
    durable: true,
    log: options.log,
    randomBytes: (size) => options.random.bytes(size),
  })
  if (!started.ok) return started
  const { cluster } = started
  await createOnce(cluster.url('postgres'))
  return embedded(cluster.url(DATABASE), () => cluster.stop())
}

function embedded(ownerUrl: string, stop: () => Promise<void>): ObtainedDatabase {
  const url = new URL(ownerUrl)
  url.username = APPLICATION
  url.password = passwordOf(ownerUrl)
  return { ok: true, url: url.href, ownerUrl, application: APPLICATION, stop }
}

/** Of the application's role: follows from the owner's, so that there is no second file to lose. */
function passwordOf(ownerUrl: string): string {
  return createHmac('sha256', new URL(ownerUrl).password).update(APPLICATION).digest('hex')
}

async function createOnce(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
    const role = await client.query('select 1 from pg_roles where rolname = $1', [APPLICATION])
    const how = `login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '${passwordOf(adminUrl)}'`
    await client.query(`${role.rowCount === 0 ? 'create' : 'alter'} role ${APPLICATION} ${how}`)
  } finally {
    await client.end()
  }
}

/**
 * For a command beside the server: the database of a server that is running on this data directory, or else the
 * embedded one started for the length of the command.
 */
export async function joinDatabase(
  config: DatabaseLocation,
  options: { log: ClusterLog; random: Random },
): Promise<ObtainedDatabase | DatabaseRefusal> {
  const obtained = await obtainDatabase(config, options)
  if (obtained.ok || obtained.reason !== 'inUse') return obtained
  const running = await runningClusterUrl(join(config.dataDirectory, 'postgres'), DATABASE)
  return running === null ? obtained : embedded(running, async () => {})
}
