// Proves: what proxies do to Host and X-Forwarded-For keeps nobody out who belongs here, lets no foreign page in, and is told
// to the operator with the header and its value, once.
import { request } from 'node:http'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { buildHttp, type HttpOptions } from '../../src/platform/http/server.ts'
import { signInTries } from '../../src/platform/database/tables.ts'
import { CODE, appWithInterview, type TestApp } from '../testkit/app.ts'

/** A POST with exactly these headers, as a proxy would pass it on. */
function post(
  app: Pick<TestApp, 'url'>,
  headers: Record<string, string>,
  body: object,
): Promise<{ status: number; code: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${app.url}/api/sign-in`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('end', () => {
          const content = JSON.parse(Buffer.concat(pieces).toString() || '{}') as { code?: unknown }
          resolve({ status: answer.statusCode ?? 0, code: content.code })
        })
      },
    )
    asked.on('error', reject)
    asked.end(JSON.stringify(body))
  })
}

/** The HTTP server with one endpoint of our own instead of the product's. */
async function doorOnly(it: Pick<HttpOptions, 'trustProxy' | 'publicUrl'>): Promise<Pick<TestApp, 'url' | 'log'>> {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const app = await buildHttp({ log, pagesDirectory: null, ...it })
  app.post('/api/sign-in', () => ({}))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  return { url, log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

const told = (app: Pick<TestApp, 'log'>) =>
  app.log().filter((line) => line['level'] === 40 && line['from'] !== undefined)
const asGuest = { number: '110101199001010015', personalCode: CODE, deviceId: crypto.randomUUID() }

test.each<[string, { trusted?: string[]; publicUrl?: string }, Record<string, string>, 'taken' | 'refused', object?]>([
  ['as it came', {}, { host: 'ms.example.org:8443', origin: 'https://ms.example.org:8443' }, 'taken'],
  ['the port of the scheme added', {}, { host: 'ms.example.org:443', origin: 'https://ms.example.org' }, 'taken'],
  [
    'named twice by two proxies',
    {},
    { host: 'ms.example.org, ms.example.org', origin: 'https://ms.example.org' },
    'taken',
  ],
  [
    'its port lost',
    {},
    { host: 'ms.example.org', origin: 'https://ms.example.org:8443' },
    'refused',
    { header: 'Host', value: 'ms.example.org', origin: 'https://ms.example.org:8443' },
  ],
  [
    'its port lost, and the address people use is known',
    { publicUrl: 'https://ms.example.org:8443' },
    { host: 'ms.example.org', origin: 'https://ms.example.org:8443' },
    'taken',
  ],
  [
    'another one put beside it',
    {},
    { host: 'ms.example.org, evil.example', origin: 'https://ms.example.org' },
    'refused',
    { header: 'Host', value: 'ms.example.org, evil.example' },
  ],
  [
    'replaced, the first one in a header of a trusted proxy',
    { trusted: ['127.0.0.0/8'] },
    {
      host: '127.0.0.1:1',
      'x-forwarded-host': 'ms.example.org',
      origin: 'https://ms.example.org',
      'x-forwarded-for': '192.0.2.1',
    },
    'taken',
  ],
  [
    'replaced by a trusted proxy by a wrong one',
    { trusted: ['loopback'] },
    {
      host: 'ms.example.org',
      'x-forwarded-host': 'backend',
      origin: 'https://ms.example.org',
      'x-forwarded-for': '192.0.2.1',
    },
    'refused',
    { header: 'X-Forwarded-Host', value: 'backend' },
  ],
  [
    'and a page of another site, whatever the address is called',
    { publicUrl: 'https://ms.example.org' },
    { host: 'ms.example.org', origin: 'https://evil.example' },
    'refused',
    { origin: 'https://evil.example', value: 'ms.example.org' },
  ],
  ['and no page at all', {}, { host: 'ms.example.org', origin: 'null' }, 'refused', { origin: 'null' }],
])('the host %s', async (_title, { trusted, publicUrl }, headers, outcome, facts) => {
  const app = await doorOnly({ trustProxy: trusted ?? false, publicUrl: publicUrl ?? null })
  for (let times = 0; times < 2; times++) {
    const answer = await post(app, headers, asGuest)
    expect(answer).toEqual(
      outcome === 'taken' ? { status: 200, code: undefined } : { status: 403, code: 'foreignOrigin' },
    )
  }
  expect(told(app).map(({ from, header, value, origin }) => ({ from, header, value, origin }))).toEqual(
    facts ? [expect.objectContaining({ from: '127.0.0.1', ...facts }) as unknown] : [],
  )
})

test('a proxy that nobody named: one who guesses keeps only himself out, made-up addresses have an end, and the log says it', async () => {
  const app = await appWithInterview()
  const from = (address: string, number: string, personalCode: string) =>
    post(app, { 'x-forwarded-for': address }, { number, personalCode, deviceId: crypto.randomUUID() })
  const nobody = (at: number) => String(900_000_000_000_000_000n + BigInt(at))
  for (let tries = 0; tries < 60; tries++) await from('203.0.113.7', nobody(tries), 'WRONG9')
  expect(await from('203.0.113.7', asGuest.number, CODE)).toMatchObject({ code: 'tooManyTries' })
  expect(await from('203.0.113.8', asGuest.number, CODE)).toMatchObject({ status: 200 })
  expect(told(app)).toMatchObject([
    {
      from: '127.0.0.1',
      header: 'X-Forwarded-For',
      value: '203.0.113.x',
      msg: expect.stringContaining('ZHISHI_TRUST_PROXY') as string,
    },
  ])

  // all that this proxy claims, together: written as it would be counted, because 540 tries take a while
  const { db, close } = openDatabase(app.databaseUrl, () => {})
  const [one] = await db.select().from(signInTries).limit(1)
  const counted = await db.select().from(signInTries)
  const bySubject = Map.groupBy(counted, ({ subject }) => subject.toString('hex'))
  const whole = [...bySubject.values()].filter((rows) => rows.length === 60)
  expect(whole).toHaveLength(2)
  for (const rows of whole) {
    await db
      .insert(signInTries)
      .values(Array.from({ length: 540 }, () => ({ subject: rows[0]!.subject, triedAt: one!.triedAt })))
  }
  await close()
  expect(await from('203.0.113.9', asGuest.number, CODE)).toMatchObject({ code: 'tooManyTries' })
})

test('a trusted proxy that names nobody is told of; one that does is believed, and each visitor is counted alone', async () => {
  const app = await appWithInterview({ trustProxy: ['127.0.0.1'] })
  await post(app, {}, asGuest)
  expect(told(app)).toMatchObject([
    {
      from: '127.0.0.1',
      header: 'X-Forwarded-For',
      value: null,
      msg: expect.stringContaining('count as one') as string,
    },
  ])
  for (let tries = 0; tries < 61; tries++) {
    const number = String(900_000_000_000_000_000n + BigInt(tries))
    await post(app, { 'x-forwarded-for': '203.0.113.7' }, { ...asGuest, number, personalCode: 'WRONG9' })
  }
  const elsewhere = { ...asGuest, deviceId: crypto.randomUUID() }
  expect(await post(app, { 'x-forwarded-for': '203.0.113.7' }, elsewhere)).toMatchObject({ code: 'tooManyTries' })
  expect(await post(app, { 'x-forwarded-for': '203.0.113.8' }, elsewhere)).toMatchObject({ status: 200 })
  expect(told(app)).toHaveLength(1)
})

test('ZHISHI_TRUST_PROXY: addresses, networks and their names; nothing is nobody; anything else is said plainly at start', () => {
  const said = (text: string | undefined) => {
    const parsed = parseConfig([], { ZHISHI_TRUST_PROXY: text })
    return parsed.ok ? parsed.config.trustProxy : parsed.problems
  }
  expect([said(undefined), said(''), said(' , ')]).toEqual([false, false, false])
  expect(said('127.0.0.1, ::1,10.0.0.0/8 , fd00::/8,loopback')).toEqual([
    '127.0.0.1',
    '::1',
    '10.0.0.0/8',
    'fd00::/8',
    'loopback',
  ])
  for (const wrong of [
    'proxy.local',
    '10.0.0.0/33',
    '10.0.0',
    'true',
    '*',
    '1',
    '10.0.0.1:80',
    'http://10.0.0.1',
    '10.0.0.0/',
  ]) {
    expect(said(`127.0.0.1,${wrong}`), wrong).toEqual([expect.stringContaining(`not "${wrong}"`)])
  }
})
