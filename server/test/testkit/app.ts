// Owns: a whole server for a test: real PostgreSQL, real HTTP on loopback, a clock that the test moves.
// Never fakes a part of the product.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Membership, StaffRole } from '@zhishi/core/access'
import type { SittingView } from '@zhishi/core/contract'
import type { AttemptId, DeviceId, StaffId } from '@zhishi/core/ids'
import { interviewDocument, type InterviewDocument } from '@zhishi/core/interview'
import { DAY_MS, formatInstant, MINUTE_MS, type Instant } from '@zhishi/core/time'
import type { Config } from '../../src/config.ts'
import { startServer, type RunningServer, type Surroundings } from '../../src/main.ts'
import { systemRandom, type Clock } from '../../src/platform/clock.ts'
import { createLog } from '../../src/platform/log.ts'
import { createTestDatabase } from '../database.ts'

/** Thursday, 17 December 2026, 09:30 in Beijing. */
export const T0: Instant = Date.UTC(2026, 11, 17, 1, 30)

export type MovedClock = Clock & { set(at: Instant): void }

function movedClock(startAt: Instant, isRunning: boolean): MovedClock {
  let at = startAt
  let from = Date.now()
  const now = (): Instant => (isRunning ? at + Date.now() - from : at)
  const set = (to: Instant): void => {
    at = to
    from = Date.now()
  }
  return { now, monotonicMs: now, set }
}

export type TestApp = {
  url: string
  /** as superuser, for what a test plants and reads */
  databaseUrl: string
  /** as the role in which the server works */
  applicationUrl: string
  directory: string
  clock: MovedClock
  services: RunningServer['services']
  /** how far the database's clock is ahead of this process's, found out at the next look */
  setDatabaseAhead(aheadMs: number): void
  /** how long the database takes to answer, found out at the next look */
  setDatabaseSlow(lengthMs: number): void
  /** what the disk has left; null: it does not answer */
  setFreeBytes(bytes: number | null): void
  /** ends the server alone */
  stop(): Promise<void>
  /** ends the server alone and starts it again on the same database, keys and port */
  restart(): Promise<void>
  /** another server process on the same database and keys, with the same clock */
  beside(): Promise<{ url: string }>
  /** everything the server logged, one JSON object a line */
  log: () => Array<Record<string, unknown>>
}

type AppOptions = {
  now?: Instant
  /** the clock goes on by itself, for clients that keep this machine's time */
  isRunning?: boolean
  tls?: Config['tls']
  trustProxy?: Config['trustProxy']
  /** where recordings are kept; on disk unless said */
  blobs?: Config['blobs']
  /** how much may be asked, and how many connections of strangers one address may have */
  rates?: Surroundings['rates']
  strangersMax?: Surroundings['strangersMax']
}

/** Starts a server that ends with the test. */
export async function startApp(options: AppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'zhishi-app-'))
  const clock = movedClock(options.now ?? T0 - 20 * MINUTE_MS, options.isRunning ?? false)
  const lines: string[] = []
  let databaseAheadMs = 0
  let databaseSlowMs = 0
  let freeBytes: number | null = 1_000_000_000_000
  const running = new Set<RunningServer>()

  async function start(port: number): Promise<RunningServer> {
    const started = await startServer(
      {
        host: '127.0.0.1',
        port,
        tls: options.tls ?? null,
        publicUrl: null,
        databaseUrl: database.applicationUrl,
        databaseOwnerUrl: null,
        isJson: true,
        metricsSecret: null,
        trustProxy: options.trustProxy ?? false,
        dataDirectory: join(directory, 'data'),
        keysDirectory: join(directory, 'keys'),
        blobs: options.blobs ?? null,
      },
      {
        clock,
        random: systemRandom,
        ...(options.rates ? { rates: options.rates } : {}),
        ...(options.strangersMax ? { strangersMax: options.strangersMax } : {}),
        // stories of the app work in its own process, and hold it up
        lateness: { nowMs: () => 0, close: () => {} },
        log: createLog('info', { write: (line: string) => void lines.push(line) }),
        readDatabaseClock: async () => {
          // it reads its clock in the middle of the time it takes
          clock.set(clock.now() + databaseSlowMs / 2)
          const databaseNow = clock.now() + databaseAheadMs
          clock.set(clock.now() + databaseSlowMs / 2)
          return databaseNow
        },
        readFreeBytes: async () => {
          if (freeBytes === null) throw new Error('the disk does not answer')
          return freeBytes
        },
      },
    )
    if (!started.ok) throw new Error(started.message)
    running.add(started.server)
    return started.server
  }

  let first = await start(0)
  onTestFinished(async () => {
    await Promise.all([...running].map((server) => server.stop()))
    await database.drop()
    await rm(directory, { recursive: true, force: true })
  })
  return {
    url: first.url,
    databaseUrl: database.url,
    applicationUrl: database.applicationUrl,
    directory,
    clock,
    get services() {
      return first.services
    },
    setDatabaseAhead: (aheadMs) => (databaseAheadMs = aheadMs),
    setDatabaseSlow: (lengthMs) => (databaseSlowMs = lengthMs),
    setFreeBytes: (bytes) => (freeBytes = bytes),
    stop: () => first.stop(),
    async restart() {
      await first.stop()
      running.delete(first)
      first = await start(Number(new URL(first.url).port))
    },
    beside: () => start(0),
    log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

/** An app with an interview in it. */
export async function appWithInterview(
  options: AppOptions = {},
  interview: InterviewDocument = document(),
): Promise<TestApp> {
  const app = await startApp(options)
  const { sittings } = interview
  expect(await app.services.interviews.importDocument(interview)).toMatchObject({
    ok: true,
    sittings: sittings.length,
    attempts: sittings.reduce((sum, { roster }) => sum + roster.length, 0),
  })
  return app
}

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers }
export type Visitor = {
  deviceId: string
  /** what its browser would send along */
  cookie(): string
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  send(path: string, init: RequestInit): Promise<Answer>
}

/** A browser reduced to its cookies and its device. */
export function visit(app: Pick<TestApp, 'url'>, side: 'candidate' | 'staff' = 'candidate'): Visitor {
  const deviceId = crypto.randomUUID()
  const cookies = new Map<string, string>()
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = new Headers(init.headers)
    headers.set('zhishi-side', side)
    if (cookies.size > 0) headers.set('cookie', cookie())
    const response = await fetch(`${app.url}${path}`, { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      cookies.set(name, value)
    }
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      body: isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : { text },
      headers: response.headers,
    }
  }
  return {
    deviceId,
    cookie,
    send,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

/** A planted text that must not be found anywhere before T0. */
export const PLANTED_QUESTION = '请谈谈您对“种下的题目”的看法。'
export const CODE = 'ABC234'

/** An interview with one formal sitting of two candidates and a mock of the first. */
export function document(more: Record<string, unknown> = {}): InterviewDocument {
  const person = (number: string, name: string) => ({ number, name, personalCode: CODE, post: '综合管理岗' })
  return interviewDocument.parse({
    zhishi: 1,
    key: 'autumn',
    name: { zh: '秋季招聘面试', en: 'Autumn interview' },
    organiser: { zh: '人事考试中心' },
    supportPhone: '0471-555 0123',
    settings: { signIn: { face: 'off' }, briefing: { isRequired: false }, evidence: { isRequired: false } },
    sittings: [
      {
        key: 'first',
        name: { zh: '第一场' },
        startsAt: formatInstant(T0),
        questions: [{ text: PLANTED_QUESTION }, { text: '第二题。' }],
        roster: [person('110101199001010015', '陈思远'), person('110101199001010023', '李四')],
      },
      {
        key: 'mock',
        name: { zh: '模拟面试' },
        selfPaced: { opensAt: formatInstant(T0 - DAY_MS), closesAt: formatInstant(T0 + DAY_MS) },
        questions: [{ text: '模拟题。' }],
        roster: [person('110101199001010015', '陈思远')],
      },
    ],
    ...more,
  })
}

/** Signs the candidate in and gives the attempt in the sitting of that name. */
export async function signIn(visitor: Visitor, number = '110101199001010015', sitting = '第一场'): Promise<string> {
  const signedIn = await visitor.post('/api/sign-in', { number, personalCode: CODE, deviceId: visitor.deviceId })
  if (signedIn.status !== 200) throw new Error(`sign-in answered ${signedIn.status} ${JSON.stringify(signedIn.body)}`)
  for (const id of signedIn.body['attemptIds'] as string[]) {
    const { body } = await visitor.get(`/api/attempts/${id}`)
    if ((body['sitting'] as { name: { zh: string } }).name.zh === sitting) return id
  }
  throw new Error(`no attempt in ${sitting}`)
}

/** What a member of staff reaches; nothing said: every interview, for good, and as an examiner every answer. */
export type Reach = {
  interview?: Membership['interview']
  until?: Instant | null
  /** of an examiner; null: nothing is assigned */
  assigned?: AttemptId | 'all' | null
}

/** A fresh link for a member of staff, who is added when new. */
export async function linkFor(
  app: Pick<TestApp, 'services'>,
  role: StaffRole,
  name: string,
  { interview = 'all', until = null, assigned = 'all' }: Reach = {},
): Promise<string> {
  const { staff, scoring } = app.services
  const staffId = await staff.enlist(name, { role, interview, until })
  if (role === 'examiner' && assigned === 'all') await scoring.assignAll(staffId)
  else if (role === 'examiner' && assigned !== null && assigned !== 'all') await scoring.assign(staffId, assigned)
  return staff.issueLink(staffId)
}

/** Signs a member of staff in by a fresh link. */
export async function signInStaff(
  app: TestApp,
  role: StaffRole,
  name: string = role,
  reach: Reach = {},
): Promise<Visitor> {
  const visitor = visit(app, 'staff')
  const secret = await linkFor(app, role, name, reach)
  const { status } = await visitor.post('/api/sign-in/link', { secret, deviceId: visitor.deviceId })
  if (status !== 200) throw new Error(`the link answered ${status}`)
  return visitor
}

/** The sittings of all interviews. */
export function listSittings(app: Pick<TestApp, 'services'>): Promise<SittingView[]> {
  const nobody = '00000000-0000-7000-8000-000000000000'
  return app.services.interviews.listSittings({
    kind: 'staff',
    staffId: nobody as StaffId,
    deviceId: nobody as DeviceId,
    memberships: [{ role: 'proctor', interview: 'all' }],
  })
}

/** Gives one command with a fresh id. */
export function command(
  visitor: Visitor,
  attemptId: string,
  body: Record<string, unknown>,
  commandId: string = crypto.randomUUID(),
) {
  return visitor.post(`/api/attempts/${attemptId}/commands`, { commandId, deviceId: visitor.deviceId, command: body })
}
