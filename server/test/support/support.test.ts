// Proves how support finds who calls: by number as people type it, with devices, what has not arrived yet and the
// newest preparation; every look is written down, and nothing that was recorded is shown.
import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { AttemptId, DeviceId } from '@zhishi/core/ids'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@zhishi/core/time'
import { seated } from '../testkit/candidate.ts'
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
import { looks } from '../testkit/rows.ts'

const NUMBER = '11010119900101001X'
type Row = Record<string, unknown> & { attemptId: string; devices: Array<Record<string, unknown>> }

const supported = (): Promise<TestApp> =>
  appWithInterview({}, JSON.parse(JSON.stringify(document()).replaceAll('110101199001010015', NUMBER)))

const find = async (who: Visitor, number: string): Promise<Row[]> =>
  (await who.post('/api/support/search', { number })).body as unknown as Row[]

test('found by number however it is typed; every look is written down, a look that finds nobody too', async () => {
  const app = await supported()
  const support = await signInStaff(app, 'support')
  const rows = await find(support, NUMBER)
  expect(rows.map((row) => [(row['sittingName'] as { zh: string }).zh, row['phase'], row['startsAt']])).toEqual([
    ['第一场', 'checkIn', T0],
    ['模拟面试', 'checkIn', null],
  ])
  expect(rows[0]).toMatchObject({
    maskedName: '陈＊＊',
    maskedNumber: '****001X',
    interviewName: { zh: '秋季招聘面试' },
    timeZone: 'Asia/Shanghai',
    zoneOffsets: [{ aheadMs: 8 * HOUR_MS }],
    preparation: null,
    devices: [],
  })
  for (const typed of [' 11010119900101001x ', '110101 19900101 001x', '１１０１０１１９９００１０１００１Ｘ']) {
    expect(await find(support, typed), typed).toEqual(rows)
  }
  expect(await looks(app, 'candidateLookedUp')).toHaveLength(4)
  for (const nobody of ['110101199001010099', '', '陈思远', '%', "' or 1=1"]) {
    expect(await find(support, nobody), nobody).toEqual([])
  }
  const written = await looks(app, 'candidateLookedUp')
  expect(written).toHaveLength(9)
  expect(written[0]).toMatchObject({ actor_role: 'support', subject: { personId: expect.any(String) as string } })
  expect(written[8]).toEqual({ actor_role: 'support', subject: { personId: null } })
  expect(JSON.stringify([written, app.log()])).not.toMatch(/001X|001x|陈/)

  const candidate = visit(app)
  await signIn(candidate, NUMBER)
  expect((await candidate.post('/api/support/search', { number: NUMBER })).body['code']).toBe('signInNeeded')
  expect(await looks(app, 'candidateLookedUp')).toHaveLength(9)
  for (const role of ['proctor', 'organiser'] as const) {
    expect(await find(await signInStaff(app, role), NUMBER), role).toHaveLength(2)
  }
})

test('devices: who holds the lease, when each was heard of, how far it is behind; the newest preparation', async () => {
  const app = await supported()
  const support = await signInStaff(app, 'support')
  const one = async () => (await find(support, NUMBER))[0]!
  const computer = visit(app)
  const id = (await signIn(computer, NUMBER)) as AttemptId
  // signed in only: known as a computer, nothing heard of it
  expect((await one()).devices).toEqual([
    {
      deviceId: computer.deviceId,
      kind: 'computer',
      userAgent: null,
      hasLease: false,
      lastBeatAt: null,
      bytesBehind: 0,
    },
  ])
  app.clock.set(T0 - 2 * DAY_MS)
  const checks = (hasPassed: boolean) => [{ check: 'camera', hasPassed, detail: 'HD Webcam' }]
  await command(computer, id, { kind: 'prepare', checks: checks(false) })
  app.clock.set(T0 - 2 * DAY_MS + 5000)
  await command(computer, id, { kind: 'prepare', checks: checks(true) })
  expect((await one())['preparation']).toEqual({
    reportedAt: T0 - 2 * DAY_MS + 5000,
    checks: checks(true),
  })

  app.clock.set(T0 - 10 * MINUTE_MS)
  await command(computer, id, { kind: 'signIn', deviceId: computer.deviceId })
  const asked = { deviceId: computer.deviceId, kind: 'computer' }
  const { grant } = (await computer.post(`/api/attempts/${id}/grants`, asked)).body as { grant: string }
  const recording = deviceWith(app, grant)
  const camera = await recording.begin('camera', 1, 'video/webm')
  const journal = await recording.begin('journal')
  await recording.append(camera, 0, randomBytes(60_000))
  const opened = { number: 1, at: app.clock.now(), body: { kind: 'opened', userAgent: 'Chrome/126 Windows' } }
  await recording.append(journal, 0, Buffer.from(`${JSON.stringify(opened)}\n`))
  const unannounced = randomUUID()
  await recording.beatOf([
    { partId: camera, line: 'camera', bytes: 75_000 },
    { partId: unannounced, line: 'screen', bytes: 4000 },
  ])

  const phoneId = randomUUID() as DeviceId
  // devices stand in the order in which they came
  app.clock.set(T0 - 9 * MINUTE_MS)
  const phoneGrant = await app.services.recordings.issueGrant({ attemptId: id, deviceId: phoneId, kind: 'phone' })
  await deviceWith(app, phoneGrant).beatOf([])
  expect((await one()).devices).toEqual([
    {
      deviceId: computer.deviceId,
      kind: 'computer',
      userAgent: 'Chrome/126 Windows',
      hasLease: true,
      lastBeatAt: T0 - 10 * MINUTE_MS,
      bytesBehind: 15_000 + 4000,
    },
    {
      deviceId: phoneId,
      kind: 'phone',
      userAgent: null,
      hasLease: false,
      lastBeatAt: T0 - 9 * MINUTE_MS,
      bytesBehind: 0,
    },
  ])
  // a device of another attempt, and of another person, stays theirs
  const other = visit(app)
  await signIn(other, '110101199001010023')
  expect((await find(support, '110101199001010023'))[0]!.devices).toMatchObject([{ deviceId: other.deviceId }])
  expect((await find(support, NUMBER))[1]!.devices).toMatchObject([{ deviceId: computer.deviceId, hasLease: false }])
  // nothing that was recorded, and no way to it
  expect(JSON.stringify(await one())).not.toMatch(new RegExp(`${camera}|${journal}|recordings|parts|receipt`))
  expect((await support.get(`/api/attempts/${id}/recordings`)).body['code']).toBe('notAllowed')
  expect((await support.get(`/api/parts/${camera}/playable`)).body['code']).toBe('notAllowed')
})

test('the staff table says since when another computer is signed in, until the lease is handed over', async () => {
  const app = await supported()
  const proctor = await signInStaff(app, 'proctor')
  const [sitting] = await listSittings(app)
  const since = async () => {
    const { body } = await proctor.get(`/api/sittings/${sitting!.sittingId}/attempts`)
    return (body['attempts'] as Array<Record<string, unknown>>).map((row) => row['otherDeviceSince'])
  }
  const { id } = await seated(app, NUMBER)
  expect(await since()).toEqual([null, null])
  const askedAt = app.clock.now() + MINUTE_MS
  app.clock.set(askedAt)
  const fresh = visit(app)
  await signIn(fresh, NUMBER)
  expect(await since()).toEqual([askedAt, null])
  app.clock.set(askedAt + MINUTE_MS)
  await command(proctor, id, { kind: 'handOver', deviceId: null })
  expect(await since()).toEqual([null, null])
  await command(fresh, id, { kind: 'signIn', deviceId: fresh.deviceId })
  expect(await since(), 'the replaced computer is still signed in, but came before').toEqual([null, null])
})
