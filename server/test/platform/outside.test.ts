// Proves: a database that cannot be used is refused at start within a limit, and what is said fits what was answered.
import { createServer, type Socket } from 'node:net'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { systemRandom } from '../../src/platform/clock.ts'
import { MIGRATION_LOCK, migrateDatabase } from '../../src/platform/database/migrate.ts'
import { obtainDatabase } from '../../src/platform/database/obtain-database.ts'
import { createTestDatabase } from '../database.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }

async function said(databaseUrl: string): Promise<string> {
  const answer = await obtainDatabase(
    { databaseUrl, databaseOwnerUrl: null, dataDirectory: '/nowhere' },
    { log, random: systemRandom },
  )
  return answer.ok ? 'ready' : answer.message
}

/** Somebody else who listens there. */
async function listener(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer(onConnection)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `postgres://u:p@127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/d`
}

test('each answer has its own hint, and none is guessed', async () => {
  const database = await createTestDatabase()
  const change = (change: (url: URL) => void): string => {
    const url = new URL(database.url)
    change(url)
    return url.href
  }
  expect(await said(database.url)).toBe('ready')
  expect(await said(change((it) => void (it.password = 'wrong')))).toMatch(
    /password authentication failed.*The password/,
  )
  expect(await said(change((it) => void (it.pathname = '/nothing')))).toMatch(
    /"nothing" does not exist.*create database/,
  )
  expect(await said('postgres://u:p@127.0.0.1:1/d')).toMatch(/ECONNREFUSED.*Nothing listens/)
  expect(await said('postgres://u:p@no-such-host.invalid/d')).toMatch(/no-such-host.invalid.*DNS/)
  expect(await said(await listener((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))).toMatch(
    /hung up: is it PostgreSQL/,
  )
  expect(await said(await listener(() => {}))).toMatch(/Nothing answered in time/)
  await database.drop()
})

test('a lock that nobody gives back ends the wait and is named with its holder; one that is given back does not', async () => {
  const database = await createTestDatabase()
  const holder = new pg.Client({ connectionString: database.url, application_name: 'somebody' })
  await holder.connect()
  const { rows } = await holder.query<{ pid: number }>(
    `select pg_backend_pid() as pid, pg_advisory_lock(${MIGRATION_LOCK})`,
  )
  const refused = await migrateDatabase(database.url, { patienceMs: 300 })
  expect(refused).toMatchObject({ ok: false, reason: 'databaseLocked' })
  expect(refused.ok || refused.message).toContain(`process ${rows[0]?.pid}, "somebody" from`)
  const waiting = migrateDatabase(database.url)
  await holder.end()
  expect(await waiting).toEqual({ ok: true })
  await database.drop()
})

test('a database that this user may not change, or that can only be read, is no bug', async () => {
  const database = await createTestDatabase()
  const name = new URL(database.url).pathname.slice(1)
  const owner = new pg.Client(database.url)
  await owner.connect()
  await owner.query('drop schema drizzle cascade')
  await owner.query(`alter database ${name} set default_transaction_read_only = on`)
  expect(await migrateDatabase(database.url)).toMatchObject({
    ok: false,
    message: expect.stringContaining('only be read'),
  })
  await owner.query('set default_transaction_read_only = off')
  await owner.query(`alter database ${name} reset default_transaction_read_only`)
  const role = `r_${name}`
  await owner.query(`create role ${role} login password 'secret'`)
  const asRole = new URL(database.url)
  asRole.username = role
  asRole.password = 'secret'
  expect(await migrateDatabase(asRole.href)).toMatchObject({
    ok: false,
    message: expect.stringContaining('may not bring this database up to date'),
  })
  await owner.query(`drop role ${role}`)
  await owner.end()
  await database.drop()
})
