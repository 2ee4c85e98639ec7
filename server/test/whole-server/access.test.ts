// Knocks on every endpoint of the table as every wrong caller, and with every kind of bad request. An endpoint without
// a row here fails. Every refusal must be clean: problem details, no stack, nothing of another person.
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { ACTIONS, STAFF_ROLES } from '@zhishi/core/access'
import { endpoints, type Endpoint } from '@zhishi/core/contract'
import { REFUSAL_CODES } from '@zhishi/core/refusal'
import { startApp, appWithInterview, listSittings, signIn, signInStaff, visit, type Visitor } from '../testkit/app.ts'
import { expectKind } from '../testkit/kinds.ts'

const entries = Object.entries(endpoints) as [string, Endpoint][]

test('nobody reaches what is not theirs', async () => {
  const app = await appWithInterview()
  const owner = visit(app)
  const foreign = visit(app)
  const attemptId = await signIn(owner)
  await signIn(foreign, '110101199001010023')
  const visitors: Record<string, Visitor> = {
    anyone: visit(app),
    foreign,
    proctor: await signInStaff(app, 'proctor'),
    organiser: await signInStaff(app, 'organiser'),
    support: await signInStaff(app, 'support'),
    examiner: await signInStaff(app, 'examiner'),
  }
  const [sitting] = await listSittings(app)
  const knocked = new Set<string>()

  for (const [name, endpoint] of entries) {
    const path = endpoint.path
      .replace(':attemptId', attemptId)
      .replace(':sittingId', sitting!.sittingId)
      .replace(':partId', crypto.randomUUID())
      .replace(':interviewId', sitting!.interviewId)
      .replace(':draftId', crypto.randomUUID())
      .replace(':file', 'a.txt')
      // an attempt's id is no review code either
      .replace(':reviewCode', attemptId)
    await expectKind(visitors['organiser']!, { name, endpoint, path })
    for (const [who, visitor] of Object.entries(visitors)) {
      const by: readonly string[] = endpoint.action ? ACTIONS[endpoint.action].by : STAFF_ROLES
      // the foreign candidate is a candidate: only what belongs to somebody is foreign to them
      const isOwnKind = endpoint.callers.some(
        (caller) =>
          caller === 'anyone' ||
          caller === who ||
          (caller === 'staff' && by.includes(who)) ||
          (who === 'foreign' && caller === 'candidate' && path === endpoint.path),
      )
      if (isOwnKind) continue
      const isBodyless = endpoint.method === 'GET' || endpoint.method === 'HEAD'
      const answer = await visitor.send(path, {
        method: endpoint.method,
        headers: {
          'tus-resumable': '1.0.0',
          ...(isBodyless ? {} : { 'content-type': 'application/json' }),
        },
        ...(isBodyless ? {} : { body: '{}' }),
      })
      const label = `${name} as ${who}`
      expect([400, 401, 403, 404, 415], `${label}: ${answer.status}`).toContain(answer.status)
      if (endpoint.method !== 'HEAD') {
        expect(answer.headers.get('content-type'), label).toMatch('application/problem+json')
        expect(REFUSAL_CODES, label).toContain(answer.body['code'])
      }
      const text = JSON.stringify(answer.body)
      expect(text, label).not.toMatch(/陈|110101|\bat .*\.ts|node_modules|select /)
      // a foreign attempt is as unknown as one that does not exist; an empty body is refused before anything is looked up
      if (who === 'foreign' && endpoint.callers.includes('candidate') && path.includes(attemptId)) {
        const isRefusedUnread = endpoint.body !== undefined && !(endpoint.body as z.ZodType).safeParse({}).success
        expect(answer.body['code'], label).toBe(isRefusedUnread ? 'malformed' : 'notFound')
      }
      knocked.add(name)
    }
  }
  const open = entries.filter(([, endpoint]) => endpoint.callers.includes('anyone')).map(([name]) => name)
  expect([...knocked, ...open].sort()).toEqual(entries.map(([name]) => name).sort())
})

test('bad requests get one clear refusal each, logged once, and change nothing', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const path = `/api/attempts/${id}/commands`
  const commandId = crypto.randomUUID()
  const good = { commandId, deviceId: candidate.deviceId, command: { kind: 'consent' } }
  const rows: [string, unknown, number, string][] = [
    ['unknown field', { ...good, colour: 'red' }, 400, 'malformed'],
    ['unknown field inside', { ...good, command: { kind: 'consent', at: 1 } }, 400, 'malformed'],
    ['unknown command', { ...good, command: { kind: 'cheat' } }, 400, 'malformed'],
    ['wrong type', { ...good, commandId: 7 }, 400, 'malformed'],
    [
      'number out of range',
      { ...good, command: { kind: 'enter', displays: -1, displaySurface: 'monitor' } },
      400,
      'malformed',
    ],
    ['not an object', '[]', 400, 'malformed'],
    ['cut off', '{"commandId":', 400, 'malformed'],
    ['a prototype', '{"__proto__":{"role":"organiser"},"constructor":1}', 400, 'malformed'],
    ['10 MB', `{"x":"${'x'.repeat(10_000_000)}"}`, 413, 'tooLarge'],
  ]
  for (const [name, body, httpStatus, code] of rows) {
    const answer = await candidate.post(path, body)
    expect([answer.status, answer.body['code']], name).toEqual([httpStatus, code])
  }
  const badUtf8 = await candidate.send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"commandId":"\xff\xfe"}', 'latin1'),
  })
  expect(badUtf8.body).toMatchObject({ code: 'malformed' })
  const asText = await candidate.send(path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' })
  expect(asText).toMatchObject({ status: 415, body: { code: 'unsupportedMediaType' } })
  const foreignPage = await candidate.post(path, good, { origin: 'https://elsewhere.example' })
  expect(foreignPage).toMatchObject({ status: 403, body: { code: 'foreignOrigin' } })
  expect((await candidate.get('/api/attempts/not-a-uuid')).status).toBe(404)
  expect((await candidate.get('/api/nothing-here')).body).toMatchObject({ code: 'notFound' })
  expect((await candidate.get('/api/attempts/..%2f..%2fetc')).status).toBe(404)
  expect(await app.services.attempts.history(id as never)).toEqual([])
  expect(app.log().filter((line) => line['msg'] === 'bug')).toEqual([])
  const tooLarge = app.log().filter((line) => line['refusal'] === 'tooLarge')
  expect(tooLarge).toHaveLength(1)
  expect((await candidate.post(path, good)).status).toBe(200)
})

test('what is served beside the contract', async () => {
  const app = await startApp()
  const browser = visit(app)
  expect((await browser.get('/healthz')).body).toMatchObject({ ok: true })
  expect((await browser.get('/metrics')).body['text']).toMatch('zhishi_http_request_duration_seconds')
  expect((await browser.get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403)
  const openapi = (await browser.get('/openapi.json')).body as {
    openapi: string
    paths: Record<string, Record<string, unknown>>
  }
  expect(openapi.openapi).toBe('3.1.1')
  expect(Object.values(openapi.paths).flatMap((path) => Object.keys(path))).toHaveLength(entries.length)
  expect(JSON.stringify(openapi)).not.toContain('#/$defs/')
  const headers = (await browser.get('/api/clock')).headers
  expect(headers.get('content-security-policy')).toMatch("default-src 'self'")
  expect(headers.get('permissions-policy')).toMatch('camera=(self)')
})
