// Proves, with Debian's pgbouncer before a real PostgreSQL: a pooler that lends connections for a session serves, one that lends
// them for less is refused at start in a sentence, and what keeps a start waiting has an end.
import { spawn, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { CONNECTIONS, FOR_RECEIPTS, openDatabase } from '../../src/platform/database/database.ts'
import { MIGRATION_LOCK, migrateDatabase } from '../../src/platform/database/migrate.ts'
import { obtainDatabase } from '../../src/platform/database/obtain-database.ts'
import { systemRandom } from '../../src/platform/clock.ts'
import { createTestDatabase } from '../database.ts'
import { buildLine, useDevice } from '../recordings/testkit/line.ts'

const PROGRAM = '/usr/sbin/pgbouncer'
const isHere = spawnSync(PROGRAM, ['--version']).status === 0
if (!isHere) console.warn('NOT RUN: poolers before the database (needs Debian’s pgbouncer)')

/** What it is not run as: pgbouncer refuses to be root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** A pgbouncer before the host of `target`. @returns the same database through it */
async function layPooler(
  target: string,
  mode: 'session' | 'transaction' | 'statement',
  poolSize = 50,
): Promise<string> {
  const { hostname, port, username, password } = new URL(target)
  const own = await freePort()
  const directory = await mkdtemp(join(tmpdir(), 'zhishi-pooler-'))
  await chmod(directory, 0o755)
  const file = join(directory, 'pgbouncer.ini')
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${port} user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
auth_type = any
unix_socket_dir =
pool_mode = ${mode}
default_pool_size = ${poolSize}
query_wait_timeout = 1
`,
  )
  const pooler = spawn(PROGRAM, ['-q', file], { ...NOBODY, stdio: 'ignore' })
  onTestFinished(async () => {
    pooler.kill('SIGKILL')
    await rm(directory, { recursive: true, force: true })
  })
  const url = new URL(target)
  url.port = String(own)
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: url.href })
    client.on('error', () => {})
    const isUp = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => {})
    if (isUp) return url.href
    if (tries > 300) throw new Error('pgbouncer did not start')
    await sleep(100)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function obtain(databaseUrl: string) {
  const warnings: object[] = []
  const log = { info: () => {}, error: () => {}, warn: (facts: object) => void warnings.push(facts) }
  return obtainDatabase(
    { databaseUrl, databaseOwnerUrl: null, dataDirectory: '/nowhere' },
    { log, random: systemRandom },
  ).then((answer) => ({
    answer,
    warnings,
  }))
}

test.skipIf(!isHere)(
  'lending for a session: what receipts need is set all the same, and a recording comes in',
  async () => {
    const line = await buildLine({ viaUrl: (url) => layPooler(url, 'session') })
    const device = await useDevice(line)
    const id = await device.begin()
    expect((await device.patch(id, 0, Buffer.from('bytes'))).status).toBe(204)
    expect((await device.seal(id, Buffer.from('bytes'))).status).toBe(200)

    const database = await createTestDatabase()
    const url = await layPooler(database.url, 'session')
    expect(await obtain(url)).toEqual({ answer: expect.objectContaining({ ok: true, url }) as unknown, warnings: [] })
    expect(await migrateDatabase(url)).toEqual({ ok: true })
    const { pool, close } = openDatabase(url, () => {}, FOR_RECEIPTS)
    const said = await Promise.all([pool.query('show enable_seqscan'), pool.query('show plan_cache_mode')])
    expect(said.map(({ rows }) => Object.values(rows[0] as object)[0])).toEqual(['off', 'force_generic_plan'])
    await close()
    await database.drop()
  },
)

test.skipIf(!isHere)(
  'fewer connections than one process uses: told at start with both numbers, and it starts',
  async () => {
    const database = await createTestDatabase()
    const { answer, warnings } = await obtain(await layPooler(database.url, 'session', 5))
    expect(answer.ok).toBe(true)
    expect(warnings).toEqual([{ usable: 5, wanted: CONNECTIONS }])
    await database.drop()
  },
)

test.skipIf(!isHere).each(['transaction', 'statement'] as const)(
  'lending for each %s: refused at start with what to set, and no lock is left behind',
  async (mode) => {
    const database = await createTestDatabase()
    const { answer } = await obtain(await layPooler(database.url, mode, 1))
    expect(answer).toMatchObject({ ok: false, reason: 'databaseShared' })
    expect(answer.ok || answer.message).toMatch(/pool_mode = session/)
    const shared = await obtain(await layPooler(database.url, mode, 20))
    expect(shared.answer).toMatchObject({ ok: false, reason: 'databaseShared' })
    const client = new pg.Client(database.url)
    await client.connect()
    // `pg_locks` lists all databases of the cluster, and other tests migrate theirs meanwhile.
    const { rows } = await client.query(
      `select 1 from pg_locks where locktype = 'advisory' and objid = ${MIGRATION_LOCK}
         and database = (select oid from pg_database where datname = current_database())`,
    )
    expect(rows).toEqual([])
    await client.end()
    await database.drop()
  },
)
