// Owns: where the database comes from: an outside one by DATABASE_URL, or the embedded one in the data directory.
// Never mixes the two: with an outside database the data directory holds recordings only.
import { join } from 'node:path'
import pg from 'pg'
import type { Random } from '../clock.ts'
import { runningClusterUrl, startCluster } from '../postgres/cluster.ts'
import type { ClusterLog } from '../postgres/run-cluster.ts'
import type { ClusterRefusal } from '../postgres/refusal.ts'
import { reachOutside, type OutsideRefusal } from './outside.ts'

/** An outside database, or the directory that holds the embedded one. */
export type DatabaseLocation = { databaseUrl: string | null; dataDirectory: string }
export type DatabaseRefusal = ClusterRefusal | OutsideRefusal
export type ObtainedDatabase = { ok: true; url: string; stop(): Promise<void> }

/** The product's database within the embedded cluster. */
const DATABASE = 'zhishi'

export async function obtainDatabase(
  config: DatabaseLocation,
  options: { log: ClusterLog; random: Random },
): Promise<ObtainedDatabase | DatabaseRefusal> {
  if (config.databaseUrl !== null) return reachOutside(config.databaseUrl, options.log)
  const started = await startCluster({
    base: join(config.dataDirectory, 'postgres'),
    durable: true,
    log: options.log,
    randomBytes: (size) => options.random.bytes(size),
  })
  if (!started.ok) return started
  const { cluster } = started
  await createOnce(cluster.url('postgres'))
  return { ok: true, url: cluster.url(DATABASE), stop: () => cluster.stop() }
}

async function createOnce(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
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
  return running === null ? obtained : { ok: true, url: running, stop: async () => {} }
}
