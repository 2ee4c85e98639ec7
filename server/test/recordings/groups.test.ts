// Many devices at once: their receipts and beats share statements, and what is wrong with one of them harms no other. And how
// often they are told to upload.
import { randomBytes, randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { AttemptId, DeviceId, GrantId, PartId, SittingId } from '@zhishi/core/ids'
import { createAdvancing } from '../../src/recordings/upload/advances-repo.ts'
import { writeGrant } from '../../src/recordings/grants/grants.ts'
import { loadPart } from '../../src/recordings/repo.ts'
import { beats, grants, partBlocks, partPauses, parts, sittings } from '../../src/platform/database/tables.ts'
import { buildLine, checksum, digestOf, MIB, STAFF, T0, useDevice, type Device } from './testkit/line.ts'

test('forty parts grow at the same time, wrong requests among them: every receipt is true, on disk and in the row', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  // so much can have been recorded within an hour
  line.clock.at += 3_600_000
  const bytes = randomBytes(3 * MIB)
  const ids = await Promise.all(Array.from({ length: 40 }, () => device.begin()))
  const ends = [700_000, MIB + 10, 2 * MIB, bytes.length]
  for (const [step, end] of ends.entries()) {
    const from = ends[step - 1] ?? 0
    line.clock.at += 20_000
    const answers = await Promise.all(
      ids.flatMap((id, at) => {
        const piece = bytes.subarray(from, end)
        const wrong = [
          () => device.patch(id, from + 1, piece),
          () => device.patch(id, from, piece, checksum('sha256', Buffer.from('other'))),
          () => device.patch(randomUUID(), from, piece),
        ][at % 3]?.()
        return [device.patch(id, from, piece), ...(wrong ? [wrong] : [])]
      }),
    )
    const right = answers.filter((_answer, at) => at % 2 === 0)
    expect(right.map((one) => [one.status, one.headers.get('upload-offset')])).toEqual(
      Array(40).fill([204, String(end)]),
    )
    const wrong = answers.filter((_answer, at) => at % 2 === 1)
    expect(wrong.map((one) => one.status).filter((status) => ![404, 409, 460].includes(status))).toEqual([])
  }
  const { db } = line.now()
  expect(await db.select().from(partBlocks)).toHaveLength(40 * 3)
  // every step came 20 s after the one before
  expect(await db.select().from(partPauses)).toHaveLength(40 * 3)
  const sealed = await Promise.all(ids.map((id) => device.seal(id, bytes)))
  expect(sealed.map((one) => one.body['digest'])).toEqual(Array(40).fill(digestOf(bytes)))
  for (const id of ids.slice(0, 5)) {
    expect((await line.held(device.attemptId, id)).equals(bytes)).toBe(true)
  }
})

test('one statement for many parts: one that moved meanwhile is left alone, and one that the database refuses fails alone', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const { db } = line.now()
  const ids = await Promise.all(Array.from({ length: 6 }, () => device.begin()))
  await device.patch(ids[2] as PartId, 0, Buffer.from('moved meanwhile'))
  const advance = createAdvancing(db)
  const empty = await Promise.all(ids.map(async (id) => (await loadPart(db, id))!))
  const to = (bytes: number) => ({ bytes, at: T0 + 1000, closedBlocks: [], declaredBytes: null })
  const done = await Promise.allSettled(
    empty.map((part, at) => {
      if (at === 2) return advance({ part: { ...part, bytes: 0 }, ...to(10) })
      return advance({ part, ...to(at === 4 ? 2 ** 63 : 10 + at) })
    }),
  )
  expect(done.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    true,
    true,
    false,
    true,
    'failed',
    true,
  ])
  const lengths = await Promise.all(ids.map(async (id) => (await loadPart(db, id))?.bytes))
  expect(lengths).toEqual([10, 11, 15, 13, 0, 15])
})

test('a part that another process lowered, moved on or sealed is refused by its row, whatever this process remembers', async () => {
  const line = await buildLine()
  const here = await useDevice(line)
  const second = await line.another()
  const there: Device = { ...here, ...(await useDevice(line, { deviceId: here.deviceId })) }
  there.url = second.url
  const bytes = randomBytes(MIB + 500)
  const id = await here.begin()
  await here.patch(id, 0, bytes.subarray(0, 1000))
  await there.patch(id, 1000, bytes.subarray(1000, 2000))
  const late = await here.patch(id, 1000, bytes.subarray(1000, 1500))
  expect([late.status, late.body['offset']]).toEqual([409, 2000])
  await here.patch(id, 2000, bytes.subarray(2000))
  // remembered here as open, sealed there
  expect((await there.seal(id, bytes)).status).toBe(200)
  const more = await here.patch(id, bytes.length, Buffer.from('more'))
  expect([more.status, more.body['code']]).toEqual([409, 'partSealed'])
  expect((await line.held(here.attemptId, id)).equals(bytes)).toBe(true)

  // remembered here as it was before a loss that was found there: the row decides, and the next append goes through
  const lost = await here.begin()
  await here.patch(lost, 0, bytes.subarray(0, 1000))
  await second.db.update(parts).set({ generation: 2 }).where(eq(parts.id, lost))
  const goneOn = await here.patch(lost, 1000, bytes.subarray(1000, 2000))
  expect([goneOn.status, goneOn.headers.get('zhishi-generation')]).toEqual([204, '2'])
})

test('beats of many devices at once: a foreign part refuses only its own beat, an unknown attempt fails alone', async () => {
  const line = await buildLine()
  const devices = await Promise.all([0, 1, 0, 1, 0].map((attempt) => useDevice(line, { attempt: attempt as 0 | 1 })))
  const ids = await Promise.all(devices.map((device) => device.begin()))
  await devices[0]?.patch(ids[0] as PartId, 0, Buffer.from('12345'))
  const stranger = writeGrant(line.now().keys, {
    grantId: randomUUID() as GrantId,
    attemptId: randomUUID() as AttemptId,
    deviceId: randomUUID() as DeviceId,
    lines: ['camera'],
    issuedAt: T0,
  })
  const beat = (device: Device, partIds: readonly string[], grant?: string) =>
    device.send('/api/beats', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${grant ?? device.grant}` },
      body: JSON.stringify({
        sentAt: T0,
        parts: partIds.map((partId) => ({ partId, line: 'camera', bytes: 5, openBlock: null, closedBlocks: [] })),
      }),
    })
  line.clock.at += 5000
  const answers = await Promise.all([
    ...devices.map((device, at) => beat(device, [ids[at] as string])),
    beat(devices[1] as Device, [randomUUID(), ids[0] as string]),
    beat(devices[0] as Device, [randomUUID()], stranger),
    beat(devices[2] as Device, []),
  ])
  expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 200, 403, 500, 200])
  const kept = await line.now().db.select().from(beats)
  expect(kept.map((one) => one.partId).toSorted()).toEqual(ids.toSorted())
  expect(kept.find((one) => one.partId === ids[0])).toMatchObject({ heldBytes: 5, receivedAt: T0 + 5000 })
  const heard = await line.now().db.select().from(grants)
  expect(heard.map((one) => one.lastBeatAt)).toEqual(Array(5).fill(T0 + 5000))
})

test('the interval: four seconds, one where somebody watches, and what support sets for the sitting, in both answers', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const second = await line.another()
  const id = await device.begin()
  let offset = 0
  const told = async () => {
    const { headers } = await device.patch(id, offset, Buffer.from('x'))
    offset += 1
    const answer = await device.send('/api/beats', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sentAt: line.clock.at, parts: [] }),
    })
    return [Number(headers.get('zhishi-interval-ms')), answer.body['uploadEveryMs']]
  }
  const every = (ms: number) => [ms, { camera: ms, screen: ms, evidence: ms, journal: Math.min(4000, ms) }]
  expect(await told()).toEqual(every(4000))

  // known at the next reading, and over with it
  line.watched.add(device.attemptId)
  expect(await told()).toEqual(every(4000))
  await line.now().service.pace.read()
  expect(await told()).toEqual(every(1000))
  line.watched.delete(device.attemptId)
  await line.now().service.pace.read()
  expect(await told()).toEqual(every(4000))

  const [sitting] = await line.now().db.select().from(sittings)
  const path = `/api/sittings/${sitting?.id}/upload-pace`
  const set = (role: string, to: string, body: unknown) =>
    device.send(to, {
      method: 'POST',
      headers: { authorization: '', 'x-role': role, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await set('proctor', path, { uploadEveryMs: 15_000 })).status).toBe(403)
  expect((await set('support', path, { uploadEveryMs: 999 })).status).toBe(400)
  expect((await set('support', `/api/sittings/${randomUUID()}/upload-pace`, { uploadEveryMs: 2000 })).status).toBe(404)
  line.watched.add(device.attemptId)
  expect((await set('support', path, { uploadEveryMs: 15_000 })).body).toEqual({
    uploadEveryMs: 15_000,
    uploadEveryMsNow: 15_000,
    isUnderLoad: false,
    viewedAttempts: 1,
    liveUploadEveryMs: 1000,
  })
  line.watched.delete(device.attemptId)
  await line.now().service.pace.read()
  expect(await told()).toEqual(every(15_000))
  expect(await line.audited('uploadPaceSet')).toMatchObject([
    { actorRole: 'support', actorId: STAFF, sittingId: sitting?.id, uploadEveryMs: 15_000 },
  ])
  expect(await second.service.pace.readSetting(sitting?.id as SittingId)).toEqual({
    ok: true,
    value: {
      uploadEveryMs: 15_000,
      uploadEveryMsNow: 15_000,
      isUnderLoad: false,
      viewedAttempts: 0,
      liveUploadEveryMs: 1000,
    },
  })
  expect((await set('organiser', path, { uploadEveryMs: null })).status).toBe(200)
  expect(await told()).toEqual(every(4000))
})

test('a process that is behind refuses uploads with a time to come again; nothing of them is kept, all else goes on', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(3000)
  const id = await device.begin()
  expect((await device.patch(id, 0, bytes.subarray(0, 1000))).status).toBe(204)

  line.load.lateMs = 499
  expect((await device.patch(id, 1000, bytes.subarray(1000, 2000))).status).toBe(204)
  line.load.lateMs = 500
  const refused = await device.patch(id, 2000, bytes.subarray(2000), checksum('sha256', bytes.subarray(2000)))
  expect([refused.status, refused.body['code'], refused.headers.get('retry-after')]).toEqual([503, 'unavailable', '2'])
  expect((await line.held(device.attemptId, id)).equals(bytes.subarray(0, 2000))).toBe(true)

  // who asks, begins a part, beats or has come to the end is not kept waiting
  expect((await device.head(id)).headers.get('upload-offset')).toBe('2000')
  await device.begin()
  const beat = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const answer = await device.send('/api/beats', {
    ...beat,
    body: JSON.stringify({ sentAt: line.clock.at, parts: [] }),
  })
  expect(answer.status).toBe(200)
  expect((await device.seal(id, bytes.subarray(0, 2000))).status).toBe(200)

  // before it comes to that, devices are told to upload less often: not after one hiccup, but when it goes on
  const other = await device.begin()
  const told = async (offset: number) => {
    await line.now().service.pace.read()
    const { status, headers } = await device.patch(other, offset, Buffer.from('x'))
    return [status, headers.get('zhishi-interval-ms')]
  }
  line.load.lateMs = 0
  expect(await told(0)).toEqual([204, '4000'])
  line.load.lateMs = 400
  expect(await told(1)).toEqual([204, '4000'])
  expect(await told(2)).toEqual([204, '16000'])
})
