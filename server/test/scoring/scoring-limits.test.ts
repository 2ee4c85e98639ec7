// The edges of blind scoring over real HTTP: what is never scored, what is out of reach before the end and under any other
// id, and what the chief examiner reads of the examiners' remarks.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ReviewRemark } from '@zhishi/core/contract'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import { ENTER } from '../testkit/candidate.ts'
import { startApp, command, document, signIn, signInStaff, T0, visit } from '../testkit/app.ts'
import { answer, codesOf, fileOf, handInBare, MARKS, rowsOf, RUBRIC, scoredApp } from '../testkit/scored.ts'

test('a mock is never scored: a self-paced sitting by itself, any other that says so', async () => {
  const app = await startApp()
  const it = document({ scoring: { rubric: RUBRIC } })
  const [formal, mock] = it.sittings as [(typeof it.sittings)[number], (typeof it.sittings)[number]]
  it.sittings = [
    formal,
    mock,
    { ...formal, key: 'rehearsal', name: { zh: '彩排' }, isMock: true },
    { ...mock, key: 'own-time', name: { zh: '自选时间' }, isMock: false },
  ]
  expect(await app.services.interviews.importDocument(it)).toMatchObject({ ok: true })
  const exported = await app.services.interviews.exportDocument({ key: 'autumn' })
  expect(exported?.document.sittings.map(({ isMock }) => isMock)).toEqual([undefined, undefined, true, false])

  const number = '110101199001010015'
  const ids = new Map<string, string>()
  for (const { name } of it.sittings) ids.set(name.zh, await handInBare(app, number, name.zh))
  const examiner = await signInStaff(app, 'examiner')
  const listed = (await examiner.get('/api/reviews')).body as unknown as { sittingName: { zh: string } }[]
  expect(listed.map(({ sittingName }) => sittingName.zh).toSorted()).toEqual(['第一场', '自选时间'])
  const { codes } = await rowsOf(app)
  for (const name of ['模拟面试', '彩排']) {
    const code = codes.find(({ attemptId }) => attemptId === ids.get(name))?.code
    expect((await examiner.get(`/api/reviews/${code}`)).body['code'], name).toBe('notFound')
    expect((await examiner.get(`/api/reviews/${code}/answer`)).body['code'], name).toBe('notFound')
  }
})

test('before the end, of another feed, of another moment, under any other id: not a byte for an examiner', async () => {
  const app = await scoredApp()
  const examiner = await signInStaff(app, 'examiner')
  const { attemptId, partIds } = await answer(app, '110101199001010015')
  // who is still answering has a review code already
  const other = visit(app)
  app.clock.set(T0 - MINUTE_MS)
  const otherId = await signIn(other, '110101199001010023')
  await command(other, otherId, { kind: 'signIn', deviceId: other.deviceId })
  await command(other, otherId, ENTER)
  const { codes } = await rowsOf(app)
  const codeOf = (id: string) => codes.find((row) => row.attemptId === id)?.code ?? ''
  for (const at of [T0 - SECOND_MS, T0 + SECOND_MS, T0 + 11 * MINUTE_MS]) {
    app.clock.set(at)
    const path = `/api/reviews/${codeOf(otherId)}`
    const answers = [
      await examiner.get(path),
      await examiner.get(`${path}/answer`),
      await examiner.post(`${path}/sheet`, { sheetId: randomUUID(), marks: MARKS }),
      await examiner.post(`${path}/recusal`, {}),
      await examiner.post(`${path}/disclosure`, { isDisclosed: true }),
    ]
    expect(answers.map(({ body }) => body['code'])).toEqual(Array.from({ length: 5 }, () => 'notFound'))
  }

  // one who never hands in keeps the others back for an hour after the end
  const path = `/api/reviews/${codeOf(attemptId)}`
  app.clock.set(T0 + 10 * MINUTE_MS + HOUR_MS)
  expect([await codesOf(examiner), (await examiner.get(path)).body['code']]).toEqual([[], 'notFound'])
  app.clock.set(T0 + 10 * MINUTE_MS + HOUR_MS + 1)
  expect(await codesOf(examiner)).toEqual([codeOf(attemptId)])
  // the file is what it is, whatever else is asked for beside the code
  const whole = await fileOf(app, examiner, codeOf(attemptId))
  expect(whole.answer.status).toBe(200)
  for (const more of ['?line=screen', '?feed=evidence', `?partId=${partIds[0]}`, '?fromMs=-4000', '?t=-4']) {
    const { bytes } = await fileOf(app, examiner, codeOf(attemptId), more)
    expect(bytes.equals(whole.bytes), more).toBe(true)
  }
  // no part of any feed, from before T0 or after, is reached by its own id, nor is anything else of the attempt
  const ways = [
    ...partIds.map((id) => `/api/parts/${id}/playable`),
    ...['', '/recordings', '/presence', '/help', '/identity/front', '/pack'].map(
      (rest) => `/api/attempts/${attemptId}${rest}`,
    ),
  ]
  for (const way of ways) expect((await examiner.get(way)).status, way).toBeOneOf([401, 403])
  const journal = await examiner.post(`/api/attempts/${attemptId}/journal`, { filter: 'all', after: null })
  expect(journal.status).toBe(403)
  const looks = (await rowsOf(app)).audit.filter(({ action }) => action === 'recordingLookedAt')
  expect(new Set(looks.map(({ subject }) => subject['attemptId']))).toEqual(new Set([attemptId]))
})

test('the chief examiner reads recusals and disclosures by review code: who, when, and who scores it now', async () => {
  const app = await scoredApp()
  const [one, two] = [await signInStaff(app, 'examiner', '考官一'), await signInStaff(app, 'examiner', '考官二')]
  const ids = [await handInBare(app, '110101199001010015'), await handInBare(app, '110101199001010023')]
  const organiser = await signInStaff(app, 'organiser')
  const read = async () => (await organiser.get('/api/review-remarks')).body as unknown as ReviewRemark[]
  expect(await read()).toEqual([])
  const [first = '', second = ''] = await codesOf(one)
  const at = app.clock.now()
  await one.post(`/api/reviews/${first}/recusal`, {})
  app.clock.set(at + 1000)
  await two.post(`/api/reviews/${first}/sheet`, { sheetId: randomUUID(), marks: MARKS })
  await two.post(`/api/reviews/${second}/disclosure`, { isDisclosed: true })
  const names = { interviewName: { zh: '秋季招聘面试', en: 'Autumn interview' }, sittingName: { zh: '第一场' } }
  const mark = (examinerName: string, hasSubmitted: boolean) => ({ examinerName, hasSubmitted })
  const found = await read()
  expect(found).toMatchObject([
    {
      ...names,
      reviewCode: first,
      recusals: [{ examinerName: '考官一', at }],
      disclosures: [],
      examiners: [mark('考官二', true)],
    },
    {
      ...names,
      reviewCode: second,
      recusals: [],
      disclosures: [{ examinerName: '考官二', at: at + 1000 }],
      examiners: [mark('考官一', false), mark('考官二', false)],
    },
  ])
  // by review code only, and never a mark
  const said = JSON.stringify(found)
  for (const secret of [...ids, '陈', '李', '110101', '综合管理岗', 'marks', 'points', 'total', 'attemptId', '3360']) {
    expect(said, secret).not.toContain(secret)
  }
  expect(Object.keys(found[0]!).toSorted()).toEqual(
    ['sittingId', 'interviewName', 'sittingName', 'reviewCode', 'recusals', 'disclosures', 'examiners'].toSorted(),
  )

  // nobody is left: that comes first, until somebody else has a link
  await two.post(`/api/reviews/${second}/recusal`, {})
  await one.post(`/api/reviews/${second}/recusal`, {})
  expect((await read()).map(({ reviewCode, examiners }) => [reviewCode, examiners])).toEqual([
    [second, []],
    [first, [mark('考官二', true)]],
  ])
  const three = await signInStaff(app, 'examiner', '考官三')
  expect((await read()).find(({ reviewCode }) => reviewCode === second)?.examiners).toEqual([mark('考官三', false)])
  expect(await codesOf(three)).toContain(second)
  for (const role of ['proctor', 'support'] as const) {
    expect((await (await signInStaff(app, role)).get('/api/review-remarks')).body['code'], role).toBe('notAllowed')
  }
  expect((await one.get('/api/review-remarks')).body['code']).toBe('notAllowed')
  // what does not count any more is nobody's to score
  for (const id of ids) await command(organiser, id, { kind: 'void', reason: '身份核验未通过' })
  expect(await read()).toEqual([])
})
