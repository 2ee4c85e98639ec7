// The three kinds of endpoint on the real HTTP server, mounted as the product's are: who counts as the caller, which origins and
// bodies are taken, and what the answer may be. The product's own table has only the first kind so far.
import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { Endpoint, Endpoints } from '@zhishi/core/contract'
import type { DeviceId, StaffId } from '@zhishi/core/ids'
import { accept, refuse } from '@zhishi/core/refusal'
import type { Caller } from '../../src/platform/http/caller.ts'
import { createAdmission } from '../../src/platform/http/admission.ts'
import { createMount } from '../../src/platform/http/mount.ts'
import { presentOpenapi } from '../../src/platform/http/openapi.ts'
import { buildHttp } from '../../src/platform/http/server.ts'
import { visit } from '../testkit/app.ts'
import { expectKind } from '../testkit/kinds.ts'

const table = {
  page: {
    method: 'POST',
    path: '/api/page',
    summary: 'What a page of ours asks',
    cost: 'light',
    callers: ['staff'],
    body: z.strictObject({ text: z.string() }),
    response: z.strictObject({ caller: z.string() }),
    refusals: ['signInNeeded'],
  },
  form: {
    kind: 'formPost',
    method: 'POST',
    path: '/api/form',
    summary: 'What a page of another site has the browser post',
    cost: 'light',
    callers: ['anyone'],
    page: '/staff/',
    body: z.strictObject({ state: z.string(), to: z.string().optional() }),
    refusals: ['signInRefused'],
  },
  program: {
    kind: 'machine',
    method: 'POST',
    path: '/api/program',
    summary: 'What a program asks',
    cost: 'light',
    callers: ['machine'],
    body: z.strictObject({ text: z.string() }),
    response: z.strictObject({ caller: z.string() }),
    refusals: ['signInNeeded'],
  },
} as const satisfies Endpoints

const ELSEWHERE = { origin: 'https://elsewhere.example' }
const STAFF: Caller = {
  kind: 'staff',
  staffId: randomUUID() as StaffId,
  deviceId: randomUUID() as DeviceId,
  memberships: [],
}

async function serve() {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
  const app = await buildHttp({ log, pagesDirectory: null, trustProxy: false, publicUrl: null })
  const admission = createAdmission({
    identify: async (request) => (request.cookies['who'] === 'staff' ? STAFF : { kind: 'anyone' }),
    identifyMachine: async (key) => (key === 'right' ? { kind: 'machine', name: 'results' } : null),
    lateness: { nowMs: () => 0, close: () => {} },
    monotonicMs: () => performance.now(),
  })
  onTestFinished(() => admission.close())
  const mount = createMount(app, admission)
  const posted: unknown[] = []
  mount(table.page, async ({ caller }) => accept({ caller: caller.kind }))
  mount(table.form, async ({ body, caller, reply }) => {
    posted.push([body, caller.kind])
    if (body.state === 'broken') throw new Error('a bug')
    if (body.state === 'refused') return refuse('signInRefused')
    reply.setCookie('who', 'staff', { httpOnly: true, sameSite: 'strict', path: '/' })
    return accept({ to: body.to ?? '/staff/#/sittings' })
  })
  mount(table.program, async ({ caller }) => accept({ caller: caller.name }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  const address = app.server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return { url, posted, lines }
}

const form = (fields: string, headers: Record<string, string> = ELSEWHERE): RequestInit => ({
  method: 'POST',
  redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: fields,
})

test('a form of another site signs in by what it carries, never by the cookie that came along, and leads to a page of ours', async () => {
  const { url, posted, lines } = await serve()
  const browser = visit({ url }, 'staff')
  const post = async (fields: string) => {
    const { status, headers, body } = await browser.send('/api/form', form(fields))
    expect([status, body]).toEqual([303, { text: '' }])
    expect(headers.get('cache-control')).toBe('no-store')
    return headers.get('location')
  }
  expect(await post('state=%E6%99%BA+%E8%AF%95')).toBe('/staff/#/sittings')
  expect(browser.cookie()).toBe('who=staff')
  expect(await post('state=again')).toBe('/staff/#/sittings')
  expect(posted).toEqual([
    [{ state: '智 试' }, 'anyone'],
    [{ state: 'again' }, 'anyone'],
  ])
  expect(await post('state=refused')).toBe('/staff/?refused=signInRefused')
  // a field twice, a letter that is none, a field that nobody asked for: another program could read them in another way
  for (const fields of ['state=1&state=2', 'state=%ff', 'state=1&role=organiser', '', 'state=1&__proto__=x']) {
    expect(await post(fields), fields).toBe('/staff/?refused=malformed')
  }
  expect(await post('state=broken')).toBe('/staff/?refused=internal')
  // where a form may lead is no matter of its fields
  for (const to of ['https://elsewhere.example/', '//elsewhere.example', '/staff', '/api/me']) {
    expect(await post(`state=1&to=${encodeURIComponent(to)}`), to).toBe('/staff/?refused=internal')
  }
  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(logged.filter(({ msg }) => msg === 'bug')).toHaveLength(5)
  expect(logged.filter(({ refusal }) => refusal === 'malformed')).toHaveLength(5)
  // it reads no other body, and nothing else reads forms
  const json = await browser.send('/api/form', form('{}', { 'content-type': 'application/json' }))
  expect(json.headers.get('location')).toBe('/staff/?refused=unsupportedMediaType')
})

test('a program is known by its key alone, and its key opens nothing else', async () => {
  const { url } = await serve()
  const program = visit({ url }, 'staff')
  const ask = (path: string, headers: Record<string, string>) => program.post(path, { text: 'x' }, headers)
  expect(await ask('/api/program', { authorization: 'Bearer right' })).toMatchObject({
    status: 200,
    body: { caller: 'results' },
  })
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'right' }, { cookie: 'who=staff' }]) {
    expect(await ask('/api/program', headers as Record<string, string>)).toMatchObject({
      status: 401,
      body: { code: 'signInNeeded' },
    })
  }
  const page = await ask('/api/program', { authorization: 'Bearer right', origin: url })
  expect(page).toMatchObject({ status: 403, body: { code: 'foreignOrigin' } })
  expect(await ask('/api/page', { authorization: 'Bearer right' })).toMatchObject({ status: 401 })
  expect(await ask('/api/page', { cookie: 'who=staff' })).toMatchObject({ status: 200, body: { caller: 'staff' } })
})

test('every kind keeps the rules that the sweep asks of it, and the generated description says how it is asked', async () => {
  const { url } = await serve()
  const browser = visit({ url }, 'staff')
  await browser.send('/api/form', form('state=in'))
  for (const [name, endpoint] of Object.entries(table) as [string, Endpoint][]) {
    await expectKind(browser, { name, endpoint, path: endpoint.path })
  }
  const { paths } = presentOpenapi(table, '0') as { paths: Record<string, { post: Record<string, unknown> }> }
  expect(paths['/api/form']!.post).toMatchObject({
    requestBody: { content: { 'application/x-www-form-urlencoded': {} } },
    responses: { '303': {} },
  })
  expect(Object.keys(paths['/api/form']!.post['responses'] as object)).toEqual(['303'])
  expect(paths['/api/program']!.post).toMatchObject({ security: [{ key: [] }] })
})
