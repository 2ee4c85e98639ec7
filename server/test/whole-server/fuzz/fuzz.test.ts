// Ten thousand requests that nobody's program would send (FUZZ_REQUESTS, FUZZ_SEED: other numbers, `npm run fuzz`): at every endpoint, made from the
// server's own OpenAPI document, by strangers, candidates, staff and devices, before T0, while they answer and afterwards. No answer is the
// server's fault, a refusal says why by a code of the table, and has written nothing.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { REFUSALS } from '@zhishi/core/refusal'
import { MINUTE_MS, type Instant } from '@zhishi/core/time'
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
} from '../../testkit/app.ts'
import { ENTER, seated } from '../../testkit/candidate.ts'
import { deviceWith } from '../../testkit/live-device.ts'
import { query } from '../../testkit/rows.ts'
import { codesOf, handInBare, RUBRIC } from '../../testkit/scored.ts'
import { PLENTY, watchWrites } from './watching.ts'
import { ASKERS, asksOf, operationsOf, type Ask, type Asker } from './asks.ts'
import type { Known } from './shapes.ts'

const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 10_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 1)
/** Of one server; after so many, somebody has signed everybody out, handed everything in and erased the rest. */
const OF_A_SERVER = 2000
/** Made at a time; then what a page would have learned meanwhile is known too. */
const OF_A_ROUND = 200
const FAULTS_SHOWN = 20

/** pino's number of `error` */
const LEVEL_OF_ERRORS = 50

/** What may be written while a request is refused. */
const NOT_BY_REFUSALS = new Set([
  // a wrong secret is a try
  'sign_in_tries',
  // what jobs do by and by, and what is told after an answer
  'unlock_codes',
  'push_topics',
  'push_messages',
])

const MOMENTS: readonly Instant[] = [T0 - 10 * MINUTE_MS, T0 + MINUTE_MS, T0 + 60 * MINUTE_MS]

type People = Record<Asker, Record<string, string>>
type World = { app: TestApp; known: Known; people: People; signInAgain: (by: Asker) => Promise<void> }

/** A sitting in which everybody is at work, and the headers by which each of them is known. */
async function world(at: Instant): Promise<World> {
  const app = await appWithInterview({ rates: PLENTY }, document({ scoring: { rubric: RUBRIC } }))
  app.clock.set(T0 - 10 * MINUTE_MS)
  const { candidate, id } = await seated(app)
  const granted = await candidate.post(`/api/attempts/${id}/grants`, { deviceId: candidate.deviceId, kind: 'computer' })
  const grant = String(granted.body['grant'])
  await command(candidate, id, ENTER)
  const device = deviceWith(app, grant)
  const partId = await device.begin('camera')
  await device.append(partId, 0, Buffer.from('the beginning of a film'))
  const sealed = await device.begin('screen')
  await device.seal(sealed, Buffer.alloc(0))
  const attemptIds = [id]
  if (at > T0) attemptIds.push(await handInBare(app, '110101199001010023'))
  app.clock.set(at)
  const sittings = await listSittings(app)
  const known: Known = {
    attemptId: attemptIds,
    partId: [partId, sealed],
    sittingId: sittings.map(({ sittingId }) => sittingId),
    interviewId: sittings.map(({ interviewId }) => interviewId),
    draftId: [randomUUID()],
    reviewCode: ['ZZZZ-ZZZZ'],
    deviceId: [candidate.deviceId],
    picture: ['idPhoto', 'login', 'enrolment'],
    feed: ['camera', 'screen'],
    file: ['note.txt', '照片.jpg'],
    number: ['1'],
    page: ['0', '1'],
  }

  const people: People = {
    stranger: {},
    candidate: {},
    proctor: {},
    organiser: {},
    support: {},
    examiner: {},
    device: { authorization: `Bearer ${grant}` },
  }
  const signInAgain = async (by: Asker): Promise<void> => {
    if (by === 'stranger' || by === 'device') return
    const visitor = by === 'candidate' ? visit(app) : await signInStaff(app, by, `${by} ${randomUUID()}`)
    if (by === 'candidate') await signIn(visitor)
    if (by === 'examiner') known['reviewCode'] = ['ZZZZ-ZZZZ', ...(await codesOf(visitor))]
    people[by] = { cookie: visitor.cookie(), 'zhishi-side': by === 'candidate' ? 'candidate' : 'staff' }
  }
  for (const by of ASKERS) await signInAgain(by)
  return { app, known, people, signInAgain }
}

function send(app: TestApp, { method, path, headers, body }: Ask, known: Record<string, string>): Promise<Response> {
  return fetch(`${app.url}${path}`, {
    method,
    headers: { ...known, ...headers },
    ...(body ? { body: new Uint8Array(body) } : {}),
    redirect: 'manual',
  })
}

const shown = ({ body, ...ask }: Ask): string =>
  `${JSON.stringify(ask).slice(0, 600)} body ${body ? JSON.stringify(body.toString('latin1').slice(0, 600)) : 'none'}`

/** @returns what is wrong with an answer; null: nothing */
async function faultOf(answer: Response, written: readonly string[]): Promise<string | null> {
  const text = await answer.text()
  if (answer.status >= 500) return `${answer.status} ${text}`
  if (answer.status < 400) return null
  const rows = written.filter((name) => !NOT_BY_REFUSALS.has(name))
  if (rows.length > 0) return `refused with ${answer.status} ${text}, and wrote to ${rows.join(', ')}`
  if (/\bat .*\.ts|node_modules|select .* from/.test(text)) return `tells of the program's inside: ${text}`
  if (text === '') return null
  try {
    const { code, status } = JSON.parse(text) as { code: string; status: number }
    return code in REFUSALS && status === answer.status ? null : `${answer.status} with no code of the table: ${text}`
  } catch {
    return `${answer.status} is no problem details: ${text.slice(0, 300)}`
  }
}

test('requests made from the OpenAPI document', { timeout: 60_000 + REQUESTS * 60 }, async () => {
  const answers = new Map<string, { accepted: number; refused: number }>()
  const faults = new Map<string, string>()
  for (let from = 0; from < REQUESTS; from += OF_A_SERVER) {
    const { app, known, people, signInAgain } = await world(MOMENTS[(from / OF_A_SERVER) % MOMENTS.length] ?? T0)
    const written = await watchWrites(app)
    const described = (await (await fetch(`${app.url}/openapi.json`)).json()) as Record<string, unknown>
    const operations = operationsOf(described).filter(({ name }) => name !== 'openSocket')
    const wanted = Math.min(OF_A_SERVER, REQUESTS - from)
    for (let done = 0; done < wanted; done += OF_A_ROUND) {
      const numRuns = Math.min(OF_A_ROUND, wanted - done)
      const seed = SEED * 1_000_003 + from + done
      for (const ask of fc.sample(asksOf(operations, known), { numRuns, seed })) {
        const answer = await send(app, ask, people[ask.by])
        const fault = await faultOf(answer, await written())
        if (fault !== null)
          faults.set(fault.replace(/'[^']*'/g, '').slice(0, 200), `${fault.slice(0, 600)}\nafter ${shown(ask)}`)
        const count = answers.get(ask.name) ?? { accepted: 0, refused: 0 }
        answers.set(ask.name, count)
        if (answer.status < 400) count.accepted += 1
        else count.refused += 1
        if (answer.status < 400 && ask.name === 'signOut') {
          await signInAgain(ask.by)
          await written()
        }
        if (answer.status < 400 && ask.name.startsWith('erase')) {
          await expect.poll(() => query(app, 'select id from erasures')).toEqual([])
          await written()
        }
      }
    }
    for (const line of app.log().filter(({ level }) => Number(level) >= LEVEL_OF_ERRORS))
      faults.set(`log: ${String(line['msg'])}`, JSON.stringify(line).slice(0, 600))
    await app.stop()
  }
  expect([...faults.values()].slice(0, FAULTS_SHOWN), `${faults.size} kinds of fault, seed ${SEED}`).toEqual([])
  // requests that all end at the first look would prove little
  const never = [...answers].filter(([, { accepted }]) => accepted === 0).map(([name]) => name)
  expect(never.length, `never accepted: ${never.join(' ')}`).toBeLessThan(answers.size / 2)
})
