// Proves that the role in which the server works can add to the audit log and change nothing there: with the cluster of its own, and
// on an outside database by the SQL that docs/running.md gives.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { systemRandom } from '../../src/platform/clock.ts'
import { migrateDatabase } from '../../src/platform/database/migrate.ts'
import { obtainDatabase } from '../../src/platform/database/obtain-database.ts'
import { readRights, describeRights } from '../../src/platform/database/roles.ts'
import { appWithInterview, signIn, visit } from '../testkit/app.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }

const CHANGES = ['audit_entries', 'audit_links'].flatMap((table) => [
  `update ${table} set at = at + 1`,
  `delete from ${table}`,
  `truncate ${table}`,
  `truncate ${table} restart identity cascade`,
])
const DETOURS = [
  'alter table audit_entries disable trigger all',
  'drop trigger audit_entries_append_only on audit_entries',
  'drop table audit_links',
  'create rule quiet as on insert to audit_entries do instead nothing',
  'create or replace function audit_refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
  'set session_replication_role = replica',
  "select setval('audit_entries_number_seq', 1)",
  'create table public.another (id int)',
  'create role another superuser',
]

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** What it was answered, by statement: SQLSTATE, or that it was done. */
async function outcomes(client: pg.Client, statements: readonly string[]): Promise<Set<string>> {
  const answers = new Set<string>()
  for (const statement of statements) {
    await client.query('begin')
    const answer = await client.query(statement).then(
      () => `done: ${statement}`,
      (error: unknown) => (error instanceof pg.DatabaseError ? (error.code ?? '') : String(error)),
    )
    await client.query('rollback')
    answers.add(answer)
  }
  return answers
}

test('the role of the server adds entries and links, and can change, remove and switch off nothing', async () => {
  const app = await appWithInterview()
  await signIn(visit(app))
  expect(await app.services.auditChain.add()).toBe(true)
  expect(app.log().find(({ msg }) => /adds to the audit log/.test(String(msg)))).toMatchObject({ excess: [] })
  expect(await outcomes(await connect(app.applicationUrl), [...CHANGES, ...DETOURS])).toEqual(new Set(['42501']))
  // the owner is refused too, until somebody switches the triggers off, which nothing does by mistake
  const owner = await connect(app.databaseUrl)
  expect(await outcomes(owner, CHANGES)).toEqual(new Set(['42501']))
  expect(describeRights(await readRights(owner))).toMatch(/could change the audit log: it is a superuser/)
})

test('an outside database with two roles as docs/running.md makes them; with one role the start says what it could do', async () => {
  const running = await readFile(fileURLToPath(new URL('../../../docs/running.md', import.meta.url)), 'utf8')
  const [, text = ''] = /```sql\n([^`]+)```/.exec(running) ?? []
  const suffix = crypto.randomUUID().slice(0, 8)
  const named = (name: string) => `${name}_${suffix}`
  const statements = text
    .replaceAll(/zhishi(_owner|_app)?\b/g, (name) => named(name))
    .split(';')
    .filter((one) => one.trim() !== '')
  const admin = await connect(inject('pgUrl'))
  for (const statement of statements) await admin.query(statement)
  const urlOf = (role: string, password: string) => {
    const url = new URL(inject('pgUrl'))
    Object.assign(url, { username: named(role), password, pathname: `/${named('zhishi')}` })
    return url.href
  }
  onTestFinished(async () => {
    await admin.query(`drop database ${named('zhishi')} with (force)`)
    await admin.query(`drop role ${named('zhishi_owner')}, ${named('zhishi_app')}`)
  })
  const databaseUrl = urlOf('zhishi_app', 'second-secret')
  const databaseOwnerUrl = urlOf('zhishi_owner', 'first-secret')

  // the application alone may not make the tables
  expect(await migrateDatabase(databaseUrl)).toMatchObject({
    ok: false,
    reason: 'databaseNotOurs',
    message: expect.stringContaining('DATABASE_OWNER_URL'),
  })
  const at = { databaseUrl, databaseOwnerUrl, dataDirectory: '/nowhere' }
  const obtained = await obtainDatabase(at, { log, random: systemRandom })
  if (!obtained.ok) throw new Error(obtained.message)
  expect(obtained).toMatchObject({ url: databaseUrl, ownerUrl: databaseOwnerUrl, application: named('zhishi_app') })
  const migrate = () => migrateDatabase(obtained.ownerUrl, { application: obtained.application })
  expect([await migrate(), await migrate()]).toEqual([{ ok: true }, { ok: true }])
  // on a database that is up to date it starts without the owner
  expect(await migrateDatabase(databaseUrl)).toEqual({ ok: true })
  const application = await connect(databaseUrl)
  expect(await readRights(application)).toEqual({ role: named('zhishi_app'), excess: [] })
  expect(await outcomes(application, [...CHANGES, ...DETOURS])).toEqual(new Set(['42501']))
  await application.query('select audit_await_entries()')

  const owner = await connect(databaseOwnerUrl)
  expect(describeRights(await readRights(owner))).toMatch(/could change the audit log: it owns the tables.*#two-roles/)
  await owner.query(`grant delete on audit_entries to ${named('zhishi_app')}`)
  expect(await readRights(application)).toMatchObject({ excess: ['mayChangeAudit'] })
  // and the next start takes it back
  await migrate()
  expect(await readRights(application)).toMatchObject({ excess: [] })

  const wrong = { ...at, databaseOwnerUrl: urlOf('zhishi_owner', 'wrong') }
  expect(await obtainDatabase(wrong, { log, random: systemRandom })).toMatchObject({
    ok: false,
    message: expect.stringMatching(/DATABASE_OWNER_URL cannot be used.*The password is not/),
  })
})

test('the cluster of its own has an owner and a role that works, also where an earlier version made it', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'zhishi-roles-'))
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }))
  const obtain = async () => {
    const obtained = await obtainDatabase(
      { databaseUrl: null, databaseOwnerUrl: null, dataDirectory },
      { log, random: systemRandom },
    )
    if (!obtained.ok) throw new Error(obtained.message)
    return obtained
  }
  const first = await obtain()
  // as before there were two: the owner did everything
  expect(await migrateDatabase(first.ownerUrl)).toEqual({ ok: true })
  expect(await migrateDatabase(first.ownerUrl, { application: first.application })).toEqual({ ok: true })
  await first.stop()
  const second = await obtain()
  const client = new pg.Client(second.url)
  await client.connect()
  expect(await readRights(client)).toEqual({ role: 'zhishi_app', excess: [] })
  await client.query(
    `insert into audit_entries (at, actor_role, action, subject) values (1, 'system', 'signedIn', '{}')`,
  )
  expect(await outcomes(client, CHANGES)).toEqual(new Set(['42501']))
  await client.end()
  await second.stop()
})
