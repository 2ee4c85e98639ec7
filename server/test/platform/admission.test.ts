// Work is bounded before it is done: whoever asks too much is told so at every endpoint, strangers by their address and people by
// themselves; connections have an end too. Times are real here, and amounts small.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { COST_CLASSES, endpoints, type CostClass, type Endpoint } from '@zhishi/core/contract'
import type { Rates } from '../../src/platform/http/admission.ts'
import { RATES } from '../../src/platform/http/admission.ts'
import { appWithInterview, signIn, signInStaff, startApp, visit } from '../testkit/app.ts'

const entries = Object.entries(endpoints) as [string, Endpoint][]
const forAll = (burst: number, perS: number) =>
  Object.fromEntries(COST_CLASSES.map((cost) => [cost, { burst, perS }])) as Record<
    CostClass,
    { burst: number; perS: number }
  >
const PLENTY = { burst: 100_000, perS: 100_000 }
const plenty: Rates = {
  person: forAll(100_000, 100_000),
  stranger: forAll(100_000, 100_000),
  strangers: forAll(100_000, 100_000),
  unknown: PLENTY,
  unknowns: PLENTY,
}
const pathOf = (path: string): string => path.replace(/:\w+/g, () => crypto.randomUUID())

test('no endpoint is open to a loop: each lets a stranger in as often as its class says, and then refuses before it works', async () => {
  const ONCE = forAll(1, 0.001)
  const app = await startApp({ rates: { ...plenty, stranger: ONCE } })
  for (const cost of COST_CLASSES) {
    const [name, { method, path }] = entries.find(([, endpoint]) => endpoint.cost === cost)!
    expect((await ask(app.url + pathOf(path), method)).status, name).not.toBe(429)
  }
  await Promise.all(
    entries.map(async ([name, { method, path }]) => {
      const answer = await ask(app.url + pathOf(path), method)
      expect(answer.status, name).toBe(429)
      expect(Number(answer.headers.get('retry-after')), name).toBeGreaterThan(0)
      expect(answer.headers.get('connection'), name).toBe('close')
    }),
  )
  // pages and what else is no endpoint count as one kind
  for (const path of ['/download/', '/openapi.json', '/healthz', '/no-such-page'])
    expect((await ask(app.url + path, 'GET')).status, path).toBe(429)
})

test('strangers are counted by address, whoever is signed in by themselves, and a claim that was true costs its address nothing', async () => {
  const app = await appWithInterview({ rates: { ...plenty, unknown: { burst: 2, perS: 0.1 }, person: forAll(6, 0.1) } })
  const [one, other] = [visit(app), visit(app)]
  // each look at an unknown cookie is given back when it was somebody's
  const attemptId = await signIn(one)
  await signIn(other, '110101199001010023')
  const proctor = await signInStaff(app, 'proctor')
  const path = `/api/attempts/${attemptId}`
  const statuses = []
  for (let at = 0; at < 10; at += 1) statuses.push((await one.get(path)).status)
  expect(new Set(statuses)).toEqual(new Set([200, 429]))
  // what one has used up is nobody else's, on the same address
  expect((await other.get('/api/me')).status).toBe(200)
  expect((await proctor.get('/api/me')).status).toBe(200)
  // recordings have room of their own
  expect((await one.get('/api/me')).status).toBe(200)
  // made-up cookies use up the looks of their address, and nothing of those who are known
  const made = []
  for (let at = 0; at < 4; at += 1) {
    made.push((await fetch(`${app.url}/api/me`, { headers: { cookie: `zhishi_candidate=made-up-${at}` } })).status)
  }
  expect(made).toEqual([401, 401, 429, 429])
  expect((await proctor.get('/api/me')).status).toBe(200)
})

test('who waits is served in turn, without a refusal', async () => {
  const app = await startApp({ rates: { ...plenty, stranger: forAll(1, 20) } })
  const from = performance.now()
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${app.url}/api/clock`)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  expect(performance.now() - from).toBeGreaterThan(900)
})

test('connections of strangers from one address have an end, and those of people who are signed in do not count', async () => {
  const app = await appWithInterview({ strangersMax: 20 })
  const candidate = visit(app)
  await signIn(candidate)
  const { port } = new URL(app.url)
  const open = Array.from({ length: 40 }, () => connect(Number(port), '127.0.0.1'))
  const closed = new Set<number>()
  for (const [at, socket] of open.entries()) socket.on('error', () => {}).on('close', () => closed.add(at))
  await expect.poll(() => closed.size).toBeGreaterThanOrEqual(20)
  await sleep(100)
  expect(closed.size).toBeLessThan(30)
  // the connection over which somebody was known goes on
  expect((await candidate.get('/api/me')).status).toBe(200)
  for (const socket of open) socket.destroy()
})

test('many requests in one packet end their connection', async () => {
  const app = await startApp()
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  const request = 'GET /api/me HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  const ended = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve))
  socket.write(request.repeat(500))
  await ended
})

test('every class has rates, and what a person may ask is never more than all strangers together', () => {
  for (const cost of COST_CLASSES) {
    expect(RATES.stranger[cost].perS, cost).toBeLessThanOrEqual(RATES.strangers[cost].perS)
    expect(RATES.person[cost].perS, cost).toBeGreaterThan(0)
  }
})

const ask = (url: string, method: string) => fetch(url, { method, headers: { 'tus-resumable': '1.0.0' } })
