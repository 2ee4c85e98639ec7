// Proves signing in: the same answer for unknown and wrong, the pause after five tries, cookies, links, and signing out.
import { expect, test } from 'vitest'
import { buildHouse, CODE, document, linkFor, signIn, signInStaff, visit } from './testkit/house.ts'
import { query } from './testkit/live-device.ts'

const HOUR = 3_600_000

test('candidates: number and code; five wrong codes pause the number, not the others; the pause ends', async () => {
  const house = await buildHouse()
  await house.services.interviews.importDocument(document())
  const browser = visit(house)
  const attempt = (number: string, personalCode: string) =>
    browser.post('/api/sign-in', { number, personalCode, deviceId: browser.deviceId })

  const unknown = await attempt('999999999999999999', CODE)
  const wrong = await attempt('110101199001010015', 'WRONG9')
  expect(unknown.body).toEqual(wrong.body)
  expect(wrong).toMatchObject({ status: 401, body: { code: 'signInRefused' } })
  expect(wrong.headers.getSetCookie()).toEqual([])

  for (let tries = 2; tries <= 5; tries++) await attempt('110101199001010015', 'WRONG9')
  const paused = await attempt('110101199001010015', CODE)
  expect(paused).toMatchObject({ status: 429, body: { code: 'tooManyTries', retryAfterS: 300 } })
  expect(paused.headers.get('retry-after')).toBe('300')
  // as people type it: lower case, spaces, hyphens
  expect((await attempt(' 110101199001010023', 'abc-2 34')).status).toBe(200)
  house.clock.set(house.clock.now() + 300_001)
  const signedIn = await attempt('110101199001010015', CODE)
  expect(signedIn.body).toMatchObject({ role: 'candidate', maskedName: '陈＊＊' })
  expect(signedIn.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Strict/)
  expect((await browser.get('/api/me')).status).toBe(200)
  await browser.post('/api/sign-out', {})
  expect((await browser.get('/api/me')).body).toMatchObject({ code: 'signInNeeded' })
})

test('candidates: a number and a code are what was meant, and what can be neither costs no try', async () => {
  const house = await buildHouse()
  const text = JSON.stringify(document()).replaceAll('110101199001010015', '11010119900101001X')
  await house.services.interviews.importDocument(JSON.parse(text))
  const browser = visit(house)
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
  const house = await buildHouse()
  const proctor = await signInStaff(house, 'proctor')
  expect((await proctor.get('/api/me')).body).toMatchObject({
    role: 'staff',
    memberships: [{ role: 'proctor', interview: 'all' }],
  })
  const old = await linkFor(house, 'organiser', '组织方')
  const fresh = await linkFor(house, 'organiser', '组织方')
  const browser = visit(house, 'staff')
  const open = (secret: string) => browser.post('/api/sign-in/link', { secret, deviceId: browser.deviceId })
  expect((await open(old)).body).toMatchObject({ code: 'signInRefused' })
  expect((await open(fresh)).status).toBe(200)
  house.clock.set(house.clock.now() + 12 * 3_600_000)
  expect((await open(fresh)).body).toMatchObject({ code: 'signInRefused' })
  expect((await proctor.get('/api/me')).body).toMatchObject({ code: 'signInNeeded' })
})

test('sign-ins and links that expired a day ago, and tries of an hour ago, are removed by the job of each start', async () => {
  const house = await buildHouse()
  await house.services.interviews.importDocument(document())
  const startedAt = house.clock.now()
  await signIn(visit(house))
  await signInStaff(house, 'proctor')
  const wrong = { number: '110101199001010015', personalCode: 'WRONG9', deviceId: visit(house).deviceId }
  expect((await visit(house).post('/api/sign-in', wrong)).status).toBe(401)
  const left = async () => {
    const counted = ['sign_in_tries', 'staff_sign_ins', 'sign_in_links', 'candidate_sign_ins'].map(
      (table) => `(select count(*)::int from ${table}) as ${table}`,
    )
    const [row] = await query(house, `select ${counted.join()}`)
    return Object.values(row!)
  }
  const prune = async () => {
    const { candidates, staff } = house.services
    await Promise.all([candidates.prune(), staff.prune()])
    return left()
  }
  // by number and by address
  expect(await left()).toEqual([2, 1, 1, 1])
  house.clock.set(startedAt + 36 * HOUR)
  expect(await prune(), 'expired a day ago, not longer').toEqual([2, 1, 1, 1])
  house.clock.set(startedAt + 36 * HOUR + 1)
  expect(await prune()).toEqual([2, 0, 0, 1])
  // somebody who signed in since stays
  const late = visit(house)
  await signIn(late)
  house.clock.set(startedAt + 48 * HOUR + 1)
  await house.restart()
  await expect.poll(left, { timeout: 10_000 }).toEqual([0, 0, 0, 1])
  expect((await late.get('/api/me')).status).toBe(200)
})
