// Proves the start second over real HTTP and sockets: the key of the questions reaches who may have it at T0 and nobody
// before, also over a restart and in a second process; the unlock code stands in for it; a clock that is off opens nothing.
import { createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { Registry } from 'prom-client'
import { expect, onTestFinished, test } from 'vitest'
import { codeOf, unlockContext } from '@zhishi/core/codes'
import { topicOfAttempt, type PackView } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { MINUTE_MS } from '@zhishi/core/time'
import { createClockCheck, readDatabaseClock } from '../../src/platform/clock-check.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { ENTER, seated, type Seated } from '../testkit/candidate.ts'
import {
  startApp,
  command,
  appWithInterview,
  listSittings,
  PLANTED_QUESTION,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
} from '../testkit/app.ts'
import { openSocket, type Line } from '../testkit/socket.ts'
import { looks, query } from '../testkit/rows.ts'

const FIRST = '110101199001010015'
const SECOND = '110101199001010023'

async function listen(app: Pick<TestApp, 'url'>, { candidate, id }: Seated): Promise<Line> {
  const line = await openSocket(app.url, candidate)
  line.ask({ kind: 'subscribe', topic: topicOfAttempt(id as AttemptId), after: null })
  await line.next('subscribed')
  return line
}

const keysOn = (line: Line) => line.heard.filter((one) => one.kind === 'packKey')

/** Waits until the process that serves the line has answered everything asked before: silence afterwards means no. */
async function settled(line: Line, { id }: Seated): Promise<void> {
  const before = line.heard.filter((one) => one.kind === 'subscribed').length
  line.ask({ kind: 'subscribe', topic: topicOfAttempt(id as AttemptId), after: null })
  await expect.poll(() => line.heard.filter((one) => one.kind === 'subscribed').length).toBe(before + 1)
}

async function packOf({ candidate, id }: Seated): Promise<PackView> {
  return (await candidate.get(`/api/attempts/${id}/pack`)).body as unknown as PackView
}

function openPack(pack: PackView, key: Buffer): string {
  return open(key, pack.nonce, pack.ciphertext).toString('utf8')
}

function open(key: Buffer, nonce: string, sealed: string, context?: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'))
  if (context !== undefined) decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()])
}

/** What a page does with a code, by Node's own means. */
function unlock(pack: PackView, attemptId: string, code: string): Buffer {
  const { salt, iterations, nonce, wrapped } = pack.unlock!
  const key = pbkdf2Sync(code, Buffer.from(salt, 'base64'), iterations, 32, 'sha256')
  return open(key, nonce, wrapped, unlockContext(attemptId, pack.packId))
}

test('at T0 the key reaches every computer that has entered, in every process; late ones get it when they come', async () => {
  const app = await appWithInterview()
  const beside = await app.beside()
  const first = await seated(app, FIRST)
  const second = await seated(app, SECOND)
  app.clock.set(T0 - 5 * MINUTE_MS)
  await command(first.candidate, first.id, ENTER)
  const inOne = await listen(app, first)
  const inOther = await listen(beside, first)
  const notEntered = await listen(app, second)
  // signed in on another computer, which does not hold the lease
  const strange = { candidate: visit(app), id: first.id }
  await signIn(strange.candidate, FIRST)
  const onStrange = await listen(app, strange)
  const pack = await packOf(first)

  app.clock.set(T0 - 1)
  await settled(inOne, first)
  expect([inOne, inOther, notEntered, onStrange].flatMap(keysOn)).toEqual([])
  app.clock.set(T0)
  for (const line of [inOne, inOther]) {
    const pushed = await line.next('packKey')
    expect(pushed).toMatchObject({ attemptId: first.id, packId: pack.packId })
    expect(JSON.stringify(pushed).length).toBeLessThan(1000)
    expect(openPack(pack, Buffer.from(pushed.key, 'base64'))).toContain(PLANTED_QUESTION)
  }
  // a page that listens after T0 gets it with its subscription
  await (await listen(beside, first)).next('packKey')
  expect(keysOn(notEntered)).toEqual([])
  app.clock.set(T0 + MINUTE_MS)
  await command(second.candidate, second.id, ENTER)
  await notEntered.next('packKey')

  // handed over: the new computer gets it, and the old one is refused from then on
  expect(keysOn(onStrange)).toEqual([])
  await command(await signInStaff(app, 'proctor'), first.id, { kind: 'handOver', deviceId: null })
  await command(strange.candidate, first.id, { kind: 'signIn', deviceId: strange.candidate.deviceId })
  await onStrange.next('packKey')
  await signIn(first.candidate, FIRST)
  const old = await listen(app, first)
  await settled(old, first)
  expect(keysOn(old)).toEqual([])
  // each once, and nothing of it in the outbox
  expect([inOne, inOther, notEntered, onStrange].map((line) => keysOn(line).length)).toEqual([1, 1, 1, 1])
  expect(await query(app, "select distinct message ->> 'kind' as kinds from push_messages")).toEqual([
    { kinds: 'attemptChanged' },
  ])
})

test('self-paced: the key comes ten seconds after the press; removed meanwhile, it does not', async () => {
  const app = await appWithInterview()
  const seat = await seated(app, FIRST, '模拟面试')
  await command(seat.candidate, seat.id, ENTER)
  const line = await listen(app, seat)
  await command(seat.candidate, seat.id, { kind: 'begin', recording: ['camera', 'screen'] })
  await settled(line, seat)
  expect(keysOn(line)).toEqual([])
  app.clock.set(app.clock.now() + 10_000)
  await line.next('packKey')

  const formal = await seated(app, SECOND)
  app.clock.set(T0 - 10 * MINUTE_MS)
  await command(formal.candidate, formal.id, ENTER)
  const removed = await listen(app, formal)
  const proctor = await signInStaff(app, 'proctor')
  await command(proctor, formal.id, { kind: 'remove', reason: '身份不符' })
  app.clock.set(T0)
  await settled(removed, formal)
  expect(keysOn(removed)).toEqual([])
  expect((await formal.candidate.get(`/api/attempts/${formal.id}/pack-key`)).body['code']).toBe('attemptOver')
})

test('a server that is restarted five seconds before T0 gives the key all the same', async () => {
  const app = await appWithInterview()
  const seat = await seated(app, FIRST)
  app.clock.set(T0 - 5000)
  await command(seat.candidate, seat.id, ENTER)
  const line = await listen(app, seat)
  await app.restart()
  await line.closed()
  const again = await listen(app, seat)
  expect(keysOn(again)).toEqual([])
  app.clock.set(T0)
  await again.next('packKey')
})

test('the unlock code: before T0 for nobody, then for an entered attempt, audited; it opens that attempt alone', async () => {
  const app = await appWithInterview()
  const first = await seated(app, FIRST)
  const second = await seated(app, SECOND)
  const support = await signInStaff(app, 'support')
  const ask = (id: string, who = support) => who.post(`/api/attempts/${id}/unlock-code`, {})
  app.clock.set(T0 - 5 * MINUTE_MS)
  await command(first.candidate, first.id, ENTER)
  const [sitting] = await listSittings(app)
  for (const { id } of [first, second]) {
    await app.services.questions.makeUnlockCode(id as AttemptId, sitting!.sittingId as SittingId)
  }
  app.clock.set(T0 - 1)
  for (const { id } of [first, second]) expect((await ask(id)).body).toMatchObject({ code: 'notYetOpen', at: T0 })
  const pack = await packOf(first)
  expect(pack.unlock).toMatchObject({ iterations: 600_000 })
  app.clock.set(T0)
  expect((await ask(second.id)).body).toMatchObject({ code: 'stepMissing', step: 'entry' })
  expect((await ask(first.id, await signInStaff(app, 'organiser'))).body['code']).toBe('notAllowed')
  expect((await ask(crypto.randomUUID())).body['code']).toBe('notFound')
  const { code } = (await ask(first.id)).body as { code: string }
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/)
  expect((await ask(first.id, await signInStaff(app, 'proctor'))).body).toEqual({ code })

  const key = unlock(pack, first.id, code)
  expect(openPack(pack, key)).toContain(PLANTED_QUESTION)
  app.clock.set(T0 + MINUTE_MS)
  await command(second.candidate, second.id, ENTER)
  const other = (await ask(second.id)).body as { code: string }
  expect(() => unlock(pack, first.id, other.code), 'another attempt’s code').toThrow()
  expect(() => unlock(pack, first.id, codeOf(Buffer.alloc(8))), 'a wrong code').toThrow()
  const otherPack = await packOf(second)
  expect(() => unlock(otherPack, first.id, other.code), 'another attempt’s wrapping').toThrow()
  expect(unlock(otherPack, second.id, other.code)).toEqual(key)
  const broken = Buffer.from(pack.ciphertext, 'base64')
  broken[3]! ^= 1
  expect(() => openPack({ ...pack, ciphertext: broken.toString('base64') }, key), 'one bit changed').toThrow()

  expect(await looks(app, 'unlockCodeLookedAt')).toEqual([
    { actor_role: 'support', subject: { attemptId: first.id } },
    { actor_role: 'proctor', subject: { attemptId: first.id } },
    { actor_role: 'support', subject: { attemptId: second.id } },
  ])
  app.clock.set(T0 + 20 * MINUTE_MS)
  expect((await ask(first.id)).body['code']).toBe('attemptOver')
})

test('unlock codes are made by themselves ahead of T0, but not while a sitting starts', async () => {
  const app = await appWithInterview({ now: T0 - 15_000 })
  const made = async () => (await query(app, 'select 1 from unlock_codes')).length
  // one look of its own: the server's next one is seconds away
  await app.services.questions.makeUnlockCodes((error) => expect.unreachable(String(error)))()
  expect(await made(), 'a quarter of a minute before T0').toBe(0)
  app.clock.set(T0 + 11_000)
  await expect.poll(made).toBe(3)
})

test('a process whose clock is off by more than 100 ms opens no gate and says so; what ends an attempt goes on', async () => {
  const app = await appWithInterview()
  const seat = await seated(app, FIRST)
  app.clock.set(T0 - MINUTE_MS)
  await command(seat.candidate, seat.id, ENTER)
  app.clock.set(T0)
  const support = await signInStaff(app, 'support')
  const figure = async () =>
    /^zhishi_clock_offset_seconds (\S+)/m.exec(String((await seat.candidate.get('/metrics')).body['text']))?.[1]

  app.setDatabaseAhead(101)
  await app.restart()
  const line = await listen(app, seat)
  await settled(line, seat)
  const unavailable = { code: 'unavailable', retryAfterS: 5 }
  expect((await seat.candidate.get(`/api/attempts/${seat.id}/pack-key`)).body).toMatchObject(unavailable)
  expect((await support.post(`/api/attempts/${seat.id}/unlock-code`, {})).body).toMatchObject(unavailable)
  expect((await command(seat.candidate, seat.id, ENTER)).body).toMatchObject(unavailable)
  expect(keysOn(line)).toEqual([])
  expect(await figure()).toBe('-0.101')
  expect(app.log().filter((one) => one['offsetMs'] === -101)).toHaveLength(1)
  expect((await seat.candidate.get(`/api/attempts/${seat.id}`)).body['phase']).toBe('answering')
  expect((await command(seat.candidate, seat.id, { kind: 'finish' })).body['phase']).toBe('handingIn')

  app.setDatabaseAhead(100)
  await app.restart()
  const other = await seated(app, SECOND)
  expect((await command(other.candidate, other.id, ENTER)).body['phase']).toBe('answering')
})

test('the real clocks are compared: a tenth of a second is borne, more is not', async () => {
  const app = await startApp()
  const database = openDatabase(app.databaseUrl, () => {})
  onTestFinished(() => database.close())
  const log = { warn: () => {}, info: () => {} }
  const verdict = async (aheadMs: number) => {
    const clock = { ...systemClock, now: () => systemClock.now() + aheadMs }
    const check = createClockCheck({ db: database.db, clock, readDatabaseClock, registry: new Registry(), log })
    await check.look()
    return check.refusal()?.refusal.code ?? 'right'
  }
  // far enough from the edge for whatever this machine does meanwhile
  expect(await Promise.all([0, 60_000, -60_000].map(verdict))).toEqual(['right', 'unavailable', 'unavailable'])
})
