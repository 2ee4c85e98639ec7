// Proves the socket over real HTTP and real PostgreSQL: who may hear what, every message once and in order across cut
// lines, restarts and processes, and numbers that become visible in order whatever commits first.
import { expect, onTestFinished, test } from 'vitest'
import { topicOfAttempt, topicOfSitting, type PushMessage } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { DAY_MS } from '@zhishi/core/time'
import { openDatabase } from '../../src/platform/database/database.ts'
import { createHub, type Peer } from '../../src/platform/push/hub.ts'
import { createOutbox } from '../../src/platform/push/outbox.ts'
import {
  command,
  appWithInterview,
  listSittings,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
} from '../testkit/app.ts'
import { openSocket, type Line } from '../testkit/socket.ts'
import { connect } from '../testkit/rows.ts'

async function listening(
  app: Pick<TestApp, 'url'>,
  visitor: Parameters<typeof openSocket>[1],
  id: string,
  after: number | null,
) {
  const line = await openSocket(app.url, visitor)
  const topic = topicOfAttempt(id as AttemptId)
  line.ask({ kind: 'subscribe', topic, after })
  return { line, topic, subscribed: await line.next('subscribed') }
}

const numbers = (line: Line) => line.heard.flatMap((one) => (one.kind === 'message' ? [one.sequence] : []))

test('a socket is for who is signed in, from our own pages, and tells candidates of their own attempts only', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const other = visit(app)
  const otherId = await signIn(other, '110101199001010023')
  const [sitting] = await listSittings(app)
  const sittingTopic = topicOfSitting(sitting!.sittingId)

  await expect(openSocket(app.url, visit(app))).rejects.toThrow('401')
  const foreign = { headers: { origin: 'https://elsewhere.example' } }
  await expect(openSocket(app.url, candidate, foreign)).rejects.toThrow('403')
  await expect(openSocket(app.url, candidate, { side: 'staff' })).rejects.toThrow('401')
  expect((await candidate.get('/api/socket')).body['code']).toBe('malformed')
  // our own page names our own origin
  const line = await openSocket(app.url, candidate, { headers: { origin: app.url } })

  const own = topicOfAttempt(id as AttemptId)
  for (const topic of [
    topicOfAttempt(otherId as AttemptId),
    topicOfAttempt(crypto.randomUUID() as AttemptId),
    sittingTopic,
  ]) {
    line.ask({ kind: 'subscribe', topic, after: null })
    expect(await line.next('refused', (one) => one.topic === topic)).toMatchObject({ code: 'notFound' })
  }
  line.ask({ kind: 'subscribe', topic: own, after: null })
  expect(await line.next('subscribed')).toEqual({ kind: 'subscribed', topic: own, sequence: 0, isResumed: false })

  const proctor = await signInStaff(app, 'proctor')
  const staffLine = await openSocket(app.url, proctor, { side: 'staff' })
  staffLine.ask({ kind: 'subscribe', topic: sittingTopic, after: null })
  await staffLine.next('subscribed')
  await command(other, otherId, { kind: 'consent' })
  await command(candidate, id, { kind: 'consent' })
  await proctor.post(`/api/attempts/${id}/help`, { messageId: crypto.randomUUID(), text: '看得见吗' })
  await line.next('message', (one) => one.message.kind === 'helpArrived')
  expect(line.heard.filter((one) => one.kind === 'message')).toEqual([
    { kind: 'message', topic: own, sequence: 1, message: { kind: 'attemptChanged', attemptId: id } },
    { kind: 'message', topic: own, sequence: 2, message: { kind: 'helpArrived', attemptId: id } },
  ])
  await staffLine.next('message', (one) => one.sequence === 2)
  expect(staffLine.heard.flatMap((one) => (one.kind === 'message' ? [one.message.attemptId] : []))).toEqual([
    otherId,
    id,
  ])
  // a refusal and a repeat change nothing, so they tell nothing
  await command(candidate, id, { kind: 'begin', recording: ['camera', 'screen'] })
  await command(candidate, id, { kind: 'consent' })
  line.ask({ kind: 'unsubscribe', topic: own })
  line.ask({ kind: 'subscribe', topic: own, after: 2 })
  expect(await line.next('subscribed', (one) => one.sequence > 0)).toMatchObject({ sequence: 2, isResumed: true })
})

test('what is not of the contract ends the socket, and so does too much of it', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  await signIn(candidate)
  for (const [text, code] of [
    ['not JSON', 1008],
    ['{"kind":"publish","topic":"attempt/x"}', 1008],
    ['{"kind":"subscribe","topic":"attempt/../../x","after":0}', 1008],
    [JSON.stringify({ kind: 'subscribe', topic: `attempt/${crypto.randomUUID()}`, after: 0, more: 1 }), 1008],
    ['x'.repeat(2000), 1009],
  ] as const) {
    const line = await openSocket(app.url, candidate)
    line.send(text)
    expect(await line.closed(), text.slice(0, 40)).toBe(code)
  }
  const flood = await openSocket(app.url, candidate)
  const topic = `attempt/${crypto.randomUUID()}` as const
  for (let asked = 0; asked < 101; asked += 1) flood.ask({ kind: 'unsubscribe', topic })
  expect(await flood.closed()).toBe(1008)

  const sockets = await Promise.all(Array.from({ length: 16 }, () => openSocket(app.url, candidate)))
  await expect(openSocket(app.url, candidate)).rejects.toThrow('429')
  sockets[0]!.cut()
  await expect
    .poll(() =>
      openSocket(app.url, candidate).then(
        () => 'opened',
        () => 'refused',
      ),
    )
    .toBe('opened')
  expect(app.log().filter((one) => one['msg'] === 'bug')).toEqual([])
})

test('cut and resumed, also over a restart and by another process: each message once and in order', async () => {
  const app = await appWithInterview()
  const beside = await app.beside()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const proctor = await signInStaff(app, 'proctor')
  const say = (text: string) => proctor.post(`/api/attempts/${id}/help`, { messageId: crypto.randomUUID(), text })

  const first = await listening(app, candidate, id, null)
  // published in one process, heard in the other
  const second = await listening(beside, candidate, id, null)
  await say('一')
  await say('二')
  for (const { line } of [first, second]) {
    await line.next('message', (one) => one.sequence === 2)
    expect(numbers(line)).toEqual([1, 2])
  }
  first.line.cut()
  await say('三')
  await say('四')
  const again = await listening(beside, candidate, id, 2)
  expect(again.subscribed).toMatchObject({ sequence: 2, isResumed: true })
  await again.line.next('message', (one) => one.sequence === 4)
  expect(numbers(again.line)).toEqual([3, 4])

  await app.restart()
  await Promise.all(['五', '六', '七'].map(say))
  const restarted = await listening(app, candidate, id, 3)
  for (const { line } of [restarted, again, second]) await line.next('message', (one) => one.sequence === 7)
  expect(numbers(restarted.line)).toEqual([4, 5, 6, 7])
  expect(numbers(again.line)).toEqual([3, 4, 5, 6, 7])
  expect(numbers(second.line)).toEqual([1, 2, 3, 4, 5, 6, 7])
  // the connection that listens is cut: what is said meanwhile is read afterwards
  const admin = await connect(app)
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zhishi-push'")
  await say('八')
  for (const { line } of [restarted, second]) await line.next('message', (one) => one.sequence === 8)
  expect(numbers(second.line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])

  // after a day messages are gone; who was away that long, or comes from another history, is told to ask anew
  app.clock.set(app.clock.now() + DAY_MS + 1)
  await app.restart()
  await expect.poll(async () => (await admin.query('select 1 from push_messages')).rowCount).toBe(0)
  const nextDay = visit(app)
  expect(await signIn(nextDay)).toBe(id)
  for (const [after, isResumed] of [
    [3, false],
    [8, true],
    [99, false],
  ] as const) {
    const late = await listening(app, nextDay, id, after)
    expect(late.subscribed, `after ${after}`).toMatchObject({ sequence: 8, isResumed })
  }
})

test('two transactions that would commit in reverse order skip no message; one that is rolled back takes no number', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = (await signIn(candidate)) as AttemptId
  const [sitting] = await listSittings(app)
  const proctor = await signInStaff(app, 'proctor')
  const attemptTopic = topicOfAttempt(id)
  const sittingTopic = topicOfSitting(sitting!.sittingId as SittingId)
  const line = await openSocket(app.url, proctor, { side: 'staff' })
  for (const topic of [attemptTopic, sittingTopic]) line.ask({ kind: 'subscribe', topic, after: null })
  await line.next('subscribed', (one) => one.topic === sittingTopic)

  const database = openDatabase(app.databaseUrl, () => {})
  onTestFinished(() => database.close())
  const { publish } = createOutbox({ db: database.db, clock: app.clock })
  const message: PushMessage = { kind: 'attemptChanged', attemptId: id }
  const gate = () => {
    let open = () => {}
    const passed = new Promise<void>((resolve) => (open = resolve))
    return { open, passed }
  }
  const early = { hasPublished: gate(), mayCommit: gate() }
  const order: string[] = []
  const first = database.db.transaction(async (transaction) => {
    await publish(transaction, attemptTopic, message)
    early.hasPublished.open()
    await early.mayCommit.passed
    order.push('first')
  })
  await early.hasPublished.passed
  // another topic is not held up, and is heard before
  await database.db.transaction((transaction) => publish(transaction, sittingTopic, message))
  await line.next('message', (one) => one.topic === sittingTopic)
  const second = database.db.transaction(async (transaction) => {
    await publish(transaction, attemptTopic, { kind: 'helpArrived', attemptId: id })
    order.push('second')
  })
  // the second waits for the lock of the topic, which the database can tell
  const waiting = async () =>
    (
      await database.pool.query(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%push_topics%'",
      )
    ).rowCount
  await expect.poll(waiting).toBe(1)
  early.mayCommit.open()
  await Promise.all([first, second])
  await line.next('message', (one) => one.topic === attemptTopic && one.sequence === 2)
  expect(order).toEqual(['first', 'second'])
  expect(line.heard.filter((one) => one.kind === 'message' && one.topic === attemptTopic)).toMatchObject([
    { sequence: 1, message: { kind: 'attemptChanged' } },
    { sequence: 2, message: { kind: 'helpArrived' } },
  ])
  const refused = database.db.transaction(async (transaction) => {
    await publish(transaction, attemptTopic, message)
    throw new Error('changed its mind')
  })
  await expect(refused).rejects.toThrow('changed its mind')
  await database.db.transaction((transaction) => publish(transaction, attemptTopic, message))
  expect(await line.next('message', (one) => one.topic === attemptTopic && one.sequence === 3)).toMatchObject({
    message,
  })
  expect(app.clock.now()).toBeLessThan(T0)
})

test('who joins from further back while a read is under way misses nothing', async () => {
  const app = await appWithInterview()
  const { db, close } = openDatabase(app.databaseUrl, () => {})
  onTestFinished(close)
  const outbox = createOutbox({ db, clock: app.clock })
  const attemptId = crypto.randomUUID() as AttemptId
  const topic = topicOfAttempt(attemptId)
  for (let count = 0; count < 3; count += 1) {
    await db.transaction((within) => outbox.publish(within, topic, { kind: 'attemptChanged', attemptId }))
  }
  // the real read, held back until the other peer has joined
  const joined = Promise.withResolvers<void>()
  const hub = createHub({
    outbox: { ...outbox, since: (after) => joined.promise.then(() => outbox.since(after)) },
    watcher: { joined: () => {}, left: () => {}, told: () => {} },
    onError: (error) => expect.unreachable(String(error)),
  })
  onTestFinished(() => hub.close())
  const peer = () => {
    const told: number[] = []
    const it = {
      caller: { kind: 'staff' },
      say: (said: Parameters<Peer['say']>[0]) => {
        if (said.kind === 'message') told.push(said.sequence)
      },
    } as Peer
    return { it, told }
  }
  const [near, far] = [peer(), peer()]
  await hub.subscribe(near.it, topic, 2)
  await hub.subscribe(far.it, topic, 0)
  joined.resolve()
  await expect.poll(() => far.told).toEqual([1, 2, 3])
  expect(near.told).toEqual([3])
})
