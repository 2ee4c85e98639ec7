// Examiners learn no time and no order: three candidates finish at three times, in another order than they came, and everything
// that an examiner can get of the server meanwhile and afterwards is searched: answers, headers, films, the socket. Nothing of
// an attempt is there before the last has handed in; then all are, alike but for their codes.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { endpoints, type Endpoint } from '@zhishi/core/contract'
import { DAY_MS, formatInstant, MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import {
  CODE,
  command,
  appWithInterview,
  document,
  listSittings,
  signInStaff,
  T0,
  type Answer,
} from '../testkit/app.ts'
import { codesOf, fileOf, handIn, MARKS, record, rowsOf, RUBRIC } from '../testkit/scored.ts'
import { openSocket } from '../testkit/socket.ts'

const NUMBERS = ['110101199001010015', '110101199001010023', '110101199001010031']
/** In minutes from T0, by the place in the roster. */
const FINISHED = [8, 3, 5]

/** From the days before the sitting to that after it. */
const isThen = (ms: number): boolean => Math.abs(ms - T0) <= DAY_MS
const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?([0-9a-f])[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi
/** As they are written in JSON, in headers and in file names. */
const WRITTEN_TIMES = [
  /\b20\d\d-?[01]\d-?[0-3]\d(?!\d)/,
  /\b[0-3]?\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20\d\d/,
  /\b[012]?\d:[0-5]\d:[0-5]\d/,
]
const NUMBER = /(?<![\w.])\d{9,}(\.\d+)?/g

/** What of a text tells a time; ids that a time is written in are those of version 7 and 1. */
function timesIn(text: string): string[] {
  const ids = [...text.matchAll(UUID)].filter(([, version]) => version !== '4').map(([id]) => id)
  const written = WRITTEN_TIMES.flatMap((form) => form.exec(text)?.[0] ?? [])
  const numbers = [...text.matchAll(NUMBER)].map(([number]) => number)
  return [...ids, ...written, ...numbers.filter((it) => [1, 1000, 1e-3].some((unit) => isThen(Number(it) * unit)))]
}

/** The element of Matroska and WebM that holds the day, and its length: nanoseconds since 2001. */
const DATE_UTC = Buffer.from('446188', 'hex')

/**
 * Where in a file the bytes are a moment then: milliseconds and seconds since 1970, seconds since 1904 as MP4 has them, and
 * a day of WebM. Nanoseconds anywhere else would be found by chance: one place in 100,000 looks like them.
 */
function momentsIn(bytes: Buffer): number[] {
  const from2001 = Date.UTC(2001, 0, 1)
  const from1904 = Date.UTC(1904, 0, 1)
  const places: number[] = []
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const whole = [bytes.readBigUInt64BE(at), bytes.readBigUInt64LE(at)].map(Number)
    const read = whole.flatMap((it) => [it, it * 1000, from1904 + it * 1000])
    const isDay = at >= DATE_UTC.length && bytes.subarray(at - DATE_UTC.length, at).equals(DATE_UTC)
    if (isDay) read.push(from2001 + whole[0]! / 1e6)
    if (read.some(isThen)) places.push(at)
  }
  return places
}

const saidBy = ({ status, body, headers }: Answer): string => {
  // the moment of the ask itself is the examiner's own; every other header counts
  const kept = [...headers].filter(([name]) => name !== 'date')
  return JSON.stringify([status, body, kept])
}

test('what would tell a time is found: this search can fail', () => {
  const told = [
    '01939e6a-1111-7aaa-8bbb-000000000001',
    '01939e6a11117aaa8bbb000000000001',
    String(T0),
    String(T0 / 1000),
    formatInstant(T0),
    new Date(T0).toUTCString(),
    'answer-20261217.webm',
  ]
  for (const text of told) expect(timesIn(`"${text}"`), text).not.toEqual([])
  expect(timesIn(JSON.stringify({ reviewCode: '123456', total: 3360, id: randomUUID() }))).toEqual([])
  const file = Buffer.alloc(64)
  DATE_UTC.copy(file, 8)
  file.writeBigUInt64BE(BigInt(T0 - Date.UTC(2001, 0, 1)) * 1_000_000n, 11)
  file.writeBigUInt64BE(BigInt((T0 - Date.UTC(1904, 0, 1)) / 1000), 40)
  expect(momentsIn(file)).toEqual(expect.arrayContaining([11, 40]))
})

test('nothing an examiner gets tells when or in what order candidates were done', async () => {
  const [formal] = document().sittings
  const roster = NUMBERS.map((number, at) => ({ number, name: `考生${at}`, personalCode: CODE, post: '岗位' }))
  const it = document({ scoring: { rubric: RUBRIC }, sittings: [{ ...formal, startsAt: formatInstant(T0), roster }] })
  const app = await appWithInterview({}, it)
  const examiner = await signInStaff(app, 'examiner')
  const { staffId } = (await examiner.get('/api/me')).body as { staffId: string }
  const [sitting] = await listSittings(app)
  const answered: Awaited<ReturnType<typeof record>>[] = []
  for (const number of NUMBERS) answered.push(await record(app, number))
  const codeOf = new Map((await rowsOf(app)).codes.map((row) => [row.attemptId, row.code as string]))
  const codes = answered.map(({ attemptId }) => codeOf.get(attemptId)!)

  /** Everything that is there to be read by somebody who is signed in as staff, of every attempt, by every id there is. */
  const said: string[] = []
  async function askAll(): Promise<Map<string, Answer>> {
    const answers = new Map<string, Answer>()
    const readable = (Object.values(endpoints) as Endpoint[]).filter(
      ({ method, callers, path }) =>
        method === 'GET' && callers.includes('staff' as never) && path !== endpoints.playReview.path,
    )
    for (const [at, { attemptId, partIds }] of answered.entries()) {
      const ids: Record<string, string> = {
        reviewCode: codes[at]!,
        attemptId,
        partId: partIds[0]!,
        sittingId: sitting!.sittingId,
        interviewId: sitting!.interviewId,
      }
      for (const { path } of readable) {
        const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? name)
        answers.set(filled, await examiner.get(filled))
      }
    }
    said.push(...[...answers.values()].map(saidBy))
    return answers
  }

  const inTime = answered.map((one, at) => ({ ...one, at: FINISHED[at]! })).toSorted((a, b) => a.at - b.at)
  const before: string[] = []
  for (const one of inTime) {
    const answers = await askAll()
    const own = [...answers].filter(([path]) => path.startsWith('/api/reviews'))
    before.push(JSON.stringify(own.map(([path, { status, body }]) => [path, status, body])))
    expect(await codesOf(examiner)).toEqual([])
    for (const code of codes) {
      const { answer } = await fileOf(app, examiner, code)
      expect(answer.status).toBe(404)
      const acts = { sheet: { sheetId: randomUUID(), marks: MARKS }, recusal: {}, disclosure: { isDisclosed: true } }
      for (const [act, body] of Object.entries(acts))
        expect((await examiner.post(`/api/reviews/${code}/${act}`, body)).body['code'], act).toBe('notFound')
    }
    app.clock.set(T0 + one.at * MINUTE_MS)
    expect((await command(one.candidate, one.attemptId, { kind: 'finish' })).status).toBe(200)
    // the next one is done later than this one's recordings are here
    app.clock.set(T0 + one.at * MINUTE_MS + 20 * SECOND_MS)
    await handIn(one)
  }
  expect(new Set(before).size, 'whoever is done changes nothing until all are').toBe(1)

  // all at once, in the order of their codes, alike in everything that is said of them
  const inOrder = codes.toSorted()
  expect(await codesOf(examiner)).toEqual(inOrder)
  const answers = await askAll()
  const alike = codes.map((code) => saidBy(answers.get(`/api/reviews/${code}`)!).replaceAll(code, 'CODE'))
  expect(alike[0]).toContain('"rubric"')
  expect(new Set(alike).size).toBe(1)
  const rows = answers.get('/api/reviews')!.body as unknown as { reviewCode: string }[]
  expect(new Set(rows.map((row) => JSON.stringify({ ...row, reviewCode: null }))).size).toBe(1)

  // looked at in an order that is nobody's, from another day
  app.clock.set(T0 + 3 * DAY_MS)
  const again = await signInStaff(app, 'examiner', '考官二')
  const films: Buffer[] = []
  for (const code of inOrder) {
    const { answer, bytes } = await fileOf(app, again, code)
    expect(answer.status).toBe(200)
    for (const name of ['last-modified', 'etag', 'content-disposition', 'age', 'expires'])
      expect(answer.headers.get(name), name).toBeNull()
    said.push(JSON.stringify([...answer.headers].filter(([name]) => name !== 'date')))
    films.push(bytes)
  }
  for (const film of films) {
    expect(momentsIn(film)).toEqual([])
    for (const { attemptId, partIds } of answered)
      for (const id of [attemptId, ...partIds]) {
        expect(film.includes(id)).toBe(false)
        expect(film.includes(Buffer.from(id.replaceAll('-', ''), 'hex'))).toBe(false)
      }
    // what a muxer writes of the file itself (segment, track and attachment ids) is the same whoever's it is
    const head = (bytes: Buffer) => bytes.subarray(0, bytes.indexOf(Buffer.from('1f43b675', 'hex')))
    expect(head(film).equals(head(films[0]!))).toBe(true)
  }

  // what is done to them, and the second time
  for (const code of inOrder) {
    const marked = { sheetId: randomUUID(), marks: MARKS }
    for (const [act, body] of [
      ['disclosure', { isDisclosed: true }],
      ['sheet', marked],
      ['sheet', marked],
      ['recusal', {}],
    ] as const)
      said.push(saidBy(await again.post(`/api/reviews/${code}/${act}`, body)))
  }
  expect(await codesOf(again), 'in the order of the codes again').toEqual(inOrder)
  await expect(openSocket(app.url, again, { side: 'staff' })).rejects.toThrow('403')

  const { staffId: secondId } = (await again.get('/api/me')).body as { staffId: string }
  const own = [staffId, secondId]
  const told = said.flatMap((text) => timesIn(own.reduce((left, id) => left.replaceAll(id, 'OWN'), text)))
  expect(told).toEqual([])
})
