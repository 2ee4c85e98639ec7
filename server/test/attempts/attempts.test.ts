// Proves the thin interview over real HTTP on a moved clock: gates at their real instants, commands once, the key of
// the questions at T0 and not before, hand-over, and that refusals leave nothing behind.
import { createDecipheriv } from 'node:crypto'
import { expect, test } from 'vitest'
import { endpoints, topicOfAttempt, type AttemptRow, type Endpoint } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { applyEvent, noFacts, type AttemptEvent } from '@zhishi/core/process'
import { HOUR_MS, MINUTE_MS } from '@zhishi/core/time'
import { ENTER, seated } from '../testkit/candidate.ts'
import {
  CODE,
  command,
  appWithInterview,
  listSittings,
  PLANTED_QUESTION,
  signIn,
  signInStaff,
  T0,
  visit,
  type Visitor,
} from '../testkit/app.ts'
import { openSocket } from '../testkit/socket.ts'
import { connect, query } from '../testkit/rows.ts'

test('from sign-in to the questions, at the instants of the process', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)

  app.clock.set(T0 - 30 * MINUTE_MS - 1)
  expect((await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId })).body).toMatchObject({
    code: 'notYetOpen',
    at: T0 - 30 * MINUTE_MS,
    type: 'urn:zhishi:refusal:notYetOpen',
    status: 409,
  })
  expect((await candidate.get(`/api/attempts/${id}/pack`)).body).toMatchObject({ code: 'identityNeeded' })
  app.clock.set(T0 - 30 * MINUTE_MS)
  const leased = await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId })
  expect(leased.body).toMatchObject({
    phase: 'checkIn',
    leaseDeviceId: candidate.deviceId,
    lot: null,
    serverNow: T0 - 30 * MINUTE_MS,
  })

  const pack = (await candidate.get(`/api/attempts/${id}/pack`)).body as Record<
    'packId' | 'nonce' | 'ciphertext',
    string
  >
  app.clock.set(T0 - 15 * MINUTE_MS - 1)
  expect((await command(candidate, id, ENTER)).body['code']).toBe('notYetOpen')
  app.clock.set(T0 + 3 * MINUTE_MS + 1)
  expect((await command(candidate, id, ENTER)).body).toMatchObject({ code: 'windowClosed', at: T0 + 3 * MINUTE_MS })
  app.clock.set(T0 - 15 * MINUTE_MS)
  expect((await command(candidate, id, { ...ENTER, displays: 2 })).body['code']).toBe('displaysNotOne')
  const entered = await command(candidate, id, ENTER)
  expect(entered.body).toMatchObject({
    phase: 'waiting',
    enteredAt: T0 - 15 * MINUTE_MS,
    lot: expect.any(Number) as number,
  })

  app.clock.set(T0 - 1)
  const early = await candidate.get(`/api/attempts/${id}/pack-key`)
  expect(early.body).toMatchObject({ code: 'notYetOpen', at: T0 })
  app.clock.set(T0)
  const { key } = (await candidate.get(`/api/attempts/${id}/pack-key`)).body as { key: string }
  const ciphertext = Buffer.from(pack.ciphertext, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), Buffer.from(pack.nonce, 'base64'))
  decipher.setAuthTag(ciphertext.subarray(-16))
  const opened = Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]).toString('utf8')
  expect(JSON.parse(opened)).toMatchObject({ questions: [{ text: PLANTED_QUESTION }, { text: '第二题。' }] })

  // the other candidate has not entered: no key, and after the entry window no entry
  const { candidate: other, id: otherId } = await seated(app, '110101199001010023')
  expect((await other.get(`/api/attempts/${otherId}/pack-key`)).body).toMatchObject({
    code: 'stepMissing',
    step: 'entry',
  })
  app.clock.set(T0 + 3 * MINUTE_MS + 1)
  expect((await other.get(`/api/attempts/${otherId}`)).body['phase']).toBe('missed')
  expect((await command(candidate, id, ENTER)).body['phase']).toBe('answering')

  app.clock.set(T0 + 10 * MINUTE_MS)
  expect((await candidate.get(`/api/attempts/${id}`)).body['phase']).toBe('answering')
  app.clock.set(T0 + 10 * MINUTE_MS + 1)
  expect((await candidate.get(`/api/attempts/${id}`)).body['phase']).toBe('handingIn')
  expect((await command(candidate, id, { kind: 'handIn', partIds: [crypto.randomUUID()] })).body['code']).toBe(
    'recordingsNotSafe',
  )
  expect((await command(candidate, id, { kind: 'handIn', partIds: [] })).body).toMatchObject({
    code: 'recordingsMissing',
    ids: ['camera', 'screen', 'journal'],
  })
  const handedIn = await command(candidate, id, { kind: 'handIn', partIds: [], acceptsMissing: true })
  expect(handedIn.body).toMatchObject({
    phase: 'handedIn',
    handedInGaps: [{ line: 'camera' }, { line: 'screen' }, { line: 'journal' }],
  })

  // every fact of the attempt can be recomputed from its history
  const history = await app.services.attempts.history(id as never)
  const facts = history.reduce((was, row) => applyEvent(was, row.event as AttemptEvent, row.at), noFacts)
  expect(history.map((row) => row.event.kind)).toEqual([
    'leased',
    'identityConfirmed',
    'lotDrawn',
    'entered',
    'returned',
    'handedIn',
  ])
  expect(facts).toMatchObject({
    enteredAt: T0 - 15 * MINUTE_MS,
    handedInAt: T0 + 10 * MINUTE_MS + 1,
    leaseDeviceId: candidate.deviceId,
  })
})

test('a command counts once: repeated, even after closing, it gets its first answer; its id serves nothing else', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const signInId = crypto.randomUUID()
  const first = await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId }, signInId)
  app.clock.set(T0 + HOUR_MS)
  expect((await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId }, signInId)).body).toEqual(
    first.body,
  )
  expect((await command(candidate, id, { kind: 'consent' }, signInId)).body['code']).toBe('commandIdReused')

  app.clock.set(T0 - 10 * MINUTE_MS)
  const enterId = crypto.randomUUID()
  // twice as many as there are connections to the database: none may wait for a second one while it holds the first
  const answers = await Promise.all(Array.from({ length: 40 }, () => command(candidate, id, ENTER, enterId)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer.body)))).toHaveLength(1)
  const history = await app.services.attempts.history(id as never)
  expect(history.filter((row) => row.event.kind === 'entered')).toHaveLength(1)
})

test('commands of a candidate are held back at a thousand; staff see it, go on, and let the candidate go on', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId })
  // as a page in a loop would have left them
  await query(
    app,
    `insert into commands (id, attempt_id, at, request_hash, answer)
     select gen_random_uuid(), $1, 0, '', '{}' from generate_series(1, 990)`,
    [id],
  )
  const proctor = await signInStaff(app, 'proctor')
  const [sitting] = await listSittings(app)
  const held = async () => {
    const { body } = await proctor.get(`/api/sittings/${sitting!.sittingId}/attempts`)
    return (body['attempts'] as AttemptRow[]).find((row) => row.attemptId === id)?.held
  }
  const answers = await Promise.all(Array.from({ length: 20 }, () => command(candidate, id, { kind: 'consent' })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(9)
  expect(answers.find(({ status }) => status !== 200)?.body).toMatchObject({ code: 'budgetReached', retryAfterS: 60 })
  expect(await held()).toMatchObject([{ kind: 'commands' }])
  const late = {
    kind: 'grantAllowance',
    allowance: { kind: 'extraTime', lengthMs: 1, reason: 'interruption' },
  } as const
  expect((await command(proctor, id, late)).status).toBe(200)
  const raised = await proctor.post(`/api/attempts/${id}/upload-budget`, { reason: '页面出错' })
  expect(raised.body).toMatchObject({
    held: [],
    raises: 1,
    beside: { used: { commands: 1001 }, allowed: { commands: 2000 } },
  })
  expect((await command(candidate, id, { kind: 'consent' })).status).toBe(200)
  expect(await held()).toEqual([])
})

test('one computer at a time; a proctor hands over, the old one may no longer act, the new one comes back to the questions', async () => {
  const app = await appWithInterview()
  const first = visit(app)
  const second = visit(app)
  const id = await signIn(first)
  expect(await signIn(second)).toBe(id)
  await command(first, id, { kind: 'signIn', deviceId: first.deviceId })
  app.clock.set(T0 - 5 * MINUTE_MS)
  await command(first, id, ENTER)
  expect((await command(second, id, { kind: 'signIn', deviceId: second.deviceId })).body['code']).toBe('otherDevice')
  expect((await second.get(`/api/attempts/${id}/pack-key`)).body['code']).toBe('otherDevice')
  // a copied request that names the other's device
  expect((await command({ ...second, deviceId: first.deviceId }, id, ENTER)).body['code']).toBe('otherDevice')

  const proctor = await signInStaff(app, 'proctor')
  expect((await command(proctor, id, { kind: 'handOver', deviceId: second.deviceId })).status).toBe(200)
  app.clock.set(T0 + 4 * MINUTE_MS)
  expect((await command(second, id, ENTER)).body).toMatchObject({ phase: 'answering', enteredAt: T0 - 5 * MINUTE_MS })
  expect((await second.get(`/api/attempts/${id}/pack-key`)).status).toBe(200)
  expect((await command(first, id, { kind: 'finish' })).body['code']).toBe('signInNeeded')
  await signIn(first)
  expect((await command(first, id, { kind: 'finish' })).body['code']).toBe('otherDevice')
})

test('signing out lets go of the computer before entry, not from entry on; the next one shows who is there again', async () => {
  const app = await appWithInterview()
  const first = visit(app)
  const second = visit(app)
  const id = await signIn(first)
  await signIn(second)
  const seen = async (by: Visitor) => (await by.get(`/api/attempts/${id}`)).body['leaseDeviceId']
  app.clock.set(T0 - 20 * MINUTE_MS)
  await command(first, id, { kind: 'signIn', deviceId: first.deviceId })
  // who only looks from elsewhere lets go of nothing
  await second.post('/api/sign-out', {})
  expect(await seen(first)).toBe(first.deviceId)
  await signIn(second)
  await first.post('/api/sign-out', {})
  expect(await seen(second)).toBeNull()
  await command(second, id, { kind: 'signIn', deviceId: second.deviceId })
  const history = await app.services.attempts.history(id as never)
  const confirmed = ['leased', 'identityConfirmed']
  expect(history.map(({ event }) => event.kind)).toEqual([...confirmed, 'released', ...confirmed])
  expect(history[2]?.actorRole).toBe('candidate')

  app.clock.set(T0 - 5 * MINUTE_MS)
  await command(second, id, ENTER)
  await second.post('/api/sign-out', {})
  await signIn(first)
  expect(await seen(first)).toBe(second.deviceId)
  expect((await command(first, id, { kind: 'signIn', deviceId: first.deviceId })).body['code']).toBe('otherDevice')
})

test('who enters late has less time, and extra time granted while answering moves the end, also once it had passed', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const look = async () => (await candidate.get(`/api/attempts/${id}`)).body
  await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId })
  app.clock.set(T0 + 3 * MINUTE_MS)
  const late = await command(candidate, id, ENTER)
  expect(late.body).toMatchObject({ phase: 'answering', enteredAt: T0 + 3 * MINUTE_MS })
  expect(late.body['schedule']).toMatchObject({ startsAt: T0, endsAt: T0 + 10 * MINUTE_MS })
  expect((await candidate.get(`/api/attempts/${id}/pack-key`)).status).toBe(200)

  const proctor = await signInStaff(app, 'proctor')
  const grant = (lengthMs: number) =>
    command(proctor, id, { kind: 'grantAllowance', allowance: { kind: 'extraTime', lengthMs, reason: 'interruption' } })
  app.clock.set(T0 + 9 * MINUTE_MS)
  expect((await grant(2 * MINUTE_MS)).status).toBe(200)
  expect(await look()).toMatchObject({ phase: 'answering', schedule: { endsAt: T0 + 12 * MINUTE_MS } })
  app.clock.set(T0 + 12 * MINUTE_MS)
  expect((await look())['phase']).toBe('answering')
  app.clock.set(T0 + 12 * MINUTE_MS + 1)
  expect((await look())['phase']).toBe('handingIn')
  // the computer had lost its time: what is granted afterwards opens the questions again
  expect((await grant(3 * MINUTE_MS)).status).toBe(200)
  expect(await look()).toMatchObject({ phase: 'answering', schedule: { endsAt: T0 + 15 * MINUTE_MS } })
  expect((await candidate.get(`/api/attempts/${id}/pack-key`)).status).toBe(200)
})

test('self-paced: T0 is ten seconds after the press', async () => {
  const app = await appWithInterview()
  const { candidate, id } = await seated(app, undefined, '模拟面试')
  await command(candidate, id, ENTER)
  expect((await candidate.get(`/api/attempts/${id}/pack-key`)).body['code']).toBe('notYetOpen')
  const pressedAt = app.clock.now()
  expect(
    (await command(candidate, id, { kind: 'begin', recording: ['camera', 'screen'] })).body['schedule'],
  ).toMatchObject({
    startsAt: pressedAt + 10_000,
  })
  app.clock.set(pressedAt + 10_000)
  expect((await candidate.get(`/api/attempts/${id}/pack-key`)).status).toBe(200)
})

test('before T0 no answer and no row of the database holds a question, a key, an unlock code, a name, a number or a code', async () => {
  const app = await appWithInterview()
  const { candidate, id } = await seated(app)
  app.clock.set(T0 - 10 * MINUTE_MS)
  await command(candidate, id, ENTER)
  const line = await openSocket(app.url, candidate)
  line.ask({ kind: 'subscribe', topic: topicOfAttempt(id as AttemptId), after: 0 })
  await line.next('subscribed')
  const { packs, questions } = app.services
  const [sitting] = await listSittings(app)
  const sittingId = sitting!.sittingId as SittingId
  // what must not be found is known here because the services are asked for it, past every rule
  const { code } = await questions.makeUnlockCode(id as AttemptId, sittingId)
  const key = Buffer.from((await packs.keyOf(sittingId)).key, 'base64')
  app.clock.set(T0 - 1)

  // every endpoint that a candidate may call, by its own path and with an empty body where one is asked for
  const answers = []
  for (const endpoint of Object.values(endpoints) as Endpoint[]) {
    if (!endpoint.callers.some((caller) => caller === 'candidate' || caller === 'anyone')) continue
    // the others would be asked by nobody
    if (endpoint.path === endpoints.signOut.path) continue
    const path = endpoint.path.replace(':attemptId', id).replace(':sittingId', sittingId)
    const answer = endpoint.method === 'GET' ? await candidate.get(path) : await candidate.post(path, {})
    answers.push([path, answer, [...answer.headers]])
  }
  answers.push(
    await candidate.get(`/api/attempts/${id}/recordings`),
    await command(candidate, id, { kind: 'prepare', checks: [] }),
  )
  await line.next('message')
  expect(answers.length).toBeGreaterThan(20)

  const client = await connect(app)
  const { rows: tables } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  )
  expect(tables.length).toBeGreaterThan(12)
  let dump = ''
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select row_to_json(t)::text as row from "${name}" t`)
    dump += rows.map((it) => it.row).join('\n')
  }
  const seen = JSON.stringify(answers) + JSON.stringify(line.heard) + dump + JSON.stringify(app.log())
  const hidden = [PLANTED_QUESTION, '种下的题目', '陈思远', '110101199001010015', CODE, code]
  // bytea columns are dumped in hexadecimal
  const hex = hidden.map((text) => Buffer.from(text).toString('hex'))
  const keys = (['hex', 'base64', 'base64url'] as const).map((form) => key.toString(form))
  for (const text of [...hidden, ...hex, ...keys]) expect(seen.includes(text), text).toBe(false)
  // the search finds what is there: a millisecond later the key is in the answer
  app.clock.set(T0)
  expect(JSON.stringify((await candidate.get(`/api/attempts/${id}/pack-key`)).body)).toContain(key.toString('base64'))
})
