// Owns: attempts to be scored, for tests: recordings as browsers write them, uploaded over the real line, and hand-in.
// Never fakes a part of the product.
import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import { openDatabase } from '../../src/platform/database/database.ts'
import { auditEntries, reviewCodes, reviews } from '../../src/platform/database/tables.ts'
import { ENTER } from './candidate.ts'
import { command, document, appWithInterview, signIn, T0, visit, type TestApp, type Visitor } from './app.ts'
import { deviceWith } from './live-device.ts'

export const RUBRIC = [
  { key: 'analysis', name: { zh: '综合分析能力' }, max: 25 },
  { key: 'speech', name: { zh: '言语表达能力', en: 'Expression' }, min: 1, max: 15, step: 0.1 },
]
export const MARKS = [
  { element: 'analysis', points: 2150 },
  { element: 'speech', points: 1210 },
]

/** A live recording of one colour and a tone, as a browser writes it, that carries what must not get out. */
export function filmed(colour: string, lengthS: number, planted: string, container: Container): Buffer {
  const sources = [
    '-f',
    'lavfi',
    '-i',
    `color=${colour}:size=160x120:rate=15`,
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440',
  ]
  const title = ['-metadata', `title=${planted}`, '-metadata:s:v', `title=${planted}`]
  return execFileSync('ffmpeg', ['-v', 'error', ...sources, '-t', String(lengthS), ...CODED[container], ...title, '-'])
}

const WEBM = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 100k -g 30 -c:a libopus -f webm -live 1'
const MP4 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 30 -c:a aac -f mp4 -movflags frag_keyframe+empty_moov'
const CODED = { webm: WEBM.split(' '), mp4: MP4.split(' ') }
const MIMES = { webm: 'video/webm;codecs=vp9,opus', mp4: 'video/mp4' }
type Container = keyof typeof CODED

type Answered = { attemptId: string; candidate: Visitor; partIds: string[] }

/** One candidate, through to hand-in; the camera was changed once, and before T0 the room was filmed too. */
export async function answer(
  app: TestApp,
  number: string,
  how: { container?: Container; isSplit?: boolean } = {},
): Promise<Answered> {
  const answered = await record(app, number, how)
  app.clock.set(T0 + 10 * MINUTE_MS + 1)
  await handIn(answered)
  return answered
}

export async function handIn({ candidate, attemptId, partIds }: Answered): Promise<void> {
  const handedIn = await command(candidate, attemptId, { kind: 'handIn', partIds, acceptsMissing: true })
  expect(handedIn.body['phase']).toBe('handedIn')
}

/** The same without its end: ten seconds of answering are on the server. */
export async function record(
  app: TestApp,
  number: string,
  { container = 'webm', isSplit = true }: { container?: Container; isSplit?: boolean } = {},
): Promise<Answered> {
  const candidate = visit(app)
  app.clock.set(T0 - MINUTE_MS)
  const attemptId = await signIn(candidate, number)
  for (const body of [{ kind: 'signIn', deviceId: candidate.deviceId }, ENTER]) {
    expect((await command(candidate, attemptId, body)).status).toBe(200)
  }
  const granted = await candidate.post(`/api/attempts/${attemptId}/grants`, {
    deviceId: candidate.deviceId,
    kind: 'computer',
  })
  const device = deviceWith(app, String(granted.body['grant']))
  const planted = `${attemptId} ${candidate.deviceId} 陈思远 ${number}`
  const partIds: string[] = []
  const upload = async (line: string, startsMs: number, bytes: Buffer, lengthMs: number): Promise<void> => {
    app.clock.set(T0 + startsMs)
    const partId = await device.begin(line, partIds.length + 1, MIMES[container])
    partIds.push(partId)
    await device.append(partId, 0, bytes)
    await device.seal(partId, bytes, 'finished', T0 + startsMs + lengthMs)
  }
  await upload('screen', -4 * SECOND_MS, filmed('green', 12, planted, container), 12_000)
  if (isSplit) {
    await upload('camera', -4 * SECOND_MS, filmed('red', 4.3, planted, container), 4300)
    await upload('camera', 20, filmed('blue', 5, planted, container), 5000)
    // the camera was changed: two seconds are missing
    await upload('camera', 7 * SECOND_MS, filmed('yellow', 3, planted, container), 3000)
  } else await upload('camera', -4 * SECOND_MS, filmed('blue', 14, planted, container), 14_000)
  return { attemptId, candidate, partIds }
}

export const scoredApp = (): Promise<TestApp> => appWithInterview({}, document({ scoring: { rubric: RUBRIC } }))

export async function rowsOf(app: TestApp) {
  const { db, close } = openDatabase(app.databaseUrl, () => {})
  const found = {
    audit: await db.select().from(auditEntries),
    reviews: await db.select().from(reviews),
    codes: await db.select().from(reviewCodes),
  }
  await close()
  return found
}

export const codesOf = async (examiner: Visitor): Promise<string[]> =>
  ((await examiner.get('/api/reviews')).body as unknown as { reviewCode: string }[]).map((row) => row.reviewCode)

/** @param query what else is asked for beside the code, with its `?` */
export async function fileOf(
  app: TestApp,
  examiner: Visitor,
  code: string,
  query = '',
): Promise<{ answer: Response; bytes: Buffer }> {
  const cookie = examiner.cookie()
  const answer = await fetch(`${app.url}/api/reviews/${code}/answer${query}`, {
    headers: { cookie, 'zhishi-side': 'staff' },
  })
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
}

/** The shortest way to hand-in: nothing was recorded. @param sitting its name */
export async function handInBare(app: TestApp, number: string, sitting = '第一场'): Promise<string> {
  const candidate = visit(app)
  app.clock.set(T0 - MINUTE_MS)
  const attemptId = await signIn(candidate, number, sitting)
  const give = async (body: Record<string, unknown>): Promise<void> => {
    const { status, body: said } = await command(candidate, attemptId, body)
    expect(status, `${String(body['kind'])} ${JSON.stringify(said)}`).toBe(200)
  }
  await give({ kind: 'signIn', deviceId: candidate.deviceId })
  await give(ENTER)
  const { body } = await candidate.get(`/api/attempts/${attemptId}`)
  if ((body['schedule'] as { isSelfPaced: boolean }).isSelfPaced)
    await give({ kind: 'begin', recording: ['camera', 'screen'] })
  app.clock.set(T0 + 20 * MINUTE_MS)
  await give({ kind: 'handIn', partIds: [], acceptsMissing: true })
  return attemptId
}
