// One PostgreSQL for the whole run of the server's tests: not durable, in a directory of the system's temp directory,
// with one migrated database that every test copies. Never a database of the machine: what is tested is what ships.
import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrateDatabase } from '../src/platform/database/migrate.ts'
import { type StartResult, startCluster } from '../src/platform/postgres/cluster.ts'
import { isAlive } from '../src/platform/postgres/processes.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's connection string to the database `postgres` of the tests' cluster. */
    pgUrl: string
    /** the role that servers of the tests work in */
    pgApplication: { role: string; password: string }
  }
}

/** Of the database that createTestDatabase() copies. */
const TEMPLATE = 'template_zhishi'
const APPLICATION = { role: 'zhishi_app', password: 'of-the-tests' }

const printer = (fields: object, message: string) => console.error(`PostgreSQL for tests: ${message}`, fields)

/** Of the cluster's directory; the number of the test run's process follows. */
const PREFIX = 'zhishi-test-'

function start(base: string): Promise<StartResult> {
  return startCluster({ base, durable: false, randomBytes, log: { info: () => {}, warn: printer, error: printer } })
}

// A test run that was killed leaves its directory and a PostgreSQL that still runs: taking it over is the way to stop it.
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1])
    const base = join(tmpdir(), name)
    if (!pid || isAlive(pid) || (await lstat(base)).uid !== process.getuid?.()) continue
    const leftover = await start(base)
    if (leftover.ok) await leftover.cluster.stop()
    await rm(base, { recursive: true, force: true })
  }
}

/** Starts the cluster, migrates the template, hands `pgUrl` to the tests; the returned function takes it all away. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers()
  const base = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
  await chmod(base, 0o755)
  const started = await start(base)
  if (!started.ok) {
    await rm(base, { recursive: true, force: true })
    throw new Error(started.message)
  }
  const { cluster } = started
  const takeAway = async () => {
    await cluster.stop()
    await rm(base, { recursive: true, force: true })
  }
  try {
    const admin = new pg.Client(cluster.url('postgres'))
    await admin.connect()
    await admin.query(`create database ${TEMPLATE}`)
    await admin.query(`create role ${APPLICATION.role} login password '${APPLICATION.password}'`)
    const migrated = await migrateDatabase(cluster.url(TEMPLATE), { application: APPLICATION.role })
    if (!migrated.ok) throw new Error(migrated.message)
    // Nobody may connect to it: a connection would stop others from copying it.
    await admin.query(`alter database ${TEMPLATE} is_template true allow_connections false`)
    await admin.end()
  } catch (error) {
    await takeAway()
    throw error
  }
  project.provide('pgUrl', cluster.url('postgres'))
  project.provide('pgApplication', APPLICATION)
  return takeAway
}
