// Proves signing in: the same answer for unknown and wrong, the pause after five tries, cookies, links, and signing out.
import { expect, test } from 'vitest'
import { HOUR_MS } from '@zhishi/core/time'
import { startApp, CODE, document, appWithInterview, linkFor, signIn, signInStaff, visit } from '../testkit/app.ts'
import { query } from '../testkit/rows.ts'

test('candidates: number and code; after five wrong ones each waits longer, and nobody else does', async () => {
  const app = await appWithInterview()
  const browser = visit(app)
  const attempt = (number: string, personalCode: string) =>
    browser.post('/api/sign-in', { number, personalCode, deviceId: browser.deviceId })

  const unknown = await attempt('999999999999999999', CODE)
  const wrong = await attempt('110101199001010015', 'WRONG9')
  expect(unknown.body).toEqual(wrong.body)
  expect(wrong).toMatchObject({ status: 401, body: { code: 'signInRefused' } })
  expect(wrong.headers.getSetCookie()).toEqual([])

  for (let tries = 2; tries <= 5; tries++) await attempt('110101199001010015', 'WRONG9')
  const paused = await attempt('110101199001010015', CODE)
  expect(paused).toMatchObject({ status: 429, body: { code: 'tooManyTries', retryAfterS: 30 } })
  expect(paused.headers.get('retry-after')).toBe('30')
  // as people type it: lower case, spaces, hyphens
  expect((await attempt(' 110101199001010023', 'abc-2 34')).status).toBe(200)
  for (const waitS of [30, 60, 120, 240, 480, 600]) {
    app.clock.set(app.clock.now() + waitS * 1000 - 1)
    expect((await attempt('110101199001010015', CODE)).status, `${waitS}`).toBe(429)
    app.clock.set(app.clock.now() + 1)
    expect((await attempt('110101199001010015', 'WRONG9')).status, `${waitS}`).toBe(401)
  }
  app.clock.set(app.clock.now() + 600_000)
  const signedIn = await attempt('110101199001010015', CODE)
  expect(signedIn.body).toMatchObject({ role: 'candidate', maskedName: '陈＊＊' })
  expect(signedIn.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Strict/)
  expect((await browser.get('/api/me')).status).toBe(200)
  await browser.post('/api/sign-out', {})
  expect((await browser.get('/api/me')).body).toMatchObject({ code: 'signInNeeded' })
  // success has forgotten them
  for (let tries = 1; tries <= 5; tries++) expect((await attempt('110101199001010015', 'WRONG9')).status).toBe(401)
})

test('guesses at the same time are no more than one after the other, and right ones at the same time are no guesses', async () => {
  const app = await appWithInterview()
  const post = (number: string, personalCode: string, deviceId: string) =>
    visit(app).post('/api/sign-in', { number, personalCode, deviceId })
  const guesses = await Promise.all(
    Array.from({ length: 60 }, (_, at) =>
      post('110101199001010015', at === 59 ? CODE : `WRONG${at}`, crypto.randomUUID()),
    ),
  )
  const counted = Map.groupBy(guesses, ({ status }) => status)
  expect((counted.get(401)?.length ?? 0) + (counted.get(200)?.length ?? 0)).toBeLessThanOrEqual(5)
  expect(counted.get(429)?.length).toBeGreaterThanOrEqual(55)

  const right = await Promise.all(
    Array.from({ length: 100 }, () => post('110101199001010023', CODE, crypto.randomUUID())),
  )
  expect(right.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5)
  expect((await post('110101199001010023', CODE, crypto.randomUUID())).status).toBe(200)
})

test('a stranger’s wrong codes keep nobody from signing in on a device that knows the right one', async () => {
  const app = await startApp({ trustProxy: ['127.0.0.1'] })
  await app.services.interviews.importDocument(document())
  const owner = visit(app)
  const from = async (address: string, personalCode: string, deviceId: string, by = visit(app)) =>
    (
      await by.post(
        '/api/sign-in',
        { number: '110101199001010015', personalCode, deviceId },
        { origin: app.url, 'x-forwarded-for': address },
      )
    ).status
  expect(await from('203.0.113.7', CODE, owner.deviceId, owner)).toBe(200)
  for (let tries = 1; tries <= 6; tries++) await from('203.0.113.99', 'WRONG9', crypto.randomUUID())
  expect(await from('203.0.113.99', CODE, crypto.randomUUID())).toBe(429)
  // another address, another computer: not kept waiting by one stranger
  expect(await from('203.0.113.8', CODE, crypto.randomUUID())).toBe(200)
  // from everywhere at once: then a new computer waits, and the owner's own does not
  for (let at = 1; at <= 60; at++) await from(`198.51.100.${at}`, 'WRONG9', crypto.randomUUID())
  expect(await from('203.0.113.9', CODE, crypto.randomUUID())).toBe(429)
  // the name of the owner's device is no secret, and opens nothing
  expect(await from('203.0.113.9', CODE, owner.deviceId)).toBe(429)
  expect(await from('203.0.113.7', CODE, owner.deviceId, owner)).toBe(200)
})

test('candidates: a number and a code are what was meant, and what can be neither costs no try', async () => {
  const app = await startApp()
  const text = JSON.stringify(document()).replaceAll('110101199001010015', '11010119900101001X')
  await app.services.interviews.importDocument(JSON.parse(text))
  const browser = visit(app)
  const attempt = async (number: string, personalCode: string) =>
    (await browser.post('/api/sign-in', { number, personalCode, deviceId: browser.deviceId })).status
  const spread = Array.from(CODE).join('\u200B')
  // full-width, spaces inside, marks around, a Cyrillic Х, hyphens between: each would have cost one of five tries
  for (const number of [
    '１１０１０１１９９００１０１００１Ｘ',
    '110101 19900101 001x',
    '\u202A11010119900101001X\u202C\uFEFF',
    '11010119900101001Х',
    '110101-19900101-001X',
  ]) {
    expect(await attempt(number, spread), number).toBe(200)
  }
  for (let tries = 0; tries < 6; tries++) {
    expect(await attempt('11010119900101001X', '口令')).toBe(401)
    expect(await attempt('身份证', CODE)).toBe(401)
  }
  expect(await attempt('11010119900101001X', CODE)).toBe(200)
})

test('staff: a link signs in until a newer one is made or twelve hours have passed', async () => {
  const app = await startApp()
  const proctor = await signInStaff(app, 'proctor')
  expect((await proctor.get('/api/me')).body).toMatchObject({
    role: 'staff',
    memberships: [{ role: 'proctor', interview: 'all' }],
  })
  const old = await linkFor(app, 'organiser', '组织方')
  const fresh = await linkFor(app, 'organiser', '组织方')
  const browser = visit(app, 'staff')
  const open = (secret: string) => browser.post('/api/sign-in/link', { secret, deviceId: browser.deviceId })
  expect((await open(old)).body).toMatchObject({ code: 'signInRefused' })
  expect((await open(fresh)).status).toBe(200)
  app.clock.set(app.clock.now() + 12 * 3_600_000)
  expect((await open(fresh)).body).toMatchObject({ code: 'signInRefused' })
  expect((await proctor.get('/api/me')).body).toMatchObject({ code: 'signInNeeded' })
})

test('sign-ins and links that expired a day ago, and tries of an hour ago, are removed by the job of each start', async () => {
  const app = await appWithInterview()
  const startedAt = app.clock.now()
  await signIn(visit(app))
  await signInStaff(app, 'proctor')
  const wrong = { number: '110101199001010015', personalCode: 'WRONG9', deviceId: visit(app).deviceId }
  expect((await visit(app).post('/api/sign-in', wrong)).status).toBe(401)
  const left = async () => {
    const counted = ['sign_in_tries', 'staff_sign_ins', 'sign_in_links', 'candidate_sign_ins'].map(
      (table) => `(select count(*)::int from ${table}) as ${table}`,
    )
    const [row] = await query(app, `select ${counted.join()}`)
    return Object.values(row!)
  }
  const prune = async () => {
    const { candidates, staff } = app.services
    await Promise.all([candidates.prune(), staff.prune()])
    return left()
  }
  // by number from an address, by number, and by address
  expect(await left()).toEqual([3, 1, 1, 1])
  app.clock.set(startedAt + 36 * HOUR_MS)
  expect(await prune(), 'expired a day ago, not longer').toEqual([3, 1, 1, 1])
  app.clock.set(startedAt + 36 * HOUR_MS + 1)
  expect(await prune()).toEqual([3, 0, 0, 1])
  // somebody who signed in since stays
  const late = visit(app)
  await signIn(late)
  app.clock.set(startedAt + 48 * HOUR_MS + 1)
  await app.restart()
  await expect.poll(left, { timeout: 10_000 }).toEqual([0, 0, 0, 1])
  expect((await late.get('/api/me')).status).toBe(200)
})
