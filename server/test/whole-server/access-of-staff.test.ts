// Knocks on everything staff can reach as every member of staff who should not: another role, the same role of another
// interview, a membership that ended, an examiner to whom it is not assigned. What is not theirs is answered as what is not
// there, lists hold nothing of it, and the right one, asking the very same, gets in: docs/security.md#sign-in-and-rights.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ACTIONS, STAFF_ROLES, type StaffRole } from '@zhishi/core/access'
import {
  endpoints,
  SOCKET_SIGN_IN_ENDED,
  topicOfAttempt,
  topicOfSitting,
  type Endpoint,
  type Topic,
} from '@zhishi/core/contract'
import type { AttemptId, InterviewId, PartId, SittingId, StaffId } from '@zhishi/core/ids'
import { JOURNAL_MIME } from '@zhishi/core/recording'
import { MINUTE_MS } from '@zhishi/core/time'
import {
  startApp,
  document,
  listSittings,
  signIn,
  signInStaff,
  T0,
  visit,
  type Answer,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'
import { jpeg, openDevice } from '../testkit/live-device.ts'
import { answer, codesOf, filmed, MARKS, RUBRIC } from '../testkit/scored.ts'
import { openSocket } from '../testkit/socket.ts'

const SCORED = '110101199001010015'
const WAITING = '110101199001010023'
/** Names, numbers, file names and insides of the program that nobody may be told by a refusal or a foreign list. */
const SECRETS = /陈|李|110101|0023|秋季|autumn|\bat .*\.ts|node_modules|select /

/** What an ask is about; the same ask about nothing has ids that do not exist. */
type Ids = {
  interviewId: string
  sittingId: string
  attemptId: string
  partId: string
  draftId: string
  reviewCode: string
  key: string
}
type Ask = {
  path: (ids: Ids) => string
  body?: (ids: Ids) => unknown
  headers?: () => Record<string, string>
  /** `list`: everybody with the role may ask, and finds their own. `own`: it touches nothing but what is the asking person's */
  kind?: 'list' | 'own'
  /** the right one is let in and refused for this reason only: the moment, or the bytes */
  refusedFor?: string
}
type Name = keyof typeof endpoints

const ofAttempt = (rest: string) => (ids: Ids) => `/api/attempts/${ids.attemptId}${rest}`
const ofPart = (rest: string) => (ids: Ids) => `/api/parts/${ids.partId}${rest}`
const ofSitting = (rest: string) => (ids: Ids) => `/api/sittings/${ids.sittingId}${rest}`
const ofReview = (rest: string) => (ids: Ids) => `/api/reviews/${ids.reviewCode}${rest}`
const list = (path: string): Ask => ({ path: () => path, kind: 'list' })
const viewId = () => crypto.randomUUID()
/** the document of the interview as its file, with its version: what an edit hands in */
let file = { text: '', version: '' }

/** One row for each endpoint of staff, asked in this order; a missing row fails. */
const ASKS: Partial<Record<Name, Ask>> = {
  listSittings: list('/api/sittings'),
  listAttempts: { path: ofSitting('/attempts') },
  readAttempt: { path: ofAttempt('') },
  readDevices: { path: ofAttempt('/devices') },
  readPresence: { path: ofAttempt('/presence') },
  readCoverage: { path: ofAttempt('/coverage') },
  listRecordings: { path: ofAttempt('/recordings') },
  lookAtJournal: { path: ofAttempt('/journal'), body: () => ({ filter: 'all', after: null }) },
  playPart: { path: ofPart('/playable') },
  lookAtWall: {
    path: ofSitting('/wall'),
    body: ({ attemptId }) => ({ viewId: viewId(), attemptIds: [attemptId], after: null }),
  },
  lookAtNoticeStills: { path: ofAttempt('/notice-stills') },
  lookLive: { path: ofAttempt('/live'), body: () => ({ viewId: viewId(), known: null }) },
  findLivePosition: { path: ofPart('/live-position'), body: () => ({ atMs: 0 }) },
  readLiveBytes: { path: ofPart('/bytes'), headers: () => ({ range: 'bytes=0-9' }) },
  importExport: {
    path: ofAttempt('/import'),
    body: () => Buffer.from('no archive'),
    headers: () => ({ 'content-type': 'application/zip' }),
    refusedFor: 'exportDamaged',
  },
  readUploadBudget: { path: ofAttempt('/upload-budget') },
  raiseUploadBudget: { path: ofAttempt('/upload-budget'), body: () => ({ reason: '断网补传' }) },
  readUploadPace: { path: ofSitting('/upload-pace') },
  setUploadPace: { path: ofSitting('/upload-pace'), body: () => ({ uploadEveryMs: null }) },
  summariseSitting: { path: ofSitting('/summary') },
  contributeToDraw: {
    path: ofSitting('/draw/contributions'),
    body: () => ({ text: '今天的云像一只鲸鱼' }),
    refusedFor: 'windowClosed',
  },
  readWatch: { path: () => '/api/watch', kind: 'own' },
  listIdentityQueue: list('/api/identity-queue'),
  readIdentityPicture: { path: ofAttempt('/identity/idPhoto') },
  listHelpQueue: list('/api/help-queue'),
  listHelp: { path: ofAttempt('/help') },
  sendHelp: { path: ofAttempt('/help'), body: () => ({ messageId: crypto.randomUUID(), text: '请稍等。' }) },
  findCandidate: { path: () => '/api/support/search', body: () => ({ number: WAITING }), kind: 'list' },
  readUnlockCode: { path: ofAttempt('/unlock-code'), body: () => ({}), refusedFor: 'notYetOpen' },
  listInterviews: list('/api/interviews'),
  readDocument: { path: ({ interviewId }) => `/api/interviews/${interviewId}/document` },
  exportDocument: { path: ({ interviewId }) => `/api/interviews/${interviewId}/document.yaml` },
  keepDraftFile: {
    path: () => '/api/draft-files/note.txt',
    body: () => Buffer.from('note'),
    headers: () => ({ 'content-type': 'application/octet-stream' }),
    kind: 'own',
  },
  draftDocument: {
    path: ({ draftId }) => `/api/drafts/${draftId}`,
    body: ({ key }) => Buffer.from(file.text.replace('key: autumn', `key: ${key}`)),
    headers: () => ({ 'content-type': 'application/yaml', 'if-match': `"${file.version}"` }),
  },
  readDraft: { path: ({ draftId }) => `/api/drafts/${draftId}` },
  eraseAttempt: { path: ofAttempt('/erase'), body: () => ({ accepts: [] }), refusedFor: 'attemptNotOver' },
  eraseInterview: {
    path: ({ interviewId }) => `/api/interviews/${interviewId}/erase`,
    body: () => ({ accepts: [] }),
    refusedFor: 'attemptNotOver',
  },
  saveDraft: { path: ({ draftId }) => `/api/drafts/${draftId}/save`, body: () => ({}) },
  commandAttempt: {
    path: ofAttempt('/commands'),
    body: () => ({ commandId: crypto.randomUUID(), command: { kind: 'refuseIdentity', reason: '看不清' } }),
  },
  // once answers are handed in
  listReviews: list('/api/reviews'),
  readReview: { path: ofReview('') },
  playReview: { path: ofReview('/answer') },
  flagDisclosure: { path: ofReview('/disclosure'), body: () => ({ isDisclosed: true }) },
  submitSheet: {
    path: ofReview('/sheet'),
    body: () => ({ sheetId: crypto.randomUUID(), marks: MARKS }),
  },
  recuse: { path: ofReview('/recusal'), body: () => ({}), refusedFor: 'sheetGiven' },
  listReviewRemarks: list('/api/review-remarks'),
}
const NAMES = Object.keys(ASKS) as Name[]
const isOfReviews = (name: Name): boolean => /[rR]eview|Sheet|Disclosure|recuse/.test(name)

async function knock(visitor: Visitor, name: Name, ids: Ids): Promise<Answer> {
  const ask = ASKS[name]!
  const body = ask.body?.(ids)
  const isBytes = Buffer.isBuffer(body)
  const said = isBytes || body === undefined ? body : { ...(body as object), ...deviceOf(visitor, name) }
  return visitor.send(ask.path(ids), {
    method: endpoints[name].method,
    headers: { ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }), ...ask.headers?.() },
    ...(body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(said) }),
  })
}
const deviceOf = ({ deviceId }: Visitor, name: Name) => (name === 'commandAttempt' ? { deviceId } : {})

const actionOf = (name: Name) => (endpoints[name] as Endpoint).action!
const rolesFor = (name: Name): StaffRole[] => {
  const by: readonly string[] = ACTIONS[actionOf(name)].by
  return STAFF_ROLES.filter((role) => by.includes(role))
}

/** Everybody who knocks: each role in the interview, in another one, and in this one until it ended. */
async function staffOf(app: TestApp, here: InterviewId, elsewhere: InterviewId) {
  const until = app.clock.now() + 1000
  const signed = async (role: StaffRole) => ({
    here: await signInStaff(app, role, `${role} here`, { interview: here }),
    elsewhere: await signInStaff(app, role, `${role} elsewhere`, { interview: elsewhere }),
    ended: await signInStaff(app, role, `${role} ended`, { interview: here, until }),
  })
  return {
    proctor: await signed('proctor'),
    organiser: await signed('organiser'),
    support: await signed('support'),
    examiner: await signed('examiner'),
    until,
  }
}
type Staff = Awaited<ReturnType<typeof staffOf>>

async function open() {
  const app = await startApp()
  const photo = readFileSync(new URL('../../../testdata/synthetic-faces/s01_id.jpg', import.meta.url))
  const autumn = document({ scoring: { rubric: RUBRIC } })
  for (const { roster } of autumn.sittings) for (const one of roster) if (one.number === WAITING) one.idPhoto = 'w.jpg'
  const files = new Map([['w.jpg', { mime: 'image/jpeg' as const, bytes: photo }]])
  expect(await app.services.interviews.importDocument(autumn, files)).toMatchObject({ ok: true })
  const other = JSON.stringify(document({ key: 'spring', name: { zh: '春季面试' } })).replaceAll(
    '1101011990',
    '2201011990',
  )
  expect(await app.services.interviews.importDocument(JSON.parse(other))).toMatchObject({ ok: true })
  const sittings = await listSittings(app)
  const sitting = sittings.find((one) => one.interviewName.zh === '秋季招聘面试' && !one.isSelfPaced)!
  const elsewhere = sittings.find((one) => one.interviewName.zh === '春季面试')!.interviewId
  app.clock.set(T0 - 10 * MINUTE_MS)
  const candidate = visit(app)
  const attemptId = (await signIn(candidate, WAITING)) as AttemptId
  return { app, candidate, attemptId, sittingId: sitting.sittingId, here: sitting.interviewId, elsewhere }
}

/** Somebody who waits for a proctor, has asked for help, and of whom there are stills, a journal and a sealed camera. */
async function underWay(app: TestApp, candidate: Visitor, attemptId: AttemptId): Promise<PartId> {
  expect((await app.services.attempts.commandAsSystem(attemptId, { kind: 'askForPerson' })).ok).toBe(true)
  const asked = { messageId: crypto.randomUUID(), text: '听不见。' }
  expect((await candidate.post(`/api/attempts/${attemptId}/help`, asked)).status).toBe(200)
  const device = await openDevice(app, attemptId)
  expect((await device.still('camera', jpeg(320, 240))).status).toBe(204)
  const journal = await device.begin('journal', 1, JOURNAL_MIME)
  const notice = { number: 1, at: app.clock.now(), body: { kind: 'notice', notice: 'pageHidden' } }
  await device.append(journal, 0, Buffer.from(`${JSON.stringify(notice)}\n`))
  const camera = await device.begin('camera', 1)
  const bytes = filmed('blue', 2, 'nothing', 'webm')
  await device.append(camera, 0, bytes)
  await device.seal(camera, bytes)
  return camera
}

const nothing = (): Ids => ({
  interviewId: crypto.randomUUID(),
  sittingId: crypto.randomUUID(),
  attemptId: crypto.randomUUID(),
  partId: crypto.randomUUID(),
  draftId: crypto.randomUUID(),
  reviewCode: 'ZZZZ-ZZZZ',
  key: 'nowhere',
})

/** The same but for what changes from one answer to the next. */
const told = ({ status, body }: Answer) => [status, body['code'], body['title']]

async function sweep(names: readonly Name[], staff: Staff, ids: Ids, unassigned: Visitor | null): Promise<void> {
  for (const name of names) {
    // none of them may change anything, so they knock together
    await Promise.all(STAFF_ROLES.map((role) => knockAs(role, name, staff[role], ids)))
    if (unassigned && actionOf(name) === 'score') {
      const answered = await knock(unassigned, name, ids)
      if (ASKS[name]!.kind === 'list') expect(answered.body).toEqual([])
      else expect(told(answered), `${name}, not assigned`).toEqual(told(await knock(unassigned, name, nothing())))
    }
  }
}

async function knockAs(role: StaffRole, name: Name, { here, elsewhere, ended }: Staff[StaffRole], ids: Ids) {
  const label = `${name} as ${role}`
  const { kind } = ASKS[name]!
  const isRight = rolesFor(name).includes(role)
  const refused: [string, Answer][] = [['ended', await knock(ended, name, ids)]]
  if (!isRight) refused.push(['wrong role', await knock(here, name, ids)])
  for (const [who, answered] of refused) {
    expect([answered.status, answered.body['code']], `${label}, ${who}`).toEqual([403, 'notAllowed'])
    expect(JSON.stringify(answered.body), `${label}, ${who}`).not.toMatch(SECRETS)
  }
  if (!isRight) return
  const foreign = await knock(elsewhere, name, ids)
  if (name === 'readWatch') expect(foreign.status, label).toBe(403)
  else if (kind === undefined) {
    const ofNothing = await knock(elsewhere, name, nothing())
    expect(told(foreign), `${label}, of another interview`).toEqual(told(ofNothing))
    expect([403, 404], label).toContain(foreign.status)
  } else expect(foreign.status, label).toBe(200)
  expect(JSON.stringify(foreign.body), `${label}, of another interview`).not.toMatch(SECRETS)
  expect(JSON.stringify(foreign.body), label).not.toContain(ids.attemptId)
}

/** The very same asks, by whom they are for: otherwise the refusals above would prove nothing. */
async function admitRight(names: readonly Name[], staff: Staff, ids: Ids): Promise<void> {
  for (const name of names) {
    const { kind, refusedFor } = ASKS[name]!
    const [role] = rolesFor(name)
    const answered = await knock(staff[role!].here, name, ids)
    const { interviewId, sittingId, attemptId, reviewCode } = ids
    const said = JSON.stringify(answered.body)
    if (kind === 'list')
      expect(
        [interviewId, sittingId, attemptId, reviewCode].some((id) => said.includes(id)),
        `${name}: ${said}`,
      ).toBe(true)
    if (refusedFor) expect(answered.body['code'], name).toBe(refusedFor)
    // a membership of one interview does not reach the installation
    else if (name === 'readWatch') expect(answered.status).toBe(403)
    else expect([200, 202, 206], `${name}: ${JSON.stringify(answered.body)}`).toContain(answered.status)
  }
}

test('staff reach what their memberships and duties name, and nothing beside it', { timeout: 300_000 }, async () => {
  const wanted = Object.entries(endpoints).filter(([, one]) => (one as Endpoint).action !== undefined)
  expect(NAMES.toSorted()).toEqual(
    wanted
      .map(([name]) => name)
      .filter((name) => name !== 'openSocket')
      .toSorted(),
  )

  const { app, candidate, attemptId, sittingId, here, elsewhere } = await open()
  const partId = await underWay(app, candidate, attemptId)
  const staff = await staffOf(app, here, elsewhere)
  const exported = await staff.organiser.here.get(`/api/interviews/${here}/document.yaml`)
  file = { text: String(exported.body['text']), version: exported.headers.get('etag')!.replaceAll('"', '') }
  expect(file.text).toContain('key: autumn')

  // a socket that was opened while the membership counted is told no more once it does not
  const topics: Topic[] = [topicOfAttempt(attemptId), topicOfSitting(sittingId as SittingId)]
  const outlived = await openSocket(app.url, staff.proctor.ended, { side: 'staff' })
  outlived.ask({ kind: 'subscribe', topic: topics[0]!, after: null })
  await outlived.next('subscribed')
  // and where another membership is left, only of this
  const visitor = await signInStaff(app, 'proctor', 'proctor of two', { interview: here, until: staff.until })
  const { staffId } = (await visitor.get('/api/me')).body as { staffId: StaffId }
  await app.services.staff.give(staffId, { role: 'proctor', interview: elsewhere as InterviewId, until: null })
  const ofTwo = await openSocket(app.url, visitor, { side: 'staff' })
  ofTwo.ask({ kind: 'subscribe', topic: topics[0]!, after: null })
  await ofTwo.next('subscribed')
  app.clock.set(staff.until)
  outlived.ask({ kind: 'subscribe', topic: topics[1]!, after: null })
  expect(await outlived.next('refused', ({ topic }) => topic === topics[1])).toMatchObject({ code: 'notFound' })

  for (const role of ['proctor', 'organiser', 'support'] as const) {
    const foreign = await openSocket(app.url, staff[role].elsewhere, { side: 'staff' })
    const own = await openSocket(app.url, staff[role].here, { side: 'staff' })
    for (const topic of topics) {
      foreign.ask({ kind: 'subscribe', topic, after: null })
      expect(await foreign.next('refused', (one) => one.topic === topic), role).toMatchObject({ code: 'notFound' })
      own.ask({ kind: 'subscribe', topic, after: null })
      await own.next('subscribed', (one) => one.topic === topic)
    }
    await expect(openSocket(app.url, staff[role].ended, { side: 'staff' })).rejects.toThrow('403')
  }
  await expect(openSocket(app.url, staff.examiner.here, { side: 'staff' })).rejects.toThrow('403')

  const ids: Ids = { ...nothing(), interviewId: here, sittingId, attemptId, partId, key: 'autumn' }
  const during = NAMES.filter((name) => !isOfReviews(name))
  await sweep(during, staff, ids, null)
  await admitRight(during, staff, ids)

  // before the clock moves on: a socket ends after a quarter of an hour anyway
  expect(await outlived.closed()).toBe(SOCKET_SIGN_IN_ENDED)
  expect(await ofTwo.next('refused', ({ topic }) => topic === topics[0])).toMatchObject({ code: 'notFound' })
  expect(ofTwo.closedWith()).toBeNull()

  const scored = await answer(app, SCORED)
  const unassigned = await signInStaff(app, 'examiner', 'not assigned', { interview: here, assigned: null })
  const [reviewCode] = await codesOf(staff.examiner.here)
  const ofReviews = { ...ids, attemptId: scored.attemptId, reviewCode: reviewCode! }
  await sweep(NAMES.filter(isOfReviews), staff, ofReviews, unassigned)
  await admitRight(NAMES.filter(isOfReviews), staff, ofReviews)
  // now that there is something to be said of it
  await sweep(['listReviewRemarks'], staff, ofReviews, null)
  // one attempt is assigned: that one, and no other
  const other = await signInStaff(app, 'examiner', 'another', { interview: here, assigned: attemptId })
  expect(await codesOf(other)).toEqual([])
  const one = await signInStaff(app, 'examiner', 'one', { interview: here, assigned: scored.attemptId as AttemptId })
  expect(await codesOf(one)).toEqual([reviewCode])

  expect(app.log().filter((line) => line['msg'] === 'bug')).toEqual([])
})

test('one person with two roles acts in the one that may, and sees both interviews', async () => {
  const { app, here, elsewhere, attemptId } = await open()
  const both = await signInStaff(app, 'proctor', 'both', { interview: here })
  const { staffId } = (await both.get('/api/me')).body as { staffId: string }
  await app.services.staff.give(staffId as never, { role: 'organiser', interview: elsewhere, until: null })
  const me = (await both.get('/api/me')).body as { memberships: unknown[]; abilities: string[] }
  expect(me.memberships).toHaveLength(2)
  expect(me.abilities).toEqual(expect.arrayContaining(['compareIdentity', 'editInterview']))
  expect(me.abilities).not.toContain('createInterview')
  const sittings = (await both.get('/api/sittings')).body as unknown as { interviewId: string; abilities: string[] }[]
  const mayIn = (id: string) => sittings.find(({ interviewId }) => interviewId === id)!.abilities
  expect(mayIn(here)).toContain('lookAtWall')
  expect(mayIn(here)).not.toContain('editInterview')
  expect(mayIn(elsewhere)).toContain('editInterview')
  expect(mayIn(elsewhere)).not.toContain('lookAtWall')
  const interviews = (await both.get('/api/interviews')).body as unknown as { interviewId: string }[]
  expect(interviews.map(({ interviewId }) => interviewId)).toEqual([elsewhere])
  const { body } = await both.get(`/api/attempts/${attemptId}`)
  expect(body['abilities']).toEqual(expect.arrayContaining(['remove', 'lookAtRecordings', 'help']))
  expect(body['abilities']).not.toContain('void')
})
