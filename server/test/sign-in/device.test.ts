// Proves that a device is known by the secret that the server gave it: not by its name, not by the sign-in alone.
import { expect, test } from 'vitest'
import { appWithInterview, CODE, command, signIn, signInStaff, T0, visit, type Visitor } from '../testkit/app.ts'
import { ENTER, seated } from '../testkit/candidate.ts'
import { MINUTE_MS } from '@zhishi/core/time'

const NUMBER = '110101199001010015'
const OTHER_NUMBER = '110101199001010023'
type Body = Record<string, unknown>

const enter = (by: Visitor, more: Body, number = NUMBER) =>
  by.post('/api/sign-in', { number, personalCode: CODE, deviceId: by.deviceId, ...more })
/** A browser that sends these cookies of another one, and no others. */
function thiefOf(app: { url: string }, victim: Visitor, names: RegExp): Pick<Visitor, 'get' | 'post'> {
  const cookie = victim
    .cookie()
    .split('; ')
    .filter((one) => names.test(one))
    .join('; ')
  const thief = visit(app)
  return {
    get: (path) => thief.get(path, { cookie }),
    post: (path, body) => thief.post(path, body, { cookie }),
  }
}

test('a copied device name, sign-in cookie or secret of another device opens nothing that is the computer’s', async () => {
  const app = await appWithInterview()
  const { candidate, id } = await seated(app)
  app.clock.set(T0 - 5 * MINUTE_MS)
  await command(candidate, id, ENTER)
  app.clock.set(T0 + 1)
  const key = `/api/attempts/${id}/pack-key`
  expect((await candidate.get(key)).status).toBe(200)

  // the name: it is in every request, in export files and before the eyes of staff
  const named = visit(app)
  const answer = await enter(named, { deviceId: candidate.deviceId })
  const given = answer.body['deviceId'] as string
  expect(given).not.toBe(candidate.deviceId)
  expect((await named.get(key)).body['code']).toBe('otherDevice')
  const grant = (deviceId: string) => named.post(`/api/attempts/${id}/grants`, { deviceId, kind: 'computer' })
  expect((await grant(candidate.deviceId)).body['code']).toBe('otherDevice')
  expect((await grant(given)).body['code']).toBe('otherDevice')
  const leasing = { kind: 'handOver', deviceId: null }
  expect((await command({ ...named, deviceId: candidate.deviceId }, id, leasing)).body['code']).toBe('otherDevice')
  expect((await command({ ...named, deviceId: given }, id, leasing)).body['code']).toBe('otherDevice')

  // the sign-in without its device, and beside the secret of another one
  expect((await thiefOf(app, candidate, /^zhishi_candidate=/).get(key)).body['code']).toBe('signInNeeded')
  const mixed = visit(app)
  const [signInCookie] = candidate.cookie().split('; ')
  const [deviceCookie] = named
    .cookie()
    .split('; ')
    .filter((one) => one.startsWith('zhishi_device='))
  const both = { cookie: `${signInCookie}; ${deviceCookie}` }
  expect((await mixed.get(key, both)).body['code']).toBe('signInNeeded')

  // somebody else’s computer, with its own right secret
  const { candidate: neighbour } = await seated(app, OTHER_NUMBER)
  await enter(neighbour, {})
  expect((await neighbour.get(key)).body['code']).toBe('otherDevice')

  // and the computer itself is what it was
  expect((await candidate.get(key)).status).toBe(200)
})

test('the device outlives sign-out, reload and a browser that forgot its cookies; two tabs are one', async () => {
  const app = await appWithInterview()
  const browser = visit(app)
  const first = await enter(browser, {})
  expect(first.body).toMatchObject({ deviceId: browser.deviceId })
  expect(first.headers.getSetCookie().find((one) => one.startsWith('zhishi_device='))).toMatch(
    /Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict/,
  )
  const { deviceSecret } = first.body as { deviceSecret: string }
  expect(Buffer.from(deviceSecret, 'base64url')).toHaveLength(32)
  const id = await signIn(browser)
  await command(browser, id, { kind: 'signIn', deviceId: browser.deviceId })
  app.clock.set(T0 - 5 * MINUTE_MS)
  await command(browser, id, ENTER)

  // another tab signs in: the first one goes on by the same cookies
  await enter(browser, {})
  expect((await browser.get('/api/me')).body).toMatchObject({ deviceId: browser.deviceId })
  expect((await command(browser, id, ENTER)).status).toBe(200)

  // killed within half a minute: its cookies are gone, what it kept on the disk is not
  const killed = { ...visit(app), deviceId: browser.deviceId }
  expect((await enter(killed, { deviceSecret })).body).toMatchObject({ deviceId: browser.deviceId })
  expect((await command(killed, id, ENTER)).body).toMatchObject({ leaseDeviceId: browser.deviceId })
  // its name is gone and its cookie is not
  expect((await enter(killed, { deviceId: crypto.randomUUID() })).body).toMatchObject({ deviceId: browser.deviceId })

  // a made-up secret is none
  const guess = await enter(visit(app), { deviceSecret: 'A'.repeat(43) })
  expect(guess.body['deviceSecret']).not.toBe('A'.repeat(43))
})

test('a mock and then the formal attempt on one computer, and two people one after the other, are one device', async () => {
  const app = await appWithInterview()
  const mock = await seated(app, NUMBER, '模拟面试')
  const computer = mock.candidate
  const formal = await signIn(computer, NUMBER)
  expect((await command(computer, formal, { kind: 'signIn', deviceId: computer.deviceId })).body).toMatchObject({
    leaseDeviceId: computer.deviceId,
  })
  await computer.post('/api/sign-out', {})
  const second = await signIn(computer, OTHER_NUMBER)
  expect((await command(computer, second, { kind: 'signIn', deviceId: computer.deviceId })).status).toBe(200)
  const staff = await signInStaff(app, 'support')
  const found = await staff.post('/api/support/search', { number: OTHER_NUMBER })
  expect(JSON.stringify(found.body)).toContain(computer.deviceId)
})
