// Proves the face login on the real engine with generated people: a clear match passes alone, everything else reaches a
// person, nobody is locked out, and pictures are seen by proctors only, each look written down.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { faceProcesses } from '../platform/testkit/face-processes.ts'
import { seated } from '../testkit/candidate.ts'
import {
  startApp,
  command,
  document,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'
import { looks, query } from '../testkit/rows.ts'

const picture = (name: string) =>
  readFileSync(new URL(`../../../testdata/synthetic-faces/${name}.jpg`, import.meta.url))
const settings = {
  signIn: { face: 'required' },
  briefing: { isRequired: false },
  evidence: { isRequired: false },
}

/** An app whose first candidate has the ID photo of this generated person; without one: none is registered. */
async function withFaces(face?: string, more: Record<string, unknown> = {}): Promise<TestApp> {
  const app = await startApp()
  const it = document({ settings: { ...settings, ...more } })
  const file = `${face}.jpg`
  for (const { roster } of face === undefined ? [] : it.sittings) roster[0]!.idPhoto = file
  const files = new Map(
    face === undefined ? [] : [[file, { mime: 'image/jpeg' as const, bytes: picture(`${face}_id`) }]],
  )
  expect(await app.services.interviews.importDocument(it, files)).toMatchObject({ ok: true })
  return app
}

/** The engine takes a second or two of a free core for each look, and many times that on a busy machine. */
const SLOW = { timeout: 120_000 }

let tries = 0
function tryFace(app: TestApp, candidate: Visitor, id: string, names: string[], tryId: string = crypto.randomUUID()) {
  app.clock.set(app.clock.now() + 2000 + tries++)
  const frames = names.map((name) => ({
    view: name.endsWith('_left') ? 'left' : name.endsWith('_right') ? 'right' : 'front',
    jpeg: picture(name).toString('base64'),
  }))
  return candidate.post(`/api/attempts/${id}/face`, { tryId, frames })
}
const own = (person: string) => [
  `${person}_login1`,
  `${person}_login2`,
  `${person}_login3`,
  `${person}_left`,
  `${person}_right`,
]

test.each(['s01', 's02'])(
  '%s passes as themselves, alone, and only with consent and in the window',
  SLOW,
  async (person) => {
    const app = await withFaces(person)
    const { candidate, id } = await seated(app)
    expect((await candidate.get(`/api/attempts/${id}/identity`)).body).toMatchObject({
      hasIdPhoto: true,
      isEngineAvailable: true,
      triesLeft: 5,
    })
    expect((await tryFace(app, candidate, id, own(person))).body['code']).toBe('identityNeeded')
    await command(candidate, id, { kind: 'consent' })
    const tryId = crypto.randomUUID()
    const first = await tryFace(app, candidate, id, own(person), tryId)
    expect(first.body).toMatchObject({ result: 'same', reasons: [] })
    expect((await tryFace(app, candidate, id, own(person), tryId)).body).toEqual(first.body)
    expect((await candidate.get(`/api/attempts/${id}`)).body['gates']).toContainEqual(
      expect.objectContaining({ step: 'signIn', state: 'done' }) as unknown,
    )
    app.clock.set(T0 + 3 * 60_000 + 1)
    expect((await tryFace(app, candidate, id, own(person))).body['code']).toBe('windowClosed')
  },
)

test('another person, two faces, an empty room and a mask never pass alone', SLOW, async () => {
  const app = await withFaces('s01')
  const { candidate, id } = await seated(app)
  await command(candidate, id, { kind: 'consent' })
  const mendable: [string[], string][] = [
    [['two_people', 'two_people', 'two_people'], 'manyFaces'],
    [['empty_room', 'empty_room', 'empty_room'], 'noFace'],
    [['s01_mask', 's01_mask', 's01_mask'], 'covered'],
  ]
  for (const [frames, reason] of mendable) {
    const { body } = await tryFace(app, candidate, id, frames)
    expect(body, reason).toMatchObject({ triesLeft: 5 })
    expect(['again', 'person'], reason).toContain(body['result'])
    expect(body['reasons'], reason).toContain(reason)
  }
  const other = await tryFace(app, candidate, id, own('s02'))
  expect(other.body).toMatchObject({ result: 'person', triesLeft: 4 })
  for (let left = 3; left >= 0; left--) {
    expect((await tryFace(app, candidate, id, own('s03').slice(0, 3))).body).toMatchObject({ triesLeft: left })
  }
  expect((await tryFace(app, candidate, id, own('s01'))).body['code']).toBe('triesUsedUp')
  expect((await candidate.get(`/api/attempts/${id}`)).body['gates']).toContainEqual(
    expect.objectContaining({ step: 'signIn', state: 'open' }) as unknown,
  )

  // the human queue: side by side, each look written down, and the decision
  const proctor = await signInStaff(app, 'proctor')
  const queue = (await proctor.get('/api/identity-queue')).body as unknown as Record<string, unknown>[]
  expect(queue).toMatchObject([
    { attemptId: id, maskedName: '陈＊＊', faceTries: 5, pictures: ['idPhoto', 'front', 'left', 'right'] },
  ])
  expect(Number(queue[0]!['distance'])).toBeGreaterThan(0.4)
  for (const which of ['idPhoto', 'front', 'left', 'right']) {
    const seen = await proctor.get(`/api/attempts/${id}/identity/${which}`)
    expect([seen.status, seen.headers.get('content-type'), seen.headers.get('cache-control')]).toEqual([
      200,
      'image/jpeg',
      'no-store',
    ])
  }
  expect((await candidate.get(`/api/attempts/${id}/identity/idPhoto`)).status).toBe(401)
  expect((await (await signInStaff(app, 'organiser')).get(`/api/attempts/${id}/identity/front`)).status).toBe(403)
  await command(proctor, id, { kind: 'refuseIdentity', reason: '请摘下口罩再试' })
  expect((await candidate.get(`/api/attempts/${id}/identity`)).body).toMatchObject({
    askedAt: null,
    refusedReason: '请摘下口罩再试',
  })
  expect((await proctor.get('/api/identity-queue')).body).toEqual([])
  await command(candidate, id, { kind: 'askForPerson' })
  expect((await candidate.get(`/api/attempts/${id}/identity`)).body).toMatchObject({ ahead: 0, refusedReason: null })
  const confirmed = await Promise.all([1, 2].map(() => command(proctor, id, { kind: 'confirmIdentity' })))
  expect(confirmed.map((answer) => answer.status)).toEqual([200, 200])
  const history = await app.services.attempts.history(id as never)
  expect(history.filter((row) => row.event.kind === 'identityConfirmed')).toHaveLength(1)

  const kept = await query<{ head: string }>(
    app,
    "select encode(substring(jpeg_sealed for 3), 'hex') as head from face_pictures",
  )
  expect(await looks(app, 'identityLookedAt')).toHaveLength(4)
  // nothing at rest begins like a JPEG
  expect(kept.filter((row) => row.head === 'ffd8ff')).toEqual([])
})

test('who confirms has looked at both pictures as they are now, or says how else they made sure', SLOW, async () => {
  const app = await withFaces('s01')
  const { candidate, id } = await seated(app)
  const [one, other] = [await signInStaff(app, 'proctor', '王敏'), await signInStaff(app, 'proctor', '周岚')]
  const confirm = (by: Visitor, more: Record<string, unknown> = {}) =>
    command(by, id, { kind: 'confirmIdentity', ...more })
  const look = (by: Visitor, picture: string) => by.get(`/api/attempts/${id}/identity/${picture}`)
  const unseen = (...ids: string[]) => ({ code: 'picturesUnseen', ids })
  await command(candidate, id, { kind: 'askForPerson' })
  // there is an ID photo, and no picture of the candidate
  expect((await look(one, 'idPhoto')).status).toBe(200)
  expect((await look(one, 'front')).status).toBe(404)
  expect((await confirm(one)).body).toMatchObject(unseen('front'))
  await command(candidate, id, { kind: 'consent' })
  expect((await tryFace(app, candidate, id, ['s03_login1'])).status).toBe(200)
  expect((await confirm(one)).body).toMatchObject(unseen('front'))
  await look(one, 'front')
  // what another proctor has looked at is none of this one's
  expect((await confirm(other)).body).toMatchObject(unseen('idPhoto', 'front'))
  // another picture was taken since: the one that would be kept has not been looked at
  expect((await tryFace(app, candidate, id, ['s01_mask'])).status).toBe(200)
  expect((await confirm(one)).body).toMatchObject(unseen('front'))
  expect((await confirm(one, { reason: ' ' })).status).toBe(400)
  await look(one, 'front')
  expect((await confirm(one)).status).toBe(200)
  expect((await decisionsOn(app, id)).map(({ event }) => event)).toEqual([{ kind: 'identityConfirmed', by: 'staff' }])
})

test('without an ID photo a person looks', SLOW, async () => {
  const app = await withFaces()
  const { candidate, id } = await seated(app)
  await command(candidate, id, { kind: 'consent' })
  expect(
    (await candidate.post(`/api/attempts/${id}/id-photo`, { jpeg: picture('s01_id').toString('base64') })).body['code'],
  ).toBe('notAllowed')
  expect((await tryFace(app, candidate, id, own('s01'))).body).toMatchObject({ result: 'person', triesLeft: 5 })
  const proctor = await signInStaff(app, 'proctor')
  expect((await proctor.get('/api/identity-queue')).body).toMatchObject([{ pictures: ['front', 'left', 'right'] }])
  for (const view of ['front', 'left', 'right']) await proctor.get(`/api/attempts/${id}/identity/${view}`)
  expect((await command(proctor, id, { kind: 'confirmIdentity' })).body).toMatchObject({
    code: 'picturesUnseen',
    ids: ['idPhoto'],
  })
  expect((await command(proctor, id, withoutPictures)).status).toBe(200)
  expect((await decisionsOn(app, id)).map(({ event }) => event)).toEqual([
    { kind: 'identityConfirmed', by: 'staff', reason: withoutPictures.reason },
  ])
})

test('what is no picture is refused', SLOW, async () => {
  const { candidate, id } = await seated(await withFaces('s01'))
  await command(candidate, id, { kind: 'consent' })
  const text = Buffer.from('no picture').toString('base64')
  const { body } = await candidate.post(`/api/attempts/${id}/face`, {
    tryId: crypto.randomUUID(),
    frames: [{ view: 'front', jpeg: text }],
  })
  expect(body['code']).toBe('malformed')
})

test('a face engine that is killed in each try of one look costs no try: a person looks', SLOW, async () => {
  const app = await withFaces('s01')
  const { candidate, id } = await seated(app)
  await command(candidate, id, { kind: 'consent' })
  // every process that is given the look dies of it
  const pids = new Set<number>()
  const killing = setInterval(() => {
    for (const pid of faceProcesses()) {
      pids.add(pid)
      process.kill(pid, 'SIGKILL')
    }
  }, 50)
  const killed = await tryFace(app, candidate, id, own('s01'))
  clearInterval(killing)
  expect(pids.size).toBeGreaterThanOrEqual(1)
  expect(killed.body).toMatchObject({ result: 'person', triesLeft: 5 })
  const proctor = await signInStaff(app, 'proctor')
  expect((await proctor.get('/api/identity-queue')).body).toMatchObject([{ attemptId: id, distance: null }])
  // the next look finds an engine again
  expect((await tryFace(app, candidate, id, own('s01'))).body).toMatchObject({ result: 'same' })
})

test('looks at the same time are one look, and a stranger’s for somebody else are none', SLOW, async () => {
  const app = await withFaces('s01')
  const { candidate, id } = await seated(app)
  await command(candidate, id, { kind: 'consent' })
  const other = visit(app)
  await signIn(other, '110101199001010023')
  app.clock.set(app.clock.now() + 60_000)
  const frames = own('s02').map((name) => ({ view: 'front', jpeg: picture(name).toString('base64') }))
  const look = (who: Visitor) => who.post(`/api/attempts/${id}/face`, { tryId: crypto.randomUUID(), frames })
  const [strangers, looks] = await Promise.all([
    Promise.all(Array.from({ length: 10 }, () => look(other))),
    Promise.all(Array.from({ length: 30 }, () => look(candidate))),
  ])
  expect(strangers.map(({ status }) => status)).toEqual(Array(10).fill(404))
  expect(looks.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(looks.filter(({ body }) => body['code'] === 'tooManyTries')).toHaveLength(29)
})

test(
  'a mock takes an ID photo from the camera where none is registered, and in no other sitting does it count',
  SLOW,
  async () => {
    const app = await withFaces(undefined, { signIn: { face: 'required', mayEnrolFromCamera: true } })
    const { candidate, id } = await seated(app, undefined, '模拟面试')
    await command(candidate, id, { kind: 'consent' })
    const enrol = (name: string) =>
      candidate.post(`/api/attempts/${id}/id-photo`, { jpeg: picture(name).toString('base64') })
    expect((await enrol('empty_room')).body).toEqual({ reasons: ['noFace'] })
    expect((await enrol('s01_live')).body).toEqual({ reasons: [] })
    expect((await tryFace(app, candidate, id, own('s01'))).body).toMatchObject({ result: 'same' })

    // the same person, the same camera, in a sitting that counts: the photo of the mock proves nothing there
    const formal = await signIn(candidate)
    await command(candidate, formal, { kind: 'signIn', deviceId: candidate.deviceId })
    await command(candidate, formal, { kind: 'consent' })
    const where = { hasIdPhoto: false, mayEnrolFromCamera: false }
    expect((await candidate.get(`/api/attempts/${formal}/identity`)).body).toMatchObject(where)
    const taken = await candidate.post(`/api/attempts/${formal}/id-photo`, {
      jpeg: picture('s01_live').toString('base64'),
    })
    expect(taken.body['code']).toBe('notAllowed')
    expect((await tryFace(app, candidate, formal, own('s01'))).body).toMatchObject({ result: 'person', triesLeft: 5 })

    // a proctor is not shown it as the registered one, and has to say how else they made sure
    const proctor = await signInStaff(app, 'proctor')
    expect((await proctor.get('/api/identity-queue')).body).toMatchObject([
      { attemptId: formal, pictures: ['front', 'left', 'right'] },
    ])
    expect((await proctor.get(`/api/attempts/${formal}/identity/idPhoto`)).status).toBe(404)
    expect((await proctor.get(`/api/attempts/${formal}/identity/front`)).status).toBe(200)
    const compared = await command(proctor, formal, { kind: 'confirmIdentity' })
    expect(compared.body).toMatchObject({ code: 'picturesUnseen', ids: ['idPhoto'] })
    expect((await command(proctor, formal, withoutPictures)).status).toBe(200)
  },
)

/** Of somebody who has no pictures. */
const withoutPictures = { kind: 'confirmIdentity', reason: '已电话核对证件信息' }

/** An app with a roster of so many, each of whom waits for a person since a millisecond after the one before. */
async function withQueue(length: number): Promise<{ app: TestApp; ids: string[] }> {
  const app = await startApp()
  const it = document({ settings })
  const [model] = it.sittings[0]!.roster
  it.sittings[0]!.roster = Array.from({ length }, (_, at) => ({ ...model!, number: `QUEUE-${1000 + at}` }))
  expect(await app.services.interviews.importDocument(it)).toMatchObject({ ok: true })
  const ids: string[] = []
  for (const { number } of it.sittings[0]!.roster) {
    const candidate = visit(app)
    const id = await signIn(candidate, number)
    for (const body of [{ kind: 'signIn', deviceId: candidate.deviceId }, { kind: 'askForPerson' }]) {
      expect((await command(candidate, id, body)).status).toBe(200)
    }
    ids.push(id)
    app.clock.set(app.clock.now() + 1)
  }
  return { app, ids }
}

const queueOf = async (proctor: Visitor): Promise<string[]> =>
  ((await proctor.get('/api/identity-queue')).body as unknown as { attemptId: string }[]).map((row) => row.attemptId)

const decisionsOn = async (app: TestApp, id: string) =>
  (await app.services.attempts.history(id as never)).filter(({ event }) =>
    ['identityConfirmed', 'identityRefused'].includes(event.kind),
  )

test('twenty-five in a row: each is confirmed once, in the order of asking, none is skipped', SLOW, async () => {
  const { app, ids } = await withQueue(25)
  const proctor = await signInStaff(app, 'proctor')
  const confirmed: string[] = []
  for (let waiting = await queueOf(proctor); waiting.length > 0; waiting = await queueOf(proctor)) {
    expect(waiting, 'nobody moves up or falls back').toEqual(ids.slice(confirmed.length))
    const [first = ''] = waiting
    // the answer was lost: the same press again
    const commandId = crypto.randomUUID()
    const answers = [1, 2].map(() => command(proctor, first, withoutPictures, commandId))
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
    confirmed.push(first)
  }
  expect(confirmed).toEqual(ids)
  for (const id of ids) expect(await decisionsOn(app, id)).toHaveLength(1)
})

test('two proctors decide on one person at the same time: one decision stands, the other learns whose it is', async () => {
  const { app, ids } = await withQueue(4)
  const names = ['王敏', '周岚']
  const [one, other] = [await signInStaff(app, 'proctor', names[0]), await signInStaff(app, 'proctor', names[1])]
  const confirm = withoutPictures
  const refuse = { kind: 'refuseIdentity', reason: '看不清脸' }
  for (const [at, pair] of [
    [confirm, confirm],
    [confirm, refuse],
    [refuse, confirm],
    [refuse, refuse],
  ].entries()) {
    const id = ids[at]!
    const answers = await Promise.all([one, other].map((who, place) => command(who, id, pair[place]!)))
    const lost = answers.findIndex(({ status }) => status !== 200)
    expect(answers[1 - lost]!.status).toBe(200)
    expect(answers[lost]!.body).toMatchObject({
      code: 'identityDecided',
      by: names[1 - lost],
      at: app.clock.now(),
    })
    const [decision, ...more] = await decisionsOn(app, id)
    expect(more).toEqual([])
    const kind = pair[1 - lost] === confirm ? 'identityConfirmed' : 'identityRefused'
    expect(decision).toMatchObject({ actorRole: 'proctor', event: { kind } })
    // who decided may say it again
    expect((await command([one, other][1 - lost]!, id, pair[1 - lost]!)).status).toBe(200)
    expect(await decisionsOn(app, id)).toHaveLength(1)
  }
  expect(await queueOf(one)).toEqual([])
})
