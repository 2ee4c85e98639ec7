// Blind scoring over real HTTP: what an examiner gets of an attempt (nothing that tells whose it is, in no answer and not
// in the file's bytes), the file made of real recordings, score sheets, recusals, and every swapped id.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { command, signInStaff, T0, type Visitor } from '../testkit/app.ts'
import { answer, codesOf, fileOf, MARKS, rowsOf, scoredApp } from '../testkit/scored.ts'

test('the examiner’s file begins at T0, keeps gaps, and neither it nor any answer tells whose it is', async () => {
  const app = await scoredApp()
  const examiner = await signInStaff(app, 'examiner')
  expect((await examiner.get('/api/reviews')).body).toEqual([])
  const { attemptId, candidate, partIds } = await answer(app, '110101199001010015')
  const [code] = await codesOf(examiner)
  const before = (await rowsOf(app)).audit.filter((entry) => entry.action === 'recordingLookedAt')
  expect(before).toEqual([])

  const { answer: played, bytes } = await fileOf(app, examiner, code!)
  expect([played.status, played.headers.get('content-type')]).toEqual([200, 'video/webm'])
  const looked = (await rowsOf(app)).audit.filter((entry) => entry.action === 'recordingLookedAt')
  expect(looked).toMatchObject([{ actorRole: 'examiner', subject: { attemptId, partId: null } }])

  const file = join(app.directory, 'answer.webm')
  await writeFile(file, bytes)
  const times = (kind: 'v' | 'a'): number[] =>
    execFileSync('ffprobe', [
      '-v',
      'error',
      '-select_streams',
      kind,
      '-show_entries',
      'packet=pts_time',
      '-of',
      'csv=p=0',
      file,
    ])
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Number(line.replace(',', '')))
  const [pictures, sounds] = [times('v'), times('a')]
  for (const all of [pictures, sounds]) {
    expect(all[0]).toBeGreaterThanOrEqual(0)
    expect(all[0]).toBeLessThan(1)
    expect(all.at(-1)).toBeGreaterThan(9.5)
    expect(all.at(-1)).toBeLessThan(10.1)
    expect(all.filter((at) => at > 5.1 && at < 6.9)).toEqual([])
  }
  // nothing that was filmed before T0 (red) or by another feed (green) is in any picture
  const colours = execFileSync('ffmpeg', [
    '-v',
    'error',
    '-i',
    file,
    '-fps_mode',
    'passthrough',
    '-vf',
    'scale=1:1',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-',
  ])
  expect(colours.length / 3).toBe(pictures.length)
  for (let at = 0; at < pictures.length; at++) {
    const [r = 0, g = 0, b = 0] = colours.subarray(at * 3, at * 3 + 3)
    const isBlue = b > 150 && r < 80 && g < 80
    const isYellow = b < 80 && r > 150 && g > 150
    expect(pictures[at]! < 6 ? isBlue : isYellow, `${pictures[at]} s: ${r} ${g} ${b}`).toBe(true)
  }
  const tags = execFileSync('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format_tags:stream_tags',
    '-of',
    'json',
    file,
  ]).toString()
  const seen = [...tags.matchAll(/"(\w+)": "([^"]*)"/g)].map(([, key, value]) => [key?.toLowerCase(), value])
  expect(seen.filter(([key]) => key !== 'duration')).toEqual([
    ['encoder', expect.stringMatching(/^Mediabunny v[\d.]+$/)],
  ])

  // whatever may be asked of the review, and what would tell
  const marksPath = `/api/reviews/${code}/sheet`
  const answers = [
    await examiner.get('/api/me'),
    await examiner.get('/api/reviews'),
    await examiner.get(`/api/reviews/${code}`),
    await examiner.post(`/api/reviews/${code}/disclosure`, { isDisclosed: true }),
    await examiner.post(marksPath, { sheetId: randomUUID(), marks: [] }),
    await examiner.post(marksPath, { sheetId: randomUUID(), marks: MARKS }),
    await examiner.post(`/api/reviews/${code}/recusal`, {}),
    await examiner.get(`/api/reviews/${partIds[0]}`),
  ]
  expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 400, 200, 409, 404])
  const [, list, view] = answers.map((one) => one.body)
  const [row] = list as unknown as object[]
  const shown = ['interviewName', 'isDisclosed', 'reviewCode', 'sittingName', 'total']
  expect(Object.keys(row ?? {}).sort()).toEqual(shown)
  expect(Object.keys(view ?? {}).sort()).toEqual([...shown, 'marks', 'rubric'].sort())
  const said = answers.map((one) => JSON.stringify(one.body) + JSON.stringify([...one.headers])).join('\n')
  const secrets = [attemptId, candidate.deviceId, ...partIds, '陈思远', '110101199001010015', '综合管理岗', String(T0)]
  for (const secret of secrets) {
    expect(said, secret).not.toContain(secret)
    expect(bytes.includes(secret), `${secret} in the file`).toBe(false)
    const raw = Buffer.from(secret.replaceAll('-', ''), 'hex')
    if (raw.length >= 8) expect(bytes.includes(raw), `${secret} as bytes in the file`).toBe(false)
  }
  for (const field of ['"lot"', 'attemptId', 'partId', 'personId', 'position', '陈', '110101']) {
    expect(said, field).not.toContain(field)
  }
  const instants = said.match(/\b1[789]\d{11}\b/g)
  expect(instants, 'no moment in time').toBeNull()
  expect([...played.headers].join()).not.toContain(attemptId)
})

test('a sheet is taken once and only whole; a recusal takes the attempt away from one examiner alone', async () => {
  const app = await scoredApp()
  const [one, other] = [await signInStaff(app, 'examiner', '考官一'), await signInStaff(app, 'examiner', '考官二')]
  const first = await answer(app, '110101199001010015')
  const second = await answer(app, '110101199001010023', { container: 'mp4', isSplit: false })
  const codes = await codesOf(one)
  expect(codes).toHaveLength(2)
  expect(await codesOf(other), 'every examiner has the same code for an attempt').toEqual(codes)
  const [code = '', left = ''] = codes
  const files = await Promise.all(codes.map((of) => fileOf(app, one, of)))
  const kinds = files.map(({ answer: played }) => played.headers.get('content-type'))
  expect(new Set(kinds), 'what WebM cannot hold comes as Matroska').toEqual(new Set(['video/webm', 'video/x-matroska']))
  for (const [at, { bytes }] of files.entries()) {
    const file = join(app.directory, `answer-${at}`)
    await writeFile(file, bytes)
    const shown = ['-show_entries', 'format=start_time,duration:format_tags:stream_tags', '-of', 'json']
    const probed = execFileSync('ffprobe', ['-v', 'error', ...shown, file]).toString()
    const { format } = JSON.parse(probed) as { format: { start_time: string; duration: string } }
    // a part that was not split at T0 begins at its first key frame after it: one comes every two seconds
    expect(Number(format.start_time)).toBeGreaterThanOrEqual(0)
    expect(Number(format.start_time)).toBeLessThan(kinds[at] === 'video/webm' ? 1 : 2.1)
    expect(Math.abs(Number(format.duration) - 10)).toBeLessThan(0.3)
    expect(probed).not.toMatch(/creation_time|date|陈思远|x264/i)
    expect(bytes.includes(first.attemptId) || bytes.includes(second.attemptId)).toBe(false)
  }
  const submit = (examiner: Visitor, of: string, marks: unknown, sheetId: string = randomUUID()) =>
    examiner.post(`/api/reviews/${of}/sheet`, { sheetId, marks })

  const [analysis, speech] = MARKS as [(typeof MARKS)[number], (typeof MARKS)[number]]
  const wrong: [string, unknown, string][] = [
    ['an element is missing', [analysis], 'missing: speech'],
    ['out of range', [analysis, { ...speech, points: 1510 }], 'outOfRange'],
    ['below the lowest', [analysis, { ...speech, points: 90 }], 'outOfRange'],
    ['no step', [{ ...analysis, points: 2125 }, speech], 'wrongStep'],
    ['twice', [analysis, analysis, speech], 'markedTwice'],
    ['unknown', [...MARKS, { element: 'luck', points: 0 }], 'unknownElement'],
  ]
  for (const [name, marks, problem] of wrong) {
    const { body } = await submit(one, code, marks)
    expect([body['code'], (body['problems'] as { message: string }[])[0]?.message], name).toEqual([
      'sheetMalformed',
      problem,
    ])
  }
  expect((await submit(one, code, [{ ...analysis, points: 21.5 }, speech])).body['code']).toBe('malformed')
  expect((await rowsOf(app)).reviews.filter((row) => row.sheetId !== null)).toEqual([])

  // once, also when it is sent twice at the same time
  const sheetId = randomUUID()
  const [sent, again] = await Promise.all([submit(one, code, MARKS, sheetId), submit(one, code, MARKS, sheetId)])
  expect(sent).toMatchObject({ status: 200, body: { reviewCode: code, total: 3360, marks: MARKS } })
  expect(again.body).toEqual(sent.body)
  const changed = [{ ...analysis, points: 0 }, speech]
  expect((await submit(one, code, changed, sheetId)).body['code']).toBe('commandIdReused')
  expect((await submit(one, code, changed)).body['code']).toBe('sheetGiven')
  expect((await one.post(`/api/reviews/${code}/recusal`, {})).body['code']).toBe('sheetGiven')
  expect(await codesOf(one), 'what is left comes first').toEqual([left, code])
  expect((await other.get(`/api/reviews/${code}`)).body, 'marks of another are not shown').toMatchObject({
    total: null,
    marks: null,
  })

  // a flag is no part of the marks, and can be taken back
  const flag = (isDisclosed: boolean) => one.post(`/api/reviews/${code}/disclosure`, { isDisclosed })
  expect((await flag(true)).body).toMatchObject({ isDisclosed: true, total: 3360 })
  expect((await flag(true)).body).toMatchObject({ isDisclosed: true })
  expect((await flag(false)).body).toMatchObject({ isDisclosed: false })

  for (const _time of [1, 2]) expect((await one.post(`/api/reviews/${left}/recusal`, {})).status).toBe(200)
  expect(await codesOf(one)).toEqual([code])
  const afterwards = [
    await one.get(`/api/reviews/${left}`),
    await one.get(`/api/reviews/${left}/answer`),
    await submit(one, left, MARKS),
    await one.post(`/api/reviews/${left}/disclosure`, { isDisclosed: true }),
  ]
  expect(afterwards.map((it) => it.body['code'])).toEqual(['recused', 'recused', 'recused', 'recused'])
  expect(await codesOf(other)).toEqual(codes)
  expect((await other.get(`/api/reviews/${left}`)).status).toBe(200)

  const written = (await rowsOf(app)).audit.map((entry) => entry.action)
  const count = (action: string) => written.filter((it) => it === action).length
  expect(['scoreSheetSubmitted', 'examinerRecused', 'disclosureFlagged', 'disclosureUnflagged'].map(count)).toEqual([
    1, 1, 1, 1,
  ])

  // no other id leads to an attempt, and an examiner to nothing but reviews
  for (const id of [first.attemptId, second.partIds[0], '100000', '000000', '..%2Fme', `${code}0`].filter(
    (it) => it !== code,
  )) {
    for (const path of [`/api/reviews/${id}`, `/api/reviews/${id}/answer`]) {
      expect((await one.get(path)).status, path).toBe(404)
    }
  }
  const foreign = [
    `/api/attempts/${first.attemptId}`,
    `/api/attempts/${first.attemptId}/recordings`,
    `/api/attempts/${code}/recordings`,
    `/api/parts/${first.partIds[3]}/playable`,
    '/api/sittings',
  ]
  for (const path of foreign) expect((await one.get(path)).status, path).toBe(403)
  expect((await (await signInStaff(app, 'proctor')).get(`/api/reviews/${code}`)).body['code']).toBe('notAllowed')

  // what does not count any more is not scored
  const organiser = await signInStaff(app, 'organiser')
  const voided = await command(organiser, first.attemptId, { kind: 'void', reason: '身份核验未通过' })
  expect(voided.status).toBe(200)
  expect(await codesOf(other)).toHaveLength(1)
})
