// Erasing against real PostgreSQL, real files and a real S3 server: nothing of an attempt stays but ids in the audit log, also
// where a store fails in the middle or the process is killed, and nothing of its neighbours goes.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { access, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AttemptId } from '@zhishi/core/ids'
import { DAY_MS } from '@zhishi/core/time'
import { startS3Server } from '../../src/platform/blob-store/testkit/s3-server.ts'
import { runInterview } from '../testkit/cli.ts'
import { seated } from '../testkit/candidate.ts'
import { startApp, command, document, signIn, signInStaff, T0, visit, type TestApp } from '../testkit/app.ts'
import { jpeg, openDevice } from '../testkit/live-device.ts'
import { connect, query } from '../testkit/rows.ts'

const BYTES = Buffer.alloc(1_300_000, 'recorded')
/** Only in the formal sitting; the other is in the mock too. */
const ERASED = '110101199001010023'
const NEIGHBOUR = '110101199001010015'

/** Every row of every table of every schema, partitions of pg-boss among them: a table that is new is found by itself. */
async function rowsWith(app: TestApp, texts: readonly string[]): Promise<string[]> {
  const client = await connect(app)
  const { rows: tables } = await client.query<{ name: string }>(`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`)
  expect(tables.length).toBeGreaterThan(40)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await client.query<{ text: string }>(
      `select t::text as text from ${name} t where t::text like any ($1)`,
      [texts.map((one) => `%${one}%`)],
    )
    found.push(...rows.map(({ text }) => `${name}: ${text.slice(0, 120)}`))
  }
  return found
}

const ask = async (app: TestApp, path: string, accepts: string[] = []) => {
  const organiser = await signInStaff(app, 'organiser')
  return organiser.post(path, { accepts })
}

/** Two candidates who recorded something, one of them withdrawn, with a bit of everything that is kept. */
async function recorded(app: TestApp) {
  expect(await app.services.interviews.importDocument(document())).toMatchObject({ ok: true })
  const make = async (number: string) => {
    const { candidate, id } = await seated(app, number)
    const asked = await candidate.post(`/api/attempts/${id}/help`, { messageId: crypto.randomUUID(), text: '听不清。' })
    expect(asked.status).toBe(200)
    const device = await openDevice(app, id)
    const camera = await device.begin('camera', 1)
    await device.append(camera, 0, BYTES.subarray(0, 1_000_000))
    await device.append(camera, 1_000_000, BYTES.subarray(1_000_000))
    await device.beatOf([{ partId: camera, line: 'camera', bytes: BYTES.length }])
    await device.seal(camera, BYTES)
    const screen = await device.begin('screen', 1)
    await device.append(screen, 0, BYTES.subarray(0, 7))
    expect((await device.still('camera', jpeg(64, 48))).status).toBe(204)
    // announced, without a byte
    const next = await device.begin('screen', 2)
    return { id: id as AttemptId, candidate, device, parts: [camera, screen, next], screen, next }
  }
  const erased = await make(ERASED)
  const neighbour = await make(NEIGHBOUR)
  for (const { id } of [erased, neighbour]) {
    const copies = join(app.directory, 'data', 'cache', 'copies', id)
    await mkdir(copies, { recursive: true })
    await writeFile(join(copies, 'a-copy.webm'), 'copied')
  }
  const rows = await query<{ person: string }>(app, `select person_id as person from attempts where id = $1`, [
    erased.id,
  ])
  const personId = rows[0]!.person
  await fillTheRest(app, erased.id, personId)
  expect((await command(erased.candidate, erased.id, { kind: 'withdraw', reason: '' })).status).toBe(200)
  return { erased, neighbour, personId }
}

/** A row in each table that the story above does not reach, and a draft that holds the whole roster. */
async function fillTheRest(app: TestApp, id: string, personId: string): Promise<void> {
  const uuid = crypto.randomUUID()
  const organiser = await signInStaff(app, 'organiser')
  const rows = await query<{ id: string }>(app, `select id from staff limit 1`)
  const staffId = rows[0]!.id
  for (const [text, values] of [
    [`insert into id_photos values ($1, 'a', 'b', 'e', 'photo.jpg', 'digest', 1, 'organiser')`, [personId]],
    // of everybody, as they are made in the background: the neighbour's must not come in between
    [
      `insert into unlock_codes select a.id, pack_id, 'a', 'b', 1, 'c', 'd'
       from attempts a join question_packs using (sitting_id) on conflict do nothing`,
      [],
    ],
    [`insert into face_pictures values ($1, 'front', 'a', 1)`, [id]],
    [`insert into face_tries values ($2, $1, 1, '{}', '[]', null)`, [id, uuid]],
    [`insert into binding_codes values ('a', $1, 1, 2, null)`, [id]],
    [`insert into notice_stills values ($1, 'camera', 1, 'a')`, [id]],
    [`insert into budget_holds values ($1, 'olderParts', 1, 1)`, [id]],
    [`insert into budget_raises values ($2, $1, 1, $3, 'asked for')`, [id, uuid, staffId]],
    [`insert into live_views values ($2, $3, $1, null, 1, 2)`, [id, uuid, staffId]],
    [`insert into reviews (attempt_id, examiner_id) values ($1, $2)`, [id, staffId]],
    [`insert into scoring_duties (id, examiner_id, attempt_id) values ($2, $3, $1)`, [id, uuid, staffId]],
    [`insert into journal_entries select id, 0, $1, 1, 1, 1, '{}' from parts where attempt_id = $1 limit 1`, [id]],
  ] as const)
    await query(app, text, [...values])
  const found = (await app.services.interviews.exportDocument({ key: 'autumn' }))!
  const drafted = await organiser.send(`/api/drafts/${crypto.randomUUID()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml', 'if-match': `"${found.version}"` },
    body: app.services.interviews.writeFile(found.document, found.version),
  })
  expect([drafted.status, drafted.body['problems']]).toEqual([200, []])
}

/** So that nothing is found empty afterwards that was empty before. */
async function expectFilled(app: TestApp, id: string, isOnDisk: boolean): Promise<void> {
  const rows = await query<{ name: string }>(
    app,
    `select table_name as name from information_schema.columns where column_name = 'attempt_id' and table_schema = 'public'`,
  )
  const exempt = new Set(['erasures', 'erased_attempts', ...(isOnDisk ? ['blobs', 'blob_objects'] : ['blob_salts'])])
  for (const { name } of rows.filter((row) => !exempt.has(row.name))) {
    const held = await query(app, `select 1 from ${name} where attempt_id = $1 limit 1`, [id])
    expect(held, `${name} has nothing of the attempt before it is erased`).toHaveLength(1)
  }
}

const erasing = async (app: TestApp): Promise<number> =>
  Number((await query<{ n: string }>(app, 'select count(*) as n from erasures'))[0]!.n)

const idsOf = ({ id, parts, device }: { id: string; parts: string[]; device: { deviceId: string } }) => [
  id,
  device.deviceId,
  ...parts,
]

const audited = (rows: readonly string[]) => rows.filter((row) => row.startsWith('public.audit_entries:'))
const unaudited = (rows: readonly string[]) => rows.filter((row) => !row.startsWith('public.audit_entries:')).toSorted()

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
const copiesOf = (app: TestApp, id: string) => join(app.directory, 'data', 'cache', 'copies', id)

/** Nothing of the attempt but audit entries, which hold ids; everything of the neighbour. */
async function expectErased(
  app: TestApp,
  { erased, neighbour, personId }: Awaited<ReturnType<typeof recorded>>,
  before: readonly string[],
): Promise<void> {
  expect(unaudited(await rowsWith(app, [...idsOf(erased), personId]))).toEqual([])
  const actions = audited(await rowsWith(app, [erased.id])).join('\n')
  expect(actions).toContain('erasingAsked')
  expect(actions.match(/attemptErased/g)).toHaveLength(1)
  expect(unaudited(await rowsWith(app, idsOf(neighbour)))).toEqual(before)
  expect(await isThere(copiesOf(app, erased.id))).toBe(false)
  expect(await isThere(copiesOf(app, neighbour.id))).toBe(true)
}

describe.each(['disk', 'S3'] as const)('recordings on %s', (place) => {
  test('nothing of an attempt stays but ids in the audit log, devices are refused afterwards, and neighbours keep all', async () => {
    const s3 = place === 'S3' ? await startS3Server() : null
    if (s3) onTestFinished(s3.close)
    const app = await startApp(s3 ? { blobs: { place: s3.place, credentials: s3.credentials } } : {})
    const files = async () => (s3 ? s3.objects() : readdir(join(app.directory, 'data', 'blobs'), { recursive: true }))
    const it = await recorded(app)
    const { erased, neighbour } = it
    await expectFilled(app, erased.id, s3 === null)
    const path = `/api/attempts/${erased.id}/erase`

    expect((await ask(app, `/api/attempts/${neighbour.id}/erase`)).body).toMatchObject({ code: 'attemptNotOver' })
    expect((await ask(app, path)).body).toMatchObject({
      code: 'recordingsNotSafe',
      ids: [erased.screen, erased.next],
    })
    expect(await erasing(app)).toBe(0)
    const before = unaudited(await rowsWith(app, idsOf(neighbour)))
    expect((await files()).filter((name) => name.includes(erased.id)).length).toBeGreaterThan(1)
    const kept = (await files()).filter((name) => name.includes(neighbour.id))

    const asked = await ask(app, path, ['unsealed'])
    expect(asked.status).toBe(200)
    expect((await ask(app, path)).body).toEqual(asked.body)
    await expect.poll(() => erasing(app)).toBe(0)
    await expectErased(app, it, before)
    expect((await files()).filter((name) => name.includes(erased.id))).toEqual([])
    expect((await files()).filter((name) => name.includes(neighbour.id))).toEqual(kept)

    expect((await ask(app, path)).status).toBe(404)
    expect(await erased.device.tryAppend(erased.screen, 7, BYTES)).toBe(404)
    expect(await erased.device.tryAppend(erased.next, 0, BYTES), 'nor does it write what nobody owns').toBe(404)
    expect(await erased.device.tryBegin('camera', 2)).toBe(401)
    await expect(signIn(visit(app), ERASED)).rejects.toThrow('401')
    expect((await files()).filter((name) => name.includes(erased.id))).toEqual([])
    await neighbour.device.append(neighbour.screen, 7, BYTES.subarray(7))
  })
})

/** A job that failed waits longer each time; what is tested here is what it does then, not that it waits. */
async function hurried<T>(app: TestApp, look: () => T): Promise<T> {
  await query(app, `update jobs.job set start_after = now() where name = 'erase' and state = 'retry'`)
  return look()
}

test('an erasing that fails between any two steps goes on where it was, and until then nothing is half there', async () => {
  const app = await startApp()
  const it = await recorded(app)
  const before = unaudited(await rowsWith(app, idsOf(it.neighbour)))
  const own = (await rowsWith(app, [it.erased.id])).length
  const refuse = async (table: string) => {
    await query(
      app,
      `create or replace function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'refused for the test'; end $$`,
    )
    await query(app, `create trigger refuse before delete on ${table} for each row execute function refuse()`)
  }
  const allow = (table: string) => query(app, `drop trigger refuse on ${table}`)
  const failed = () => app.log().filter(({ job }) => job === 'erase').length

  // the last of the rows that go together
  await refuse('candidates')
  expect((await ask(app, `/api/attempts/${it.erased.id}/erase`, ['unsealed'])).status).toBe(200)
  await expect.poll(failed).toBe(1)
  expect((await rowsWith(app, [it.erased.id])).length, 'all of it is still there').toBeGreaterThan(own)
  await refuse('erased_attempts')
  await allow('candidates')
  await expect.poll(() => hurried(app, failed), { timeout: 60_000 }).toBe(2)
  // rows and bytes are gone, and that they are is not written down yet
  expect(unaudited(await rowsWith(app, [...it.erased.parts, it.personId]))).toEqual([])
  expect(await isThere(join(app.directory, 'data', 'blobs', it.erased.id))).toBe(false)
  await refuse('erasures')
  await allow('erased_attempts')
  await expect.poll(() => hurried(app, failed), { timeout: 60_000 }).toBe(3)
  await allow('erasures')
  await expect.poll(() => hurried(app, () => erasing(app)), { timeout: 90_000 }).toBe(0)
  await expectErased(app, it, before)
})

test('an erasing whose process is killed between two files is finished by the next start', async () => {
  const app = await startApp()
  const it = await recorded(app)
  const before = unaudited(await rowsWith(app, idsOf(it.neighbour)))
  await app.stop()
  const child = fork(fileURLToPath(new URL('../testkit/killed-erasing.ts', import.meta.url)), [
    app.applicationUrl,
    app.directory,
    it.erased.id,
    String(app.clock.now()),
  ])
  onTestFinished(() => void child.kill('SIGKILL'))
  const [word] = (await once(child, 'message')) as [string]
  expect(word).toBe('one file is gone')
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  expect(await readdir(join(app.directory, 'data', 'blobs', it.erased.id))).toHaveLength(1)
  expect(unaudited(await rowsWith(app, it.erased.parts)), 'no row names what is left').toEqual([])
  await app.restart()
  await expect.poll(() => erasing(app), { timeout: 90_000 }).toBe(0)
  await expectErased(app, it, before)
  expect(await isThere(join(app.directory, 'data', 'blobs', it.erased.id))).toBe(false)
})

test('a whole interview goes with all its attempts, and another one stays as it is', async () => {
  const app = await startApp()
  const it = await recorded(app)
  const other = document({ key: 'spring' })
  expect(await app.services.interviews.importDocument(other)).toMatchObject({ ok: true })
  const rows = await query<{ id: string; key: string }>(app, 'select id, key from interviews')
  const idOf = (key: string) => rows.find((row) => row.key === key)!.id
  const ids = await query<{ id: string }>(
    app,
    `select id from sittings where interview_id = $1 union select id from candidates where interview_id = $1
     union select a.id from attempts a join sittings s on s.id = a.sitting_id where s.interview_id = $1`,
    [idOf('autumn')],
  )
  const own = [idOf('autumn'), ...ids.map(({ id }) => id), ...it.erased.parts, ...it.neighbour.parts]
  expect(own.length).toBeGreaterThan(8)
  const spring = (await rowsWith(app, [idOf('spring')])).length
  const path = `/api/interviews/${idOf('autumn')}/erase`
  expect((await ask(app, path, ['unsealed', 'unpublished'])).body).toMatchObject({ code: 'attemptNotOver' })
  app.clock.set(T0 + 2 * DAY_MS)
  expect((await ask(app, path)).body).toMatchObject({ code: 'recordingsNotSafe' })
  const blobs = join(app.directory, 'data', 'blobs')
  await cp(blobs, `${blobs}-copied`, { recursive: true })
  const opening = await query<{ salt: Buffer; keySealed: Buffer }>(
    app,
    `select salt, key_sealed as "keySealed" from blob_salts, interview_keys where interview_id = $1`,
    [idOf('autumn')],
  )
  expect(opening.length).toBeGreaterThan(2)
  const copied = await readFile(join(`${blobs}-copied`, it.neighbour.id, it.neighbour.screen))
  expect([copied.length, copied.equals(BYTES.subarray(0, 7))]).toEqual([7, false])
  expect((await ask(app, path, ['unsealed'])).status).toBe(200)
  await expect.poll(() => erasing(app)).toBe(0)
  // whoever copied the bytes before has the database and the keys as they are now: nothing in them opens the copy
  const left = (await query<{ whole: string }>(app, 'select blob_salts::text as whole from blob_salts')).concat(
    await query<{ whole: string }>(app, 'select interview_keys::text as whole from interview_keys'),
  )
  expect(left).toEqual([])
  expect(unaudited(await rowsWith(app, own))).toEqual([])
  expect(audited(await rowsWith(app, [idOf('autumn')])).join()).toContain('interviewErased')
  expect((await rowsWith(app, [idOf('spring')])).length).toBe(spring)
  expect(await readdir(join(app.directory, 'data', 'blobs'))).toEqual(['zhishi-store.json'])
  expect(await query(app, 'select key from interviews')).toEqual([{ key: 'spring' }])
})

test('the command line asks for the same, says why not and of which attempts, and the running server erases', async () => {
  const app = await startApp()
  const { erased, neighbour } = await recorded(app)
  expect(await runInterview(app, 'erase', 'nowhere')).toMatchObject({
    code: 1,
    stderr: 'There is no interview "nowhere".\n',
  })
  expect(await runInterview(app, 'erase', 'autumn', 'no-id')).toMatchObject({ code: 1 })
  const early = await runInterview(app, 'erase', 'autumn', '--accept', 'unsealed,unpublished')
  expect(early.code).toBe(1)
  expect(early.stderr).toMatch(/^Nothing is erased: these attempts are not over\./)
  expect(early.stderr).toContain(neighbour.id)
  expect(await runInterview(app, 'erase', 'autumn', '--accept', 'everything')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Usage:/) as string,
  })
  const asked = await runInterview(app, 'erase', 'autumn', erased.id, '--accept', 'unsealed,unpublished')
  expect(asked).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Erasing is asked for \(/) as string })
  await expect.poll(() => erasing(app), { timeout: 90_000 }).toBe(0)
  expect(unaudited(await rowsWith(app, [erased.id]))).toEqual([])
  expect((await rowsWith(app, [neighbour.id])).length).toBeGreaterThan(0)
})
