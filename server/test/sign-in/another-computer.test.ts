// Proves what another computer of the same candidate may do, whose sign-in ends, what staff see of it, and that sockets end
// with the sign-in, in every process.
import { expect, test } from 'vitest'
import { SOCKET_SIGN_IN_ENDED } from '@zhishi/core/contract'
import { DAY_MS, MINUTE_MS } from '@zhishi/core/time'
import {
  appWithInterview,
  command,
  listSittings,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'
import { ENTER, seated } from '../testkit/candidate.ts'
import { query } from '../testkit/rows.ts'
import { openSocket } from '../testkit/socket.ts'

type Body = Record<string, unknown>

/** Entered on one computer, and signed in on another. */
async function onTwo(app: TestApp) {
  const { candidate: first, id } = await seated(app)
  app.clock.set(T0 - 5 * MINUTE_MS)
  await command(first, id, ENTER)
  const second = visit(app)
  await signIn(second)
  const goOn = (by: Visitor) => command(by, id, { kind: 'signIn', deviceId: by.deviceId })
  const grant = (by: Visitor) => by.post(`/api/attempts/${id}/grants`, { deviceId: by.deviceId, kind: 'computer' })
  const listen = async (by: Visitor, url = app.url) => {
    const line = await openSocket(url, by)
    line.ask({ kind: 'subscribe', topic: `attempt/${id as `${string}-`}`, after: null })
    await line.next('subscribed')
    return line
  }
  return { first, second, id, goOn, grant, listen }
}

test('after T0 another computer goes on at once: the old sign-in ends, staff see both, and a proctor’s word settles it', async () => {
  const app = await appWithInterview()
  const { first, second, id, goOn, grant, listen } = await onTwo(app)
  const proctor = await signInStaff(app, 'proctor')
  const [sitting] = await listSittings(app)
  const row = async () => {
    const { body } = await proctor.get(`/api/sittings/${sitting!.sittingId}/attempts`)
    return (body['attempts'] as Body[])[0]!
  }
  expect((await goOn(second)).body['code']).toBe('otherDevice')
  expect((await second.get(`/api/attempts/${id}`)).body).toMatchObject({ canGoOnHere: false })
  expect((await grant(first)).status).toBe(200)

  app.clock.set(T0)
  expect((await second.get(`/api/attempts/${id}`)).body).toMatchObject({ canGoOnHere: true, identityCheck: null })
  expect((await second.get(`/api/attempts/${id}/pack-key`)).body['code']).toBe('otherDevice')
  const beside = await app.beside()
  const [old, oldBeside] = [await listen(first), await listen(first, beside.url)]
  const movedAt = T0 + MINUTE_MS
  app.clock.set(movedAt)
  expect((await goOn(second)).body).toMatchObject({
    leaseDeviceId: second.deviceId,
    canGoOnHere: false,
    identityCheck: { state: 'toCheck', sinceAt: movedAt },
  })
  // what it is there for
  expect((await command(second, id, ENTER)).body).toMatchObject({ phase: 'answering' })
  expect((await second.get(`/api/attempts/${id}/pack-key`)).status).toBe(200)
  expect((await grant(second)).status).toBe(200)
  // one live sign-in: that of the old one is over, and so are its sockets, whichever process has them
  expect(await Promise.all([old.closed(), oldBeside.closed()])).toEqual([SOCKET_SIGN_IN_ENDED, SOCKET_SIGN_IN_ENDED])
  expect((await first.get(`/api/attempts/${id}`)).body['code']).toBe('signInNeeded')

  expect(await row()).toMatchObject({ identityCheck: { state: 'toCheck', sinceAt: movedAt } })
  const devices = (await proctor.get(`/api/attempts/${id}/devices`)).body as unknown as Body[]
  expect(devices).toMatchObject([
    { deviceId: first.deviceId, isHolding: false, isSignedIn: false, userAgent: 'node' },
    { deviceId: second.deviceId, isHolding: true, isSignedIn: true, heldFromAt: movedAt },
  ])

  // the first one is never shut out either: signed in again, it goes on, and stays to be checked
  await signIn(first)
  expect((await goOn(first)).body).toMatchObject({ leaseDeviceId: first.deviceId, identityCheck: { sinceAt: movedAt } })
  const settle = (by: Visitor, isConfirmed: boolean, reason: string) =>
    command(by, id, { kind: 'settleIdentity', isConfirmed, reason })
  expect((await settle(first, true, 'me')).body['code']).toBe('notAllowed')
  expect((await settle(proctor, true, '')).body['code']).toBe('malformed')
  expect((await settle(proctor, false, '不是同一个人')).body).toMatchObject({
    phase: 'answering',
    identityCheck: { state: 'refused' },
  })
  const another = await signInStaff(app, 'proctor', '另一位')
  expect((await settle(another, true, '看了实时画面')).body).toMatchObject({ code: 'identityDecided', by: 'proctor' })
  expect((await settle(proctor, true, '看错了')).body).toMatchObject({ identityCheck: null })
  expect(await row()).toMatchObject({ identityCheck: null })
  const history = await app.services.attempts.history(id as never)
  expect(history.filter(({ event }) => event.kind === 'moved').map(({ event }) => event)).toEqual([
    { kind: 'moved', deviceId: second.deviceId, fromDeviceId: first.deviceId },
    { kind: 'moved', deviceId: first.deviceId, fromDeviceId: second.deviceId },
  ])
})

test('a proctor hands over to a computer on which the candidate is signed in, also while the old one is offline', async () => {
  const app = await appWithInterview()
  const { first, second, id, goOn, grant } = await onTwo(app)
  expect((await grant(first)).status).toBe(200)
  const proctor = await signInStaff(app, 'proctor')
  const handOver = (deviceId: string | null) => command(proctor, id, { kind: 'handOver', deviceId })
  const stranger = visit(app)
  await signIn(stranger, '110101199001010023')
  expect((await handOver(stranger.deviceId)).body['code'], 'signed in as somebody else').toBe('otherDevice')
  expect((await handOver(crypto.randomUUID())).body['code']).toBe('otherDevice')
  expect((await handOver(second.deviceId)).body).toMatchObject({ leaseDeviceId: second.deviceId, identityCheck: null })
  // what the old one begins from now on is refused; what it recorded before comes by its grant (recordings/upload.test.ts)
  expect(await query(app, `select device_id, stopped_at is null as is_open from grants`)).toEqual([
    { device_id: first.deviceId, is_open: false },
  ])
  // the hand-over was the word: nothing is left to be checked, after T0 either
  app.clock.set(T0 + 1)
  expect((await goOn(second)).body).toMatchObject({ identityCheck: null })
  // the old one comes back: its sign-in is over
  expect((await first.get('/api/me')).body['code']).toBe('signInNeeded')
  expect((await command(first, id, { kind: 'finish' })).body['code']).toBe('signInNeeded')
})

test('freed before entry: the sign-in of the old computer ends, and whoever comes next shows who they are', async () => {
  const app = await appWithInterview()
  const { candidate: first, id } = await seated(app)
  const proctor = await signInStaff(app, 'proctor')
  await command(proctor, id, { kind: 'handOver', deviceId: null })
  expect((await first.get('/api/me')).body['code']).toBe('signInNeeded')
  const { body } = await proctor.get(`/api/attempts/${id}`)
  const signInGate = (body['gates'] as Body[]).find(({ step }) => step === 'signIn')
  expect(signInGate).toMatchObject({ state: 'open', doneAt: null })
})

test('a socket is closed with its sign-in: signed out, signed in again, expired, without a membership', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  await signIn(candidate)
  const beside = await app.beside()
  const signedOut = [await openSocket(app.url, candidate), await openSocket(beside.url, candidate)]
  await candidate.post('/api/sign-out', {})
  for (const line of signedOut) expect(await line.closed()).toBe(SOCKET_SIGN_IN_ENDED)

  await signIn(candidate)
  const replaced = await openSocket(app.url, candidate)
  const neighbour = visit(app)
  await signIn(neighbour, '110101199001010023')
  const untouched = await openSocket(app.url, neighbour)
  await signIn(candidate)
  expect(await replaced.closed()).toBe(SOCKET_SIGN_IN_ENDED)
  expect(untouched.closedWith()).toBeNull()

  const staff = await signInStaff(app, 'proctor')
  const onStaff = await openSocket(app.url, staff, { side: 'staff' })
  app.clock.set(app.clock.now() + DAY_MS)
  expect(await Promise.all([untouched.closed(), onStaff.closed()])).toEqual([
    SOCKET_SIGN_IN_ENDED,
    SOCKET_SIGN_IN_ENDED,
  ])

  const until = app.clock.now() + MINUTE_MS
  const passing = await openSocket(app.url, await signInStaff(app, 'proctor', '临时', { until }), { side: 'staff' })
  app.clock.set(until)
  expect(await passing.closed()).toBe(SOCKET_SIGN_IN_ENDED)
}, 60_000)
