// What is known of recordings beside their bytes: the journal read line by line, beats, views, counts, what is safe.
import { randomBytes, randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { recordingView } from '@zhishi/core/contract'
import type { PartId } from '@zhishi/core/ids'
import { JOURNAL_MIME } from '@zhishi/core/recording'
import { beats, parts } from '../../src/platform/database/tables.ts'
import { buildLine, digestOf, T0, useDevice } from './testkit/line.ts'

const JOURNAL = { line: 'journal', mime: JOURNAL_MIME } as const
const entry = (number: number, at: number, body: object) => `${JSON.stringify({ number, at, body })}\n`

test('the journal is read line by line however its bytes arrive, and what cannot be read stays in the bytes', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const id = await device.begin(JOURNAL)
  const listed = async () => {
    const all = await line.now().service.listJournal(device.attemptId)
    return all.map((one) => [one.number, one.claimedAt, one.arrivedAt, one.body?.kind ?? null])
  }
  const good = [
    entry(1, T0 + 10, { kind: 'opened', userAgent: '浏览器 🎥' }),
    entry(2, T0 + 20, { kind: 'notice', notice: 'pageHidden' }),
    entry(3, T0 + 30, { kind: 'questionsShown' }),
  ].join('')
  const bad = [
    'not json',
    JSON.stringify({ number: 4, at: T0 + 31, body: { kind: 'dance' } }),
    JSON.stringify({ number: 2 ** 40, at: T0 + 32, body: { kind: 'finish' } }),
    // neither fits into jsonb
    JSON.stringify({ number: 5, at: T0 + 33, body: { kind: 'phaseMark', phase: 'a\u0000b' } }),
    '{"number":6,"at":7,"body":{"kind":"phaseMark","phase":"\\ud800"}}',
    `{"number":7,"at":8,"body":{"kind":"phaseMark","phase":"${'x'.repeat(5000)}"}}`,
  ].join('\n')
  const last = entry(8, T0 + 40, { kind: 'finish' })
  const bytes = Buffer.concat([
    Buffer.from(`${good}\n\n${bad}\n`),
    Buffer.from([0xff, 0xfe, 0x0a]),
    Buffer.from('y'.repeat(9000)),
    Buffer.from(`\n${last}`),
    Buffer.from(entry(9, T0 + 41, { kind: 'sheetShown' }).trimEnd()),
  ])

  // cut in the middle of a character, of a line, of a line that is too long; a restart in between
  const emoji = bytes.indexOf('🎥') + 2
  const ends = [5, emoji, emoji + 60, good.length + 50, bytes.length - 9000, bytes.length - 3000, bytes.length]
  let offset = 0
  for (const [step, end] of ends.entries()) {
    line.clock.at = T0 + 1000 * (step + 1)
    if (step === 3) await line.restart()
    expect((await device.patch(id, offset, bytes.subarray(offset, end))).status).toBe(204)
    offset = end
  }
  const before = await listed()
  expect(before.filter(([number]) => number !== null)).toEqual([
    [1, T0 + 10, T0 + 3000, 'opened'],
    [2, T0 + 20, T0 + 4000, 'notice'],
    [3, T0 + 30, T0 + 4000, 'questionsShown'],
    [8, T0 + 40, T0 + 7000, 'finish'],
  ])
  expect(before.filter(([number]) => number === null)).toHaveLength(8)
  expect((await device.seal(id, bytes)).status).toBe(200)
  expect((await listed()).at(4), 'sealed: the last line needs no newline').toEqual([
    9,
    T0 + 41,
    T0 + 7000,
    'sheetShown',
  ])

  // a crash before the index: caught up at start, and a second look changes nothing
  const whole = await listed()
  const goodBytes = Buffer.from(good)
  const later = await device.begin(JOURNAL)
  await line.now().blobStore.append({ attemptId: device.attemptId, partId: later }, 0, goodBytes)
  await line.now().db.update(parts).set({ bytes: goodBytes.length }).where(eq(parts.id, later))
  expect(await listed()).toHaveLength(whole.length)
  await line.now().service.checkParts()
  await line.now().service.checkParts()
  expect(await listed()).toHaveLength(whole.length + 3)
  const foreign = await line.now().service.listJournal(line.attemptIds[1])
  expect(foreign).toEqual([])

  // a device that writes without end of line is neither indexed nor slowed down
  const endless = await device.begin(JOURNAL)
  const flood = Buffer.alloc(3_000_000, 'z')
  expect((await device.patch(endless, 0, flood)).status).toBe(204)
  expect((await device.patch(endless, flood.length, Buffer.from(`\n${last}`))).status).toBe(204)
  const own = (await line.now().service.listJournal(device.attemptId)).filter((one) => one.partId === endless)
  expect(own.map((one) => [one.offset, one.number])).toEqual(
    expect.arrayContaining([
      [0, null],
      [3_000_001, 8],
    ]),
  )
  expect(own).toHaveLength(2)
})

test('notices of many attempts: how many, and the one that came last, whatever the devices claim', async () => {
  const line = await buildLine()
  const [one, other] = [await useDevice(line), await useDevice(line, { attempt: 1 })]
  const ids = [...line.attemptIds]
  const seen = async () => line.now().service.notices(ids)
  expect(await seen()).toEqual(new Map())
  const id = await one.begin(JOURNAL)
  const lines = [
    entry(1, T0 + 10, { kind: 'opened', userAgent: 'browser' }),
    entry(2, T0 + 20, { kind: 'notice', notice: 'captureStopped', feed: 'screen' }),
    // written without network at the same minute, by a clock that was ahead
    entry(3, T0 + 99_000, { kind: 'notice', notice: 'pageHidden' }),
    entry(4, T0 + 30, { kind: 'gap', feed: 'camera', fromAt: T0, toAt: T0 + 20, reason: 'reloaded' }),
    entry(5, T0 + 40, { kind: 'questionsShown' }),
  ].map((text) => Buffer.from(text))
  let offset = 0
  for (const [at, bytes] of lines.entries()) {
    line.clock.at = T0 + 1000 * at
    expect((await one.patch(id, offset, bytes)).status).toBe(204)
    offset += bytes.length
  }
  await other.patch(await other.begin(JOURNAL), 0, lines[0]!)
  expect(await seen()).toEqual(
    new Map([
      [one.attemptId, { count: 3, last: { kind: 'gap', feed: 'camera', claimedAt: T0 + 30, arrivedAt: T0 + 3000 } }],
    ]),
  )
})

test('beats witness the parts of their own device, known or not yet', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const stranger = await useDevice(line, { attempt: 1 })
  const known = await device.begin()
  const foreign = await stranger.begin()
  const said = (partId: string, more: object = {}) => ({
    partId,
    line: 'camera',
    bytes: 1_500_000,
    openBlock: digestOf(Buffer.from('open')),
    closedBlocks: [{ index: 0, digest: digestOf(Buffer.from('closed')) }],
    ...more,
  })
  const send = (body: unknown, one = device) =>
    one.send('/api/beats', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  expect(await line.now().service.lastBeats(line.attemptIds)).toEqual(new Map())
  line.clock.at = T0 + 5000
  const answer = await send({
    sentAt: T0 + 4900,
    parts: [said(known), said(randomUUID(), { line: 'screen', openBlock: null })],
  })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    serverNow: T0 + 5000,
    uploadEveryMs: { camera: 4000, screen: 4000, evidence: 4000, journal: 4000 },
  })
  expect((await send({ sentAt: T0 + 4900, parts: [said(known)] })).status, 'the same beat again').toBe(200)
  const rows = await line.now().db.select().from(beats)
  expect(rows).toHaveLength(2)
  expect(rows.find((row) => row.partId === known)).toMatchObject({
    receivedAt: T0 + 5000,
    sentAt: T0 + 4900,
    bytes: 1_500_000,
  })

  for (const part of [said(foreign), said(known, { line: 'evidence' })]) {
    const refused = await send({ sentAt: T0, parts: [said(known), part] })
    expect([refused.status, refused.body['code']]).toEqual([403, 'foreignPart'])
  }
  expect((await send({ sentAt: T0, parts: [{ ...said(known), mood: 'calm' }] })).body['code']).toBe('malformed')
  expect(await line.now().db.select().from(beats)).toHaveLength(2)
  line.clock.at = T0 + 9000
  const phone = await useDevice(line, { kind: 'phone' })
  await send({ sentAt: T0, parts: [] }, phone)
  expect(await line.now().service.lastBeats(line.attemptIds)).toEqual(new Map([[device.attemptId, T0 + 9000]]))
})

test('views show parts and gaps, counts are for all attempts at once, and nothing unsafe is called safe', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const phone = await useDevice(line, { kind: 'phone' })
  const other = await useDevice(line, { attempt: 1 })
  const bytes = randomBytes(2000)
  const { service } = line.now()

  const camera1 = await device.begin({ startedAt: String(T0), startedAtErrorMs: 'unknown' })
  const camera2 = await device.begin({ startedAt: String(T0 + 50_000) })
  const screen = await device.begin({ line: 'screen', mime: 'video/webm;codecs=vp9' })
  const journal = await device.begin(JOURNAL)
  const evidence = await phone.begin({ line: 'evidence', mime: 'video/mp4' })
  const foreign = await other.begin()
  for (const id of [camera1, camera2, screen, journal]) await device.patch(id, 0, bytes)
  await phone.patch(evidence, 0, bytes)
  await other.patch(foreign, 0, bytes)
  await device.seal(camera1, bytes, { endReason: 'crashed', endedAt: T0 + 40_000 })

  const answer = await device.send(`/api/attempts/${device.attemptId}/recordings`, {
    headers: { authorization: '', 'x-role': 'proctor' },
  })
  expect(answer.status).toBe(200)
  const views = recordingView.array().parse(answer.body)
  expect(views.map((one) => [one.line, one.bytes, one.parts.length, one.isSealed, one.gaps])).toEqual([
    ['camera', 4000, 2, false, [{ fromAt: T0 + 40_000, toAt: T0 + 50_000 }]],
    ['screen', 2000, 1, false, []],
    ['evidence', 2000, 1, false, []],
    ['journal', 2000, 1, false, []],
  ])
  expect(views[0]?.parts[0]).toMatchObject({
    partId: camera1,
    startedAtErrorMs: null,
    endReason: 'crashed',
    sealedAt: T0,
  })
  expect(views[0]?.parts[0]?.receipt).toMatchObject({ partId: camera1, bytes: 2000 })
  expect(JSON.stringify(views)).not.toContain('zg1.')

  const unknown = randomUUID() as PartId
  const unsafe = (declared: PartId[]) => service.unsafePartIds(device.attemptId, device.deviceId, declared)
  expect((await unsafe([camera1, unknown, foreign])).toSorted()).toEqual(
    [camera2, screen, journal, unknown, foreign].toSorted(),
  )
  await other.seal(foreign, bytes)
  for (const id of [camera2, screen, journal]) await device.seal(id, bytes)
  expect(await unsafe([camera1])).toEqual([])
  expect(await unsafe([foreign]), 'sealed, but another attempt’s').toEqual([foreign])

  const counted = await service.summarise([...line.attemptIds, randomUUID() as (typeof line.attemptIds)[0]])
  const row = (name: string, count: number, sealedParts: number) => ({
    line: name,
    parts: count,
    bytes: 2000 * count,
    sealedParts,
  })
  expect(counted.get(device.attemptId)?.lines.toSorted((a, b) => (a.line < b.line ? -1 : 1))).toEqual([
    row('camera', 2, 2),
    row('evidence', 1, 0),
    row('journal', 1, 1),
    row('screen', 1, 1),
  ])
  expect(counted.get(other.attemptId)?.lines).toEqual([row('camera', 1, 1)])
  expect(counted.size).toBe(2)
  expect(await service.summarise([])).toEqual(new Map())
})
