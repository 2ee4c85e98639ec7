// Proves that each of the ten figures is moved by the fault it is there for, over real HTTP and PostgreSQL, seen alike on
// the page's endpoint and in /metrics; and that the summary of a sitting counts where everyone is and what is missing.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { sittingSummary, topicOfAttempt, watchView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import type { FigureName, FigureState } from '@zhishi/core/watch'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import { metricName } from '../../src/watch/exporting.ts'
import { ENTER, seated } from '../testkit/candidate.ts'
import {
  appWithInterview,
  command,
  document,
  listSittings,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'
import { deviceWith } from '../testkit/live-device.ts'
import { openSocket } from '../testkit/socket.ts'
import { connect } from '../testkit/rows.ts'

const BYTES = Buffer.from('what a recorder wrote')

type Watched = Awaited<ReturnType<typeof watched>>

/** An app with its interview, an organiser in it, and the figures as the organiser gets them. */
async function watched(now = T0 - 10 * MINUTE_MS, face: 'off' | 'required' = 'off') {
  const settings = { signIn: { face }, briefing: { isRequired: false }, evidence: { isRequired: false } }
  const app = await appWithInterview({ now }, document({ settings }))
  const organiser = await signInStaff(app, 'organiser')
  const figures = async () => {
    await app.services.watch.look()
    const view = watchView.parse((await organiser.get('/api/watch')).body)
    return Object.fromEntries(view.figures.map((one) => [one.name, one])) as Record<
      FigureName,
      (typeof view.figures)[number]
    >
  }
  return {
    app,
    organiser,
    figures,
    /** the value and the state, once the exported figure has said the same */
    async figure(name: FigureName): Promise<[number | null, FigureState]> {
      const { value, state } = (await figures())[name]
      const { text } = (await visit(app).get('/metrics')).body as { text: string }
      const exported = new RegExp(`^${metricName(name)} (\\S+)$`, 'm').exec(text)?.[1]
      if (value !== null) expect(Math.round(Number(exported)), `${name} in /metrics`).toBe(value)
      else expect(['Nan', '0', 'NaN'], `${name} in /metrics`).toContain(exported)
      return [value, state]
    },
  }
}

/** A candidate who enters now, and the grant of the computer. */
async function enter({ app }: Watched, number?: string) {
  const { candidate, id } = await seated(app, number)
  const entered = await command(candidate, id, ENTER)
  expect(entered.status).toBe(200)
  const { body } = await candidate.post(`/api/attempts/${id}/grants`, {
    deviceId: candidate.deviceId,
    kind: 'computer',
  })
  return { candidate, id, grant: body['grant'] as string }
}

const numbers = new Map<string, number>()
async function beginPart(app: TestApp, grant: string, line: string, startedAt?: number): Promise<string> {
  const number = (numbers.get(grant + line) ?? 0) + 1
  numbers.set(grant + line, number)
  return deviceWith(app, grant).begin(line, number, undefined, startedAt)
}

const append = (app: TestApp, grant: string, partId: string, bytes: Buffer = BYTES) =>
  deviceWith(app, grant).append(partId, 0, bytes)
const seal = (app: TestApp, grant: string, partId: string, bytes: Buffer = BYTES) =>
  deviceWith(app, grant).seal(partId, bytes)
const beat = (app: TestApp, grant: string, parts: { partId: string; line: string; bytes: number }[]) =>
  deviceWith(app, grant).beatOf(parts)

test('a quiet app is in order; each fault of clock, database, disk and outbox moves its own figure and no other', async () => {
  const it = await watched()
  const { app, figure, figures } = it
  expect(Object.values(await figures()).map(({ name, state }) => [name, state])).toEqual(
    Object.keys(await figures()).map((name) => [name, 'ok']),
  )
  const bad = async () => Object.values(await figures()).flatMap(({ name, state }) => (state === 'ok' ? [] : [name]))

  app.setDatabaseAhead(70)
  expect(await figure('clockOffsetMs')).toEqual([70, 'check'])
  app.setDatabaseAhead(-130)
  expect(await figure('clockOffsetMs')).toEqual([130, 'act'])
  expect(await bad()).toEqual(['clockOffsetMs'])
  app.setDatabaseAhead(0)

  app.setDatabaseSlow(600)
  expect(await figure('databaseLagMs')).toEqual([600, 'act'])
  expect(await bad()).toEqual(['databaseLagMs'])
  app.setDatabaseSlow(0)
  expect(await figure('databaseLagMs')).toEqual([0, 'ok'])

  // nothing comes in, so the disk lasts; that it does not answer is another matter
  expect(await figure('diskLeftMs')).toEqual([null, 'ok'])
  app.setFreeBytes(null)
  expect(await figure('diskLeftMs')).toEqual([null, 'unknown'])
  app.setFreeBytes(BYTES.length * 60)
  const { grant } = await enter(it)
  app.clock.set(app.clock.now() + MINUTE_MS)
  const camera = await beginPart(app, grant, 'camera')
  await append(app, grant, camera)
  const [left, state] = await figure('diskLeftMs')
  // a part came within a minute or little more, and sixty such parts fit
  expect(left).toBeGreaterThanOrEqual(HOUR_MS)
  expect(left).toBeLessThan(62 * MINUTE_MS)
  expect(state).toBe('act')
  app.setFreeBytes(1_000_000_000_000)
  expect((await figure('diskLeftMs'))[1]).toBe('ok')
})

test('a message that was stored and never announced grows old until it is told', async () => {
  const it = await watched()
  const { app, figure } = it
  const candidate = visit(app)
  const id = (await signIn(candidate)) as AttemptId
  const topic = topicOfAttempt(id)
  const line = await openSocket(app.url, candidate)
  line.ask({ kind: 'subscribe', topic, after: null })
  await line.next('subscribed')
  expect(await figure('outboxAgeMs')).toEqual([null, 'ok'])

  const client = await connect(app)
  await client.query('insert into push_topics (topic, sequence) values ($1, 1)', [topic])
  await client.query('insert into push_messages (topic, sequence, at, message) values ($1, 1, $2, $3)', [
    topic,
    app.clock.now(),
    { kind: 'attemptChanged', attemptId: id },
  ])
  app.clock.set(app.clock.now() + 3 * SECOND_MS)
  expect(await figure('outboxAgeMs')).toEqual([3 * SECOND_MS, 'check'])
  app.clock.set(app.clock.now() + 9 * SECOND_MS)
  expect(await figure('outboxAgeMs')).toEqual([12 * SECOND_MS, 'act'])
  await client.query("select pg_notify('zhishi_push', $1)", [topic])
  await line.next('message')
  expect(await figure('outboxAgeMs')).toEqual([null, 'ok'])
})

test('who waits for a proctor is counted by the longest wait, until somebody has looked', async () => {
  const it = await watched(T0 - 25 * MINUTE_MS, 'required')
  const { app, figure } = it
  const proctor = await signInStaff(app, 'proctor')
  const ask = async (number: string): Promise<string> => {
    const { candidate, id } = await seated(app, number)
    expect((await command(candidate, id, { kind: 'askForPerson' })).status).toBe(200)
    return id
  }
  expect(await figure('identityQueueAgeMs')).toEqual([null, 'ok'])
  const first = await ask('110101199001010015')
  app.clock.set(app.clock.now() + MINUTE_MS)
  await ask('110101199001010023')
  app.clock.set(app.clock.now() + MINUTE_MS)
  expect(await figure('identityQueueAgeMs')).toEqual([2 * MINUTE_MS, 'check'])
  app.clock.set(app.clock.now() + 3 * MINUTE_MS)
  expect(await figure('identityQueueAgeMs')).toEqual([5 * MINUTE_MS, 'act'])
  expect((await command(proctor, first, { kind: 'confirmIdentity', reason: '已电话核对' })).status).toBe(200)
  expect(await figure('identityQueueAgeMs')).toEqual([4 * MINUTE_MS, 'check'])
})

test('a receipt that waits for the database takes as long as it waited', async () => {
  const it = await watched()
  const { app, figure } = it
  const { grant } = await enter(it)
  expect(await figure('receiptP95Ms')).toEqual([null, 'ok'])
  const partId = await beginPart(app, grant, 'camera')
  const client = await connect(app)
  await client.query('begin')
  await client.query('select from parts where id = $1 for update', [partId])
  const receipt = append(app, grant, partId)
  // the server waits for the row
  await expect
    .poll(async () => {
      // inside a transaction what is going on is looked up once and then remembered
      await client.query('select pg_stat_clear_snapshot()')
      const { rows } = await client.query("select from pg_stat_activity where wait_event_type = 'Lock'")
      return rows.length
    })
    .toBe(1)
  app.clock.set(app.clock.now() + 3 * SECOND_MS)
  await client.query('commit')
  await receipt
  expect(await figure('receiptP95Ms')).toEqual([3 * SECOND_MS, 'act'])
  // a minute later it is no longer the newest of anything
  app.clock.set(app.clock.now() + MINUTE_MS + 1)
  expect(await figure('receiptP95Ms')).toEqual([null, 'ok'])
})

test('an interview from entry to the end: gaps, bytes behind, keys and seals, and where everyone is', async () => {
  const it = await watched()
  const { app, organiser, figure } = it
  const one = await enter(it)
  const two = await enter(it, '110101199001010023')
  const [sitting] = await listSittings(app)
  const path = `/api/sittings/${sitting!.sittingId}/summary`
  const summary = async () => sittingSummary.parse((await organiser.get(path)).body)
  const count = async () =>
    Object.fromEntries((await summary()).phases.flatMap(({ phase, count }) => (count > 0 ? [[phase, count]] : [])))
  expect(await count()).toEqual({ waiting: 2 })
  expect((await summary()).recordings).toEqual({ safe: 0, unsafe: 0, inside: 2 })

  // the second computer is never heard of again: two feeds after two beats
  app.clock.set(app.clock.now() + 10 * SECOND_MS)
  const camera = await beginPart(app, one.grant, 'camera')
  const screen = await beginPart(app, one.grant, 'screen')
  const beats = (cameraBytes: number) =>
    beat(app, one.grant, [
      { partId: camera, line: 'camera', bytes: cameraBytes },
      { partId: screen, line: 'screen', bytes: 500 },
    ])
  await beats(1000)
  expect(await figure('openGaps')).toEqual([0, 'ok'])
  app.clock.set(app.clock.now() + 1)
  expect(await figure('openGaps')).toEqual([2, 'check'])
  expect((await summary()).incomplete).toBe(1)
  expect((await summary()).missing).toMatchObject([
    {
      attemptId: two.id,
      maskedName: '李＊＊',
      phase: 'waiting',
      what: [
        { kind: 'notRecording', feed: 'camera' },
        { kind: 'notRecording', feed: 'screen' },
      ],
    },
  ])

  expect(await figure('bytesBehind')).toEqual([1500, 'ok'])
  await beats(2_400_000)
  expect(await figure('bytesBehind')).toEqual([2_400_500, 'check'])
  await append(app, one.grant, camera, Buffer.alloc(900_000))
  expect(await figure('bytesBehind')).toEqual([1_500_500, 'ok'])
  // who is not heard of cannot say how far behind
  app.clock.set(app.clock.now() + 20 * SECOND_MS + 1)
  expect(await figure('bytesBehind')).toEqual([0, 'ok'])

  app.clock.set(T0 + 4999)
  expect(await figure('missingKeys')).toEqual([0, 'ok'])
  app.clock.set(T0 + 5000)
  expect(await figure('missingKeys')).toEqual([2, 'act'])
  expect((await one.candidate.get(`/api/attempts/${one.id}/pack-key`)).status).toBe(200)
  expect(await figure('missingKeys')).toEqual([1, 'act'])
  // the other opened the questions by its unlock code, and its journal says so
  const journal = await beginPart(app, two.grant, 'journal')
  const entry = { number: 1, at: T0 + 6000, atErrorMs: 20, body: { kind: 'questionsShown' } }
  await append(app, two.grant, journal, Buffer.from(`${JSON.stringify(entry)}\n`))
  expect(await figure('missingKeys')).toEqual([0, 'ok'])

  app.clock.set(T0 + 10 * MINUTE_MS + 1)
  expect(await count()).toEqual({ handingIn: 2 })
  app.clock.set(T0 + 12 * MINUTE_MS)
  expect(await figure('unsealedParts')).toEqual([0, 'ok'])
  app.clock.set(T0 + 12 * MINUTE_MS + 1)
  expect(await figure('unsealedParts')).toEqual([3, 'check'])
  expect((await summary()).recordings).toEqual({ safe: 0, unsafe: 2, inside: 0 })
  await seal(app, one.grant, camera, Buffer.alloc(900_000))
  await append(app, one.grant, screen)
  await seal(app, one.grant, screen)
  expect(await figure('unsealedParts')).toEqual([1, 'check'])
  // once it is read, what was sealed turns out to be no film
  const gaps = (feed: string) => ({ kind: 'gaps', feed, lengthMs: 10 * MINUTE_MS + 1 })
  await expect
    .poll(async () => (await summary()).missing[0], { timeout: 10_000 })
    .toMatchObject({ attemptId: one.id, what: [gaps('camera'), gaps('screen')] })
  const after = await summary()
  expect(after.recordings).toEqual({ safe: 1, unsafe: 1, inside: 0 })
  expect(after.missing.slice(1)).toMatchObject([
    {
      attemptId: two.id,
      what: [
        { kind: 'noFeed', feed: 'camera' },
        { kind: 'noFeed', feed: 'screen' },
        { kind: 'unsealed', line: 'journal', parts: 1 },
      ],
    },
  ])
  expect((await organiser.get(`/api/sittings/${randomUUID()}/summary`)).body['code']).toBe('notFound')
})

test('the last ten minutes are kept, and a process that was started anew begins its own', async () => {
  const { app, organiser } = await watched()
  const view = async (who: Visitor = organiser) => watchView.parse((await who.get('/api/watch')).body)
  const from = app.clock.now()
  await app.services.watch.look()
  app.clock.set(from + 10 * MINUTE_MS)
  await app.services.watch.look()
  const before = await view()
  expect(before.lookedAt[0]).toBe(from)
  for (const { values } of before.figures) expect(values).toHaveLength(before.lookedAt.length)
  app.clock.set(from + 10 * MINUTE_MS + 1)
  await app.services.watch.look()
  expect((await view()).lookedAt[0]).toBeGreaterThan(from)
  await app.restart()
  await app.services.watch.look()
  expect((await view()).lookedAt[0]).toBe(from + 10 * MINUTE_MS + 1)
})

test('what is done in the background is shown with its state, and pruning and measuring are done by jobs', async () => {
  const { app, organiser } = await watched()
  await app.services.watch.look()
  const jobs = async () => watchView.parse((await organiser.get('/api/watch')).body).jobs
  expect(await jobs()).toContainEqual(
    expect.objectContaining({ name: 'prune', waiting: 0, running: 0, failed: 0, reason: null }),
  )
  // what a process left unmeasured is looked for at once after a start
  const looked = async () => {
    await app.services.watch.look()
    return jobs()
  }
  await expect
    .poll(looked, { timeout: 10_000 })
    .toContainEqual(expect.objectContaining({ name: 'measure', failed: 0, doneAt: expect.any(Number) }))
})
