// Proves that a database of an earlier version keeps what it holds: staff and what they reached, candidates, sign-ins.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { migrateDatabase } from '../../src/platform/database/migrate.ts'

const FOLDER = fileURLToPath(new URL('../../drizzle', import.meta.url))
const id = (last: string) => `00000000-0000-7000-8000-0000000000${last}`

/** A database as the version had it that knew migrations up to this one. */
async function databaseBefore(first: string): Promise<{ client: pg.Client; url: string }> {
  const name = `m_${crypto.randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client(inject('pgUrl'))
  await admin.connect()
  await admin.query(`create database ${name} template template0`)
  const url = new URL(inject('pgUrl'))
  url.pathname = `/${name}`
  const folder = await mkdtemp(join(tmpdir(), 'zhishi-migrations-'))
  await cp(FOLDER, folder, { recursive: true })
  const path = join(folder, 'meta', '_journal.json')
  const journal = JSON.parse(await readFile(path, 'utf8')) as { entries: { tag: string }[] }
  const end = journal.entries.findIndex(({ tag }) => tag === first)
  await writeFile(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, end) }))
  const client = new pg.Client(url.href)
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
    await rm(folder, { recursive: true })
  })
  await migrate(drizzle(client), { migrationsFolder: folder })
  return { client, url: url.href }
}

test('people become candidates and staff, and roles memberships of all interviews', async () => {
  const { client, url } = await databaseBefore('0005_candidates_and_staff')
  await client.query(`
    insert into interviews (id, key, name, organiser, time_zone, support_phone, settings, imported_at)
      values ('${id('01')}', 'autumn', '{}', '{}', 'Asia/Shanghai', '1', '{}', 1);
    insert into people (id, interview_id, number_index, number_sealed, name_sealed, code_hash)
      values ('${id('02')}', '${id('01')}', 'i', 'n', 'm', 'h');
    insert into staff (id, role, name) values ('${id('03')}', 'proctor', '周'), ('${id('04')}', 'examiner', '吴');
    insert into sign_ins (secret_hash, person_id, staff_id, device_id, signed_in_at, expires_at) values
      ('c', '${id('02')}', null, '${id('05')}', 1, 2), ('s', null, '${id('03')}', '${id('06')}', 3, 4);
    insert into sign_in_links (secret_hash, staff_id, expires_at) values ('l', '${id('04')}', 9)`)
  expect(await migrateDatabase(url)).toEqual({ ok: true })
  const rows = async (text: string) => (await client.query(text)).rows as unknown[]
  expect(await rows('select id, interview_id, code_hash from candidates')).toEqual([
    { id: id('02'), interview_id: id('01'), code_hash: 'h' },
  ])
  expect(await rows('select person_id, device_id, expires_at from candidate_sign_ins')).toEqual([
    { person_id: id('02'), device_id: id('05'), expires_at: '2' },
  ])
  expect(await rows('select staff_id, device_id, expires_at from staff_sign_ins')).toEqual([
    { staff_id: id('03'), device_id: id('06'), expires_at: '4' },
  ])
  expect(await rows('select staff_id, role, interview_id, until from memberships order by staff_id')).toEqual([
    { staff_id: id('03'), role: 'proctor', interview_id: null, until: null },
    { staff_id: id('04'), role: 'examiner', interview_id: null, until: null },
  ])
  expect(await rows('select examiner_id, attempt_id from scoring_duties')).toEqual([
    { examiner_id: id('04'), attempt_id: null },
  ])
  expect(await rows('select staff_id from sign_in_links')).toEqual([{ staff_id: id('04') }])
})
