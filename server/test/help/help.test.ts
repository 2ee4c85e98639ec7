// Proves help by text over real HTTP and PostgreSQL: both ways, in order, once, across processes, never to a stranger,
// slowed down, closed when the attempt is, and unreadable in the database.
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { topicOfAttempt } from '@zhishi/core/contract'
import type { AttemptId, CommandId, InterviewId, PersonId, StaffId } from '@zhishi/core/ids'
import { DAY_MS, formatInstant, MINUTE_MS } from '@zhishi/core/time'
import { startServer } from '../../src/main.ts'
import { systemRandom } from '../../src/platform/clock.ts'
import { ENTER, seated } from '../testkit/candidate.ts'
import {
  CODE,
  command,
  document,
  appWithInterview,
  listSittings,
  signIn,
  signInStaff,
  T0,
  visit,
  type Answer,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'
import { query } from '../testkit/rows.ts'
import { openSocket } from '../testkit/socket.ts'

type Message = { number: number; messageId: string; from: string; text: string; sentAt: number }
type Row = { attemptId: string; lastText: string; messages: number; waitingSince: number | null }

const say = (who: Visitor, id: string, text: string, messageId: string = randomUUID()): Promise<Answer> =>
  who.post(`/api/attempts/${id}/help`, { messageId, text })
const conversation = async (who: Visitor, id: string): Promise<Message[]> =>
  (await who.get(`/api/attempts/${id}/help`)).body as unknown as Message[]
const queue = async (proctor: Visitor): Promise<Row[]> =>
  (await proctor.get('/api/help-queue')).body as unknown as Row[]

/** Another proctor than the one of `signInStaff`: a person of their own. */
async function signInSecondProctor(app: TestApp): Promise<Visitor> {
  const staffId = randomUUID()
  await query(app, "insert into staff (id, name) values ($1, '周')", [staffId])
  await query(app, "insert into memberships (id, staff_id, role) values ($1, $1, 'proctor')", [staffId])
  const hash = createHash('sha256').update('second').digest()
  const link = 'insert into sign_in_links (secret_hash, staff_id, expires_at) values ($1, $2, $3)'
  await query(app, link, [hash, staffId, app.clock.now() + DAY_MS])
  const visitor = visit(app, 'staff')
  const { body } = await visitor.post('/api/sign-in/link', { secret: 'second', deviceId: visitor.deviceId })
  expect(body).toMatchObject({ staffId })
  return visitor
}

test('a question and its answer: in order, once, in the queue and in the table, and sealed in the database', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const proctor = await signInStaff(app, 'proctor')
  expect(await conversation(candidate, id)).toEqual([])
  expect(await queue(proctor)).toEqual([])

  const askedAt = app.clock.now()
  const messageId = randomUUID()
  const asked = await say(candidate, id, '  第二题能再看一下吗，刚才屏幕闪了一下 ', messageId)
  const question = {
    number: 1,
    messageId,
    from: 'candidate',
    text: '第二题能再看一下吗，刚才屏幕闪了一下',
    sentAt: askedAt,
  }
  expect(asked).toMatchObject({ status: 200, body: question })
  app.clock.set(askedAt + 5000)
  await say(candidate, id, '听得到吗？')
  // the line broke before the first answer came: the same message again
  expect((await say(candidate, id, question.text, messageId)).body).toEqual(asked.body)
  for (const [who, text] of [
    [candidate, '别的话'],
    [proctor, question.text],
  ] as const) {
    expect((await say(who, id, text, messageId)).body['code'], text).toBe('commandIdReused')
  }

  const [waiting] = await queue(proctor)
  expect(waiting).toMatchObject({
    attemptId: id,
    maskedName: '陈＊＊',
    sittingName: { zh: '第一场' },
    phase: 'checkIn',
    lastText: '听得到吗？',
    messages: 2,
    waitingSince: askedAt,
  })
  const table = async () => {
    const [sitting] = await listSittings(app)
    const { body } = await proctor.get(`/api/sittings/${sitting!.sittingId}/attempts`)
    return (body['attempts'] as Array<Record<string, unknown>>).map((row) => row['helpWaitingSince'])
  }
  expect(await table()).toEqual([askedAt, null])

  app.clock.set(askedAt + 16_000)
  const answered = await say(proctor, id, '可以的，题目一直在左侧。')
  expect(answered.body).toMatchObject({ number: 3, from: 'proctor', sentAt: askedAt + 16_000 })
  // to the candidate the proctors are one: no name, no id
  expect(Object.keys(answered.body).sort()).toEqual(['from', 'messageId', 'number', 'sentAt', 'text'])
  expect(await queue(proctor)).toMatchObject([{ attemptId: id, messages: 3, waitingSince: null }])
  expect(await table()).toEqual([null, null])
  expect(await conversation(proctor, id)).toEqual(await conversation(candidate, id))
  expect((await conversation(candidate, id)).map(({ number, from }) => [number, from])).toEqual([
    [1, 'candidate'],
    [2, 'candidate'],
    [3, 'proctor'],
  ])

  const rows = await query<{ row: string }>(app, 'select row_to_json(t)::text as row from help_messages t')
  const dump = rows.map((it) => it.row).join() + JSON.stringify(app.log())
  expect(rows).toHaveLength(3)
  for (const text of [question.text, '可以的，题目一直在左侧。']) {
    expect(dump.includes(text) || dump.includes(Buffer.from(text).toString('hex')), text).toBe(false)
  }
  const audited = await query(app, "select subject from audit_entries where action = 'helpAnswered'")
  expect(audited).toEqual([{ subject: { attemptId: id, number: 3 } }])
})

test('everybody at once: no number twice, none left out, each message once, whoever repeats it', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const writers = [candidate, await signInStaff(app, 'proctor'), await signInSecondProctor(app)]
  const messages = writers.flatMap((who, at) =>
    Array.from({ length: 8 }, (_, turn) => ({ who, text: `${at} ${turn}`, messageId: randomUUID() })),
  )
  // each twice and in no order, as browsers do that lost an answer
  const sent = [...messages, ...messages.toReversed()]
  const answers = await Promise.all(sent.map(({ who, text, messageId }) => say(who, id, text, messageId)))
  expect(answers.map(({ status }) => status)).toEqual(sent.map(() => 200))

  const all = await conversation(candidate, id)
  expect(all.map(({ number }) => number)).toEqual(messages.map((_, at) => at + 1))
  expect(new Map(all.map((one) => [one.messageId, one.text]))).toEqual(
    new Map(messages.map((one) => [one.messageId, one.text])),
  )
  for (const answer of answers) expect(all).toContainEqual(answer.body)
  // both proctors stand in the audit log under their own ids, once for each answer
  const authors = await query<{ count: number }>(
    app,
    "select actor_id, count(*)::int from audit_entries where action = 'helpAnswered' group by 1",
  )
  expect(authors.map(({ count }) => count)).toEqual([8, 8])
})

test('the queue: the longest unanswered first, the answered last, a conversation of last week not at all', async () => {
  const app = await appWithInterview()
  const first = visit(app)
  const second = visit(app)
  const firstId = await signIn(first)
  const secondId = await signIn(second, '110101199001010023')
  const mockId = await signIn(first, undefined, '模拟面试')
  const proctor = await signInStaff(app, 'proctor')
  const startedAt = app.clock.now()
  const at = (ms: number) => app.clock.set(startedAt + ms)

  await say(proctor, secondId, '您的手机停止了拍摄。')
  expect(await queue(proctor), 'nobody has asked').toEqual([])
  at(1000)
  await say(first, firstId, '一')
  at(2000)
  await say(second, secondId, '二')
  at(3000)
  await say(first, mockId, '三')
  at(4000)
  await say(first, firstId, '一一')
  const ids = async () => (await queue(proctor)).map((row) => row.attemptId)
  expect(await ids()).toEqual([firstId, secondId, mockId])
  at(5000)
  await say(proctor, firstId, '好')
  expect(await ids()).toEqual([secondId, mockId, firstId])
  at(6000)
  await say(first, firstId, '还有一个问题')
  expect(await queue(proctor)).toMatchObject([
    { attemptId: secondId, waitingSince: startedAt + 2000 },
    { attemptId: mockId, waitingSince: startedAt + 3000 },
    { attemptId: firstId, waitingSince: startedAt + 6000 },
  ])
  // a week after its last message a conversation leaves the queue, to the millisecond, and is still there to be read
  at(2000 + 7 * DAY_MS)
  const later = await signInStaff(app, 'proctor')
  expect((await queue(later)).map((row) => row.attemptId)).toEqual([secondId, mockId, firstId])
  at(2001 + 7 * DAY_MS)
  expect((await queue(later)).map((row) => row.attemptId)).toEqual([mockId, firstId])
  expect(await conversation(later, secondId)).toHaveLength(2)
})

test('a hundred newer conversations of another interview keep none of this one out of its proctor’s queue', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  // one code for all: it is hashed once
  const personalCodeHash = await app.services.candidates.hashCode(CODE)
  const crowd = Array.from({ length: 101 }, (_, at) => ({ number: `N${1000 + at}`, name: '王五', personalCodeHash }))
  const busy = document({
    key: 'busy',
    sittings: [
      {
        key: 'busy',
        name: { zh: '另一场' },
        startsAt: formatInstant(T0),
        questions: [{ text: '题。' }],
        roster: crowd,
      },
    ],
  })
  expect(await app.services.interviews.importDocument(busy)).toMatchObject({ ok: true })
  const others = await query<{ id: AttemptId; interview_id: InterviewId }>(
    app,
    `select a.id, s.interview_id from attempts a join sittings s on s.id = a.sitting_id
      join interviews i on i.id = s.interview_id where i.key = 'busy'`,
  )
  expect(others).toHaveLength(101)
  const ownIs = await query<{ id: InterviewId }>(app, `select id from interviews where key = 'autumn'`)
  const { help } = app.services
  const personId = randomUUID() as PersonId
  const proctorId = randomUUID() as StaffId
  const converse = async (attemptId: AttemptId) => {
    for (const author of [
      { side: 'candidate', id: personId },
      { side: 'proctor', id: proctorId },
    ] as const) {
      const said = { messageId: randomUUID() as CommandId, text: '好' }
      expect(await help.send(attemptId, author, said, { isClosed: false })).toMatchObject({ ok: true })
    }
  }
  await converse(id as AttemptId)
  app.clock.set(app.clock.now() + 1000)
  for (const one of others) await converse(one.id)

  const reach = { interview: ownIs[0]!.id }
  const own = await signInStaff(app, 'proctor', 'own', reach)
  expect((await queue(own)).map((row) => row.attemptId)).toEqual([id])
  const all = (await queue(await signInStaff(app, 'proctor', 'all'))).map((row) => row.attemptId)
  expect(all).toHaveLength(100)
  expect(all).not.toContain(id)
})

test('a stranger learns nothing and writes nothing; roles that do not answer may not', async () => {
  const app = await appWithInterview()
  const owner = visit(app)
  const id = await signIn(owner)
  await say(owner, id, '我的问题')
  const stranger = visit(app)
  const strangersId = await signIn(stranger, '110101199001010023')
  const nowhere = randomUUID()
  for (const unknown of [id, nowhere]) {
    expect((await say(stranger, unknown, '你好')).body['code']).toBe('notFound')
    expect((await stranger.get(`/api/attempts/${unknown}/help`)).body['code']).toBe('notFound')
  }
  expect((await stranger.get('/api/help-queue')).body['code']).toBe('signInNeeded')
  expect((await say(visit(app), id, '你好')).body['code']).toBe('signInNeeded')
  for (const role of ['organiser', 'support'] as const) {
    const member = await signInStaff(app, role)
    expect((await say(member, id, '你好')).body['code'], role).toBe('notAllowed')
    expect((await member.get('/api/help-queue')).body['code'], role).toBe('notAllowed')
  }
  const proctor = await signInStaff(app, 'proctor')
  expect((await say(proctor, nowhere, '你好')).body['code']).toBe('notFound')
  // another's message id tells nothing of whose it is
  const [{ messageId } = { messageId: '' }] = await conversation(owner, id)
  expect((await say(stranger, strangersId, '我的问题', messageId)).body).toMatchObject({ code: 'commandIdReused' })
  expect(await conversation(owner, id)).toHaveLength(1)
  expect(await conversation(stranger, strangersId)).toEqual([])
  for (const text of ['', '   ', 'x'.repeat(501)]) {
    expect((await say(owner, id, text)).body['code']).toBe('malformed')
  }
})

test('twenty messages a minute for each side; a repeat is no message; the pause ends when it says', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const proctor = await signInStaff(app, 'proctor')
  const startedAt = app.clock.now()
  const firstMessageId = randomUUID()
  await say(candidate, id, '第 1 条', firstMessageId)
  for (let number = 2; number <= 20; number++) {
    app.clock.set(startedAt + number * 100)
    expect((await say(candidate, id, `第 ${number} 条`)).status).toBe(200)
  }
  const tooFast = await say(candidate, id, '第 21 条')
  expect(tooFast).toMatchObject({ status: 429, body: { code: 'tooManyTries', retryAfterS: 58 } })
  expect((await say(candidate, id, '第 1 条', firstMessageId)).status, 'a repeat').toBe(200)
  expect((await say(proctor, id, '慢慢说')).status, 'the other side').toBe(200)
  app.clock.set(startedAt + MINUTE_MS - 1)
  expect((await say(candidate, id, '第 21 条')).body).toMatchObject({ code: 'tooManyTries', retryAfterS: 1 })
  app.clock.set(startedAt + MINUTE_MS)
  expect((await say(candidate, id, '第 21 条')).body).toMatchObject({ number: 22 })
  expect((await say(candidate, id, '第 22 条')).body).toMatchObject({ code: 'tooManyTries', retryAfterS: 1 })
})

test('missed and handed-in attempts may still ask; a removed one may not, but is still told and gets first answers', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const proctor = await signInStaff(app, 'proctor')
  const { candidate: diligent, id: handedInId } = await seated(app, '110101199001010023')
  app.clock.set(T0 - 5 * MINUTE_MS)
  await command(diligent, handedInId, ENTER)
  app.clock.set(T0 + 20 * MINUTE_MS)
  expect(
    (await command(diligent, handedInId, { kind: 'handIn', partIds: [], acceptsMissing: true })).body['phase'],
  ).toBe('handedIn')
  expect((await say(diligent, handedInId, '手机还在上传，要紧吗')).status).toBe(200)
  expect((await candidate.get(`/api/attempts/${id}`)).body['phase']).toBe('missed')
  const messageId = randomUUID()
  const asked = await say(candidate, id, '路上堵车，还能进吗', messageId)
  expect(asked.status).toBe(200)
  expect((await command(proctor, id, { kind: 'remove', reason: '身份不符' })).status).toBe(200)
  expect((await say(candidate, id, '为什么')).body).toMatchObject({ code: 'attemptOver' })
  expect((await say(candidate, id, '路上堵车，还能进吗', messageId)).body).toEqual(asked.body)
  expect((await say(proctor, id, '请拨打技术服务电话。')).status).toBe(200)
  expect(await conversation(candidate, id)).toHaveLength(2)
})

test('a conversation goes on in another process over the same database, with its numbers and its first answers', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const messageId = randomUUID()
  const asked = await say(candidate, id, '第一条', messageId)
  const started = await startServer(
    {
      host: '127.0.0.1',
      port: 0,
      databaseUrl: app.applicationUrl,
      databaseOwnerUrl: null,
      isJson: true,
      metricsSecret: null,
      trustProxy: false,
      tls: null,
      publicUrl: null,
      dataDirectory: join(app.directory, 'data'),
      keysDirectory: join(app.directory, 'keys'),
      blobs: null,
    },
    { clock: app.clock, random: systemRandom, log: pino({ level: 'silent' }) },
  )
  if (!started.ok) throw new Error(started.message)
  onTestFinished(() => started.server.stop())
  const elsewhere = visit(started.server)
  await elsewhere.post('/api/sign-in', {
    number: '110101199001010015',
    personalCode: CODE,
    deviceId: elsewhere.deviceId,
  })
  expect((await say(elsewhere, id, '第一条', messageId)).body).toEqual(asked.body)
  const both = await Promise.all(
    Array.from({ length: 10 }, (_, turn) => say(turn % 2 === 0 ? candidate : elsewhere, id, `第 ${turn} 条`)),
  )
  expect(both.map((answer) => answer.body['number']).sort((a, b) => Number(a) - Number(b))).toEqual([
    2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ])
  expect(await conversation(elsewhere, id)).toEqual(await conversation(candidate, id))
})

test('over cut lines and a restart in the middle of a sentence: to the page each message is there once and in order', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const proctor = await signInStaff(app, 'proctor')
  const topic = topicOfAttempt(id as AttemptId)

  /** what a page shows: it asks again at each call of its socket, and appends what it does not have yet */
  const shown: Message[] = []
  let heardUpTo: number | null = null
  async function connect() {
    const line = await openSocket(app.url, candidate)
    line.ask({ kind: 'subscribe', topic, after: heardUpTo })
    const { isResumed, sequence } = await line.next('subscribed')
    // who knew a number before misses nothing of what came since
    expect(isResumed).toBe(heardUpTo !== null)
    heardUpTo ??= sequence
    return line
  }
  async function readUpTo(line: Awaited<ReturnType<typeof connect>>, sequence: number): Promise<void> {
    await line.next('message', (one) => one.sequence === sequence)
    for (const one of line.heard) {
      if (one.kind !== 'message' || one.sequence <= (heardUpTo ?? 0)) continue
      expect(one.sequence, 'no call is skipped or comes twice').toBe((heardUpTo ?? 0) + 1)
      heardUpTo = one.sequence
      const known = shown.at(-1)?.number ?? 0
      shown.push(...(await conversation(candidate, id)).filter(({ number }) => number > known))
    }
  }

  let line = await connect()
  await say(candidate, id, '一')
  await say(proctor, id, '二')
  await readUpTo(line, 2)
  // nobody listens while these come
  line.cut()
  await say(proctor, id, '三')
  await say(candidate, id, '四')
  line = await connect()
  await readUpTo(line, 4)
  // the server goes while both sides write; whoever got no answer says it again
  const written = ['五', '六', '七', '八'].map((text, at) => ({
    who: at % 2 === 0 ? candidate : proctor,
    text,
    messageId: randomUUID(),
  }))
  const sent = written.map(({ who, text, messageId }) => say(who, id, text, messageId).catch(() => null))
  await app.restart()
  await Promise.all(sent)
  line = await connect()
  for (const { who, text, messageId } of written) expect((await say(who, id, text, messageId)).status).toBe(200)
  await readUpTo(line, 8)

  expect(shown.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(shown.map(({ text }) => text).toSorted()).toEqual(['一', '二', '三', '四', '五', '六', '七', '八'].toSorted())
  expect(await conversation(proctor, id)).toEqual(shown)
})
