// Proves edits of an interview that exists, over HTTP as pages make them: what may change until when, all or nothing, never
// over what somebody else saved, and never a personal code on the way out.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DraftView, PackView } from '@zhishi/core/contract'
import { presentDocument } from '@zhishi/core/interview'
import { formatInstant, HOUR_MS, MINUTE_MS } from '@zhishi/core/time'
import { parseInterviewFile } from '../../src/interviews/service.ts'
import { runInterview } from '../testkit/cli.ts'
import { ENTER, seated } from '../testkit/candidate.ts'
import {
  CODE,
  command,
  document,
  appWithInterview,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'
import { connect } from '../testkit/rows.ts'

const [FIRST, SECOND] = ['110101199001010015', '110101199001010023']

type Desk = { app: TestApp; organiser: Visitor; interviewId: string }

async function openDesk(isRunning = false): Promise<Desk> {
  const app = await appWithInterview({ isRunning })
  const organiser = await signInStaff(app, 'organiser')
  const [interview] = (await organiser.get('/api/interviews')).body as unknown as { interviewId: string }[]
  return { app, organiser, interviewId: interview!.interviewId }
}

/** The file as it is downloaded. */
async function download({ organiser, interviewId }: Desk) {
  const { body, headers } = await organiser.get(`/api/interviews/${interviewId}/document.yaml`)
  return { yaml: body['text'] as string, version: headers.get('etag')! }
}

/** Hands a text in as an edit of this version; null: as a new interview. */
function handIn(organiser: Visitor, yaml: string, version: string | null, draftId = crypto.randomUUID()) {
  const condition: Record<string, string> = version === null ? { 'if-none-match': '*' } : { 'if-match': version }
  return organiser.send(`/api/drafts/${draftId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml', ...condition },
    body: yaml,
  })
}

/** The draft once its codes are hashed. */
async function settled(organiser: Visitor, { body }: { body: unknown }): Promise<DraftView> {
  let draft = body as DraftView
  while (draft.state === 'hashing') {
    draft = (await organiser.get(`/api/drafts/${draft.draftId}`)).body as unknown as DraftView
  }
  return draft
}

const save = (organiser: Visitor, { draftId }: DraftView) => organiser.post(`/api/drafts/${draftId}/save`, {})

/** Downloads, changes the text, hands in and saves. */
async function edit(desk: Desk, change: (yaml: string) => string) {
  const { yaml, version } = await download(desk)
  const changed = change(yaml)
  expect(changed).not.toBe(yaml)
  const draft = await settled(desk.organiser, await handIn(desk.organiser, changed, version))
  if (draft.state === 'refused') return { draft, saved: null }
  return { draft, saved: await save(desk.organiser, draft) }
}
const refusalsOf = (draft: DraftView) => draft.problems.map(({ code, path, line }) => [code, path, line > 1])

test('a name, a text, a window and a person are put right while the interview runs, and ids stay', async () => {
  const desk = await openDesk()
  const { candidate, id } = await seated(desk.app)
  await command(candidate, id, { kind: 'drawLot' })
  const before = (await candidate.get(`/api/attempts/${id}`)).body

  const { draft, saved } = await edit(desk, (yaml) =>
    yaml
      .replace('zh: 第一场', 'zh: 上午场')
      .replace('closesAfter: PT3M', 'closesAfter: PT5M')
      .replace('texts: {}', 'texts:\n  room:\n    zh: 安静的房间')
      .replaceAll('name: 陈思远', 'name: 陈思源')
      .replace(`number: "${SECOND}"`, `number: "110101199001010024"\n        formerNumber: "${SECOND}"`)
      .replace(/(name: 李四\n[^]*?)personalCodeHash:\s+\S+/, '$1personalCode: NEW234'),
  )
  expect(draft).toMatchObject({ state: 'ready', codes: 1, hashedCodes: 1 })
  expect(draft.changes.map(({ kind, before: was, after }) => [kind, was, after])).toEqual([
    ['setting', 'PT3M', 'PT5M'],
    ['text', null, null],
    ['sittingName', '第一场', '上午场'],
    ['personNumber', SECOND, '110101199001010024'],
    ['personName', '陈思远', '陈思源'],
    ['personCode', null, null],
  ])
  // a wrong check digit is said before it is saved, and does not stand in the way
  expect(draft).toMatchObject({ doubtCount: 1, doubts: [{ kind: 'checkDigit', given: '4', right: '3' }] })
  expect(saved?.body).toMatchObject({ state: 'saved', interviewId: desk.interviewId })

  const after = (await candidate.get(`/api/attempts/${id}`)).body
  expect(after).toMatchObject({
    sitting: { name: { zh: '上午场' } },
    lot: before['lot'],
    texts: { room: { zh: '安静的房间' } },
  })
  const renamed = visit(desk.app)
  const signedIn = await renamed.post('/api/sign-in', {
    number: '110101199001010024',
    personalCode: 'NEW234',
    deviceId: renamed.deviceId,
  })
  expect(signedIn.status).toBe(200)
  for (const [number, personalCode] of [
    [SECOND, CODE],
    ['110101199001010024', CODE],
  ]) {
    expect((await renamed.post('/api/sign-in', { number, personalCode, deviceId: renamed.deviceId })).status).toBe(401)
  }
  // the file says the same, and no code
  const { yaml } = await download(desk)
  expect(yaml).toContain('110101199001010024')
  expect(yaml).not.toMatch(/NEW234|ABC234|formerNumber/)
})

test('T0 moves later after sign-in has opened: whoever is in stays in, and the page is told', async () => {
  const desk = await openDesk()
  const { candidate, id } = await seated(desk.app)
  const moveTo = (at: number) =>
    edit(desk, (yaml) => yaml.replace(`startsAt: ${formatInstant(T0)}`, `startsAt: ${formatInstant(at)}`))

  expect(refusalsOf((await moveTo(T0 - MINUTE_MS)).draft)).toEqual([['signInBegun', 'sittings.0.startsAt', true]])
  expect((await moveTo(T0 + 2 * HOUR_MS)).saved?.status).toBe(200)
  const { body } = await candidate.get(`/api/attempts/${id}`)
  const gates = body['gates'] as { step: string; state: string; opensAt: number }[]
  expect(body['schedule']).toMatchObject({ startsAt: T0 + 2 * HOUR_MS })
  expect(gates.find(({ step }) => step === 'signIn')).toMatchObject({ state: 'done', opensAt: T0 - 30 * MINUTE_MS })
  // the draw that was open stays open
  expect((await command(candidate, id, { kind: 'drawLot' })).status).toBe(200)
  const client = await connect(desk.app)
  const told = await client.query(`select 1 from push_messages where topic = $1`, [`attempt/${id}`])
  expect(told.rowCount).toBeGreaterThanOrEqual(2)
})

test('once somebody has entered T0 stays; from T0 on the duration too', async () => {
  const desk = await openDesk()
  const { candidate, id } = await seated(desk.app)
  desk.app.clock.set(T0 - 10 * MINUTE_MS)
  await command(candidate, id, ENTER)
  const later = await edit(desk, (yaml) => yaml.replace(formatInstant(T0), formatInstant(T0 + HOUR_MS)))
  expect(refusalsOf(later.draft)).toEqual([['somebodyEntered', 'sittings.0.startsAt', true]])
  const longer = (yaml: string) => yaml.replace('duration: PT10M', 'duration: PT12M')
  desk.app.clock.set(T0)
  expect(refusalsOf((await edit(desk, longer)).draft)).toEqual([
    ['answeringBegun', 'settings.answering.duration', true],
  ])
  desk.app.clock.set(T0 + 3 * MINUTE_MS + 1)
  const shorter = await edit(desk, (yaml) => yaml.replace('closesAfter: PT3M', 'closesAfter: PT4M'))
  expect(shorter.saved?.status).toBe(200)
  const closed = await edit(desk, (yaml) => yaml.replace('closesAfter: PT4M', 'closesAfter: PT2M'))
  expect(refusalsOf(closed.draft)).toEqual([['windowClosesBeforeNow', 'settings.entry.closesAfter', true]])
})

test('questions are sealed anew until a computer may hold them, and unlock codes follow', async () => {
  const desk = await openDesk(true)
  const client = await connect(desk.app)
  const codes = async () => (await client.query<{ pack_id: string }>('select distinct pack_id from unlock_codes')).rows
  await expect.poll(async () => (await codes()).length, { interval: 200 }).toBe(2)
  const madeBefore = new Set((await codes()).map((row) => row.pack_id))
  const other = (text: string) =>
    edit(desk, (yaml) => yaml.replace(/text: (第二题|另一题|第三题)。/, `text: ${text}。`))
  expect((await other('另一题')).saved?.status).toBe(200)
  const { candidate, id } = await seated(desk.app)
  const packOf = async () => (await candidate.get(`/api/attempts/${id}/pack`)).body as unknown as PackView
  await expect.poll(async () => (await packOf()).unlock, { interval: 200 }).not.toBeNull()
  const before = await packOf()
  expect(madeBefore.has(before.packId)).toBe(false)
  expect(refusalsOf((await other('第三题')).draft)).toEqual([['questionsHandedOut', 'sittings.0.questions', true]])
  expect(await packOf()).toEqual(before)
})

test('who has begun stays on the roster; who has not may go, and comes back with a lot and a code of their own', async () => {
  const desk = await openDesk()
  const candidate = visit(desk.app)
  const id = await signIn(candidate)
  await command(candidate, id, { kind: 'consent' })
  const without = (name: string) => (yaml: string) => {
    const read = parseInterviewFile(Buffer.from(yaml))
    if (!read.ok) throw new Error('not read')
    const { sittings, ...rest } = JSON.parse(JSON.stringify(read.document)) as {
      sittings: { roster: { name: string }[]; startsAt?: number; selfPaced?: { opensAt: number; closesAt: number } }[]
    }
    return JSON.stringify({
      ...rest,
      settings: undefined,
      sittings: sittings.map((one) => ({
        ...one,
        ...(one.startsAt === undefined ? {} : { startsAt: formatInstant(one.startsAt) }),
        ...(one.selfPaced === undefined
          ? {}
          : {
              selfPaced: {
                opensAt: formatInstant(one.selfPaced.opensAt),
                closesAt: formatInstant(one.selfPaced.closesAt),
              },
            }),
        roster: one.roster.filter((person) => person.name !== name),
      })),
    })
  }
  const refused = await edit(desk, without('陈思远'))
  expect(refused.draft.problems).toMatchObject([
    { code: 'personHasHistory', path: 'sittings.0.roster', person: { number: FIRST, name: '陈思远' } },
  ])
  expect((await edit(desk, without('李四'))).draft.counts).toContainEqual({ kind: 'personRemoved', count: 1 })
  const gone = visit(desk.app)
  const knock = () => gone.post('/api/sign-in', { number: SECOND, personalCode: CODE, deviceId: gone.deviceId })
  expect((await knock()).status).toBe(401)
  const back = await edit(desk, (yaml) =>
    yaml.replace('    roster:\n', `    roster:\n      - { number: "${SECOND}", name: 李四, personalCode: ${CODE} }\n`),
  )
  expect(back.saved?.status).toBe(200)
  expect((await knock()).status).toBe(200)
})

test('nobody saves over what somebody else saved, from another page or from a file on disk', async () => {
  const desk = await openDesk()
  const { organiser, app } = desk
  const mine = await download(desk)
  const ready = await settled(
    organiser,
    await handIn(organiser, mine.yaml.replace('秋季招聘面试', '我的名字'), mine.version),
  )
  expect(ready.state).toBe('ready')
  const theirs = await edit(desk, (yaml) => yaml.replace('秋季招聘面试', '别人的名字'))
  expect(theirs.saved?.status).toBe(200)

  expect(await save(organiser, ready)).toMatchObject({ status: 412, body: { code: 'documentChanged' } })
  expect((await handIn(organiser, mine.yaml, mine.version)).status).toBe(412)
  // a file that says what it was edited from is believed more than the page that hands it in
  const { version } = await download(desk)
  expect((await handIn(organiser, mine.yaml, version)).status).toBe(412)
  const fromDisk = parseInterviewFile(Buffer.from(mine.yaml))
  if (!fromDisk.ok) throw new Error('not read')
  const { basedOn, ...onDisk } = fromDisk.document
  expect(await app.services.interviews.importDocument(onDisk, new Map(), { onto: basedOn! })).toMatchObject({
    ok: false,
    isStale: true,
  })
  expect((await handIn(organiser, mine.yaml.replace(/basedOn: .*\n/, ''), null)).status).toBe(412)
  expect((await download(desk)).yaml).toContain('别人的名字')
  expect(
    (
      await organiser.send(`/api/drafts/${crypto.randomUUID()}`, {
        method: 'POST',
        headers: { 'content-type': 'application/yaml' },
        body: 'x: 1',
      })
    ).body,
  ).toMatchObject({ code: 'malformed' })
})

test('a document that is unsound is refused whole, every problem with its line; another organiser sees no draft of mine', async () => {
  const desk = await openDesk()
  const { yaml, version } = await download(desk)
  const broken = yaml
    .replace('supportPhone:', 'colour: red\nsupportPhone:')
    .replace('closesAfter: PT3M', 'closesAfter: three minutes')
  const refused = (await handIn(desk.organiser, broken, version)).body as unknown as DraftView
  const lineOf = (text: string) => broken.split('\n').findIndex((line) => line.includes(text)) + 1
  expect(refused.state).toBe('refused')
  expect(refused.problems.map(({ line, path, code }) => [line, path, code])).toEqual(
    expect.arrayContaining([
      [lineOf('colour'), 'colour', null],
      [lineOf('three minutes'), 'settings.entry.closesAfter', null],
    ]),
  )
  const twice = yaml.replace(`number: "${SECOND}"`, `number: "${FIRST}"`)
  const same = (await handIn(desk.organiser, twice, version)).body as unknown as DraftView
  expect(same.problems).toContainEqual(expect.objectContaining({ path: 'sittings.0.roster.1.number' }))
  expect((await download(desk)).yaml).toBe(yaml)

  const sound = await settled(desk.organiser, await handIn(desk.organiser, yaml.replace('秋季', '冬季'), version))
  const colleague = await signInStaff(desk.app, 'organiser', '另一位')
  expect((await colleague.get(`/api/drafts/${sound.draftId}`)).status).toBe(404)
  expect((await save(colleague, sound)).status).toBe(404)
})

test('attachments and ID photos are handed in as files, looked at, and kept where they did not change', async () => {
  const desk = await openDesk()
  const { organiser } = desk
  const keep = (file: string, bytes: Buffer | string) =>
    organiser.send(`/api/draft-files/${encodeURIComponent(file)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    })
  const attach = (yaml: string) =>
    yaml
      .replace('attachments: []', 'attachments:\n      - { name: { zh: 材料 }, file: tasks/a.txt }')
      .replace('name: 李四', 'name: 李四\n        idPhoto: faces/b.jpg')
  expect(refusalsOf((await edit(desk, attach)).draft)).toEqual([
    ['fileMissing', 'sittings.0.attachments.0.file', true],
    ['fileMissing', 'sittings.0.roster.1.idPhoto', true],
  ])
  expect((await keep('tasks/a.pdf', 'no pdf')).body).toMatchObject({ code: 'fileUnfit' })
  expect((await keep('../a.txt', 'x')).status).toBe(404)
  expect((await keep('tasks/a.txt', '第一版')).body).toEqual({ file: 'tasks/a.txt', mime: 'text/plain', bytes: 9 })
  const long = `files/${'综合管理岗位附件材料'.repeat(12)}.txt`
  expect((await keep(long, '名字很长')).body).toMatchObject({ file: long })
  expect((await keep('faces/b.jpg', 'no photo')).status).toBe(400)
  const photo = readFileSync(new URL('../../../testdata/synthetic-faces/s01_id.jpg', import.meta.url))
  expect((await keep('faces/b.jpg', photo)).status).toBe(200)
  expect((await edit(desk, attach)).saved?.status).toBe(200)
  const files = await desk.app.services.interviews.exportFiles('autumn')
  expect([...files].map(([file, bytes]) => [file, bytes.length])).toEqual([
    ['faces/b.jpg', photo.length],
    ['tasks/a.txt', 9],
  ])
  // another name for it: the same content is sealed for its place again
  const renamed = await edit(desk, (yaml) => yaml.replace('zh: 材料', 'zh: 阅读材料'))
  expect(renamed.draft.changes.map(({ kind }) => kind)).toEqual(['attachments'])
  expect(renamed.saved?.status).toBe(200)
  expect(await desk.app.services.interviews.exportFiles('autumn')).toEqual(files)
  const client = await connect(desk.app)
  const { rows } = await client.query<{ content_sealed: Buffer }>('select content_sealed from draft_files')
  for (const { content_sealed: sealed } of rows)
    expect(sealed.includes('第一版') || sealed.includes('JFIF')).toBe(false)
})

test('a process that ends while codes are hashed is followed by another, and saving twice is saving once', async () => {
  const desk = await openDesk()
  const people = Array.from({ length: 60 }, (_, at) => ({
    number: `P-${at + 1000}`,
    name: `考生${at}`,
    personalCode: `CODE${at + 1000}`,
  }))
  const fresh = {
    ...JSON.parse(JSON.stringify(document())),
    key: 'many',
    settings: undefined,
    sittings: [
      { key: 'only', name: { zh: '一场' }, startsAt: formatInstant(T0), questions: [{ text: '题。' }], roster: people },
    ],
  }
  const handedIn = await handIn(desk.organiser, JSON.stringify(fresh), null)
  expect(handedIn).toMatchObject({ status: 202, body: { state: 'hashing', codes: 60 } })
  expect(handedIn.headers.get('location')).toBe(`/api/drafts/${String(handedIn.body['draftId'])}`)
  const early = handedIn.body as unknown as DraftView
  expect((await save(desk.organiser, early)).body).toMatchObject({ code: 'draftNotReady' })
  await desk.app.restart()
  desk.app.clock.set(T0 - 10 * MINUTE_MS)
  const draft = await settled(desk.organiser, handedIn)
  expect(draft).toMatchObject({ state: 'ready', codes: 60, hashedCodes: 60 })
  expect(draft.counts).toContainEqual({ kind: 'personAdded', count: 60 })
  const [one, other] = [await save(desk.organiser, draft), await save(desk.organiser, draft)]
  expect(one).toMatchObject({ status: 200, body: { state: 'saved' } })
  expect(other.body).toEqual(one.body)
  const candidate = visit(desk.app)
  expect(
    (
      await candidate.post('/api/sign-in', {
        number: 'P-1007',
        personalCode: 'code 1007',
        deviceId: candidate.deviceId,
      })
    ).status,
  ).toBe(200)
})

test('the command line takes the same path: it says what would change, names the version, and edits on top of it only', async () => {
  const desk = await openDesk()
  const { yaml } = await download(desk)
  const file = join(desk.app.directory, 'interview.yaml')
  const run = async (action: string, text: string, options: string[] = []) => {
    await writeFile(file, text)
    const { code, stdout, stderr } = await runInterview(desk.app, action, file, ...options)
    return { code, said: code === 0 ? stdout : stderr }
  }
  const renamed = yaml.replace('秋季招聘面试', '冬季招聘面试')
  const withoutVersion = renamed.replace(/basedOn: .*\n/, '')
  const checked = await run('check', renamed)
  expect(checked).toMatchObject({ code: 0, said: expect.stringContaining('秋季招聘面试 → 冬季招聘面试') as string })
  const version = /--onto ([0-9a-f]{16})/.exec(checked.said)![1]!
  expect(yaml).toContain(`basedOn: ${version}`)
  expect(await run('import', withoutVersion)).toMatchObject({
    code: 1,
    said: expect.stringContaining(version) as string,
  })
  expect(await run('import', withoutVersion, ['--onto', version])).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Edited interview "autumn": 2 sitting\(s\), 3 attempt\(s\)/) as string,
  })
  expect(await run('import', renamed)).toMatchObject({
    code: 1,
    said: expect.stringContaining('changed meanwhile') as string,
  })
  const now = await download(desk)
  const line = now.yaml.split('\n').findIndex((text) => text.includes('startsAt:')) + 1
  expect(await run('import', now.yaml.replace(formatInstant(T0), '2020-01-01T00:00:00Z'))).toMatchObject({
    code: 1,
    said: expect.stringContaining(`interview.yaml:${line}:15 sittings.0.startsAt: T0 must lie ahead`) as string,
  })
  expect((await download(desk)).yaml).toBe(now.yaml)
})

test('a roster of 5,000 is handed in, saved, edited and read back', async () => {
  const desk = await openDesk()
  const { organiser } = desk
  const code = await desk.app.services.candidates.hashCode('BIG23456')
  const roster = Array.from({ length: 5000 }, (_, at) => ({
    number: `BIG-${at + 10_000}`,
    name: `考生${at}`,
    personalCodeHash: code,
  }))
  const sitting = {
    key: 'big',
    name: { zh: '大场' },
    startsAt: formatInstant(T0 + HOUR_MS),
    questions: [{ text: '题。' }],
  }
  const big = { ...presentDocument(document()), key: 'big', sittings: [{ ...sitting, roster }] }
  // while a sitting starts the machine belongs to it
  desk.app.clock.set(T0 - 20_000)
  expect(await handIn(organiser, JSON.stringify(big), null)).toMatchObject({
    status: 503,
    body: { code: 'unavailable' },
  })
  desk.app.clock.set(T0 - 20_001)
  const ready = await settled(organiser, await handIn(organiser, JSON.stringify(big), null))
  expect(ready.counts).toContainEqual({ kind: 'personAdded', count: 5000 })
  const saved = await save(organiser, ready)
  expect(saved.body).toMatchObject({ state: 'saved' })
  const interviewId = String(saved.body['interviewId'])
  const { body } = await organiser.get(`/api/interviews/${interviewId}/document`)
  const read = body['document'] as { sittings: { roster: { number: string; name: string }[] }[] }
  expect(read.sittings[0]!.roster.map(({ number }) => number)).toEqual(roster.map(({ number }) => number))
  read.sittings[0]!.roster[4321]!.name = '改名的人'
  const edited = await settled(organiser, await handIn(organiser, JSON.stringify(read), String(body['version'])))
  expect(edited.changes).toMatchObject([{ kind: 'personName', after: '改名的人' }])
  expect((await save(organiser, edited)).status).toBe(200)
})
