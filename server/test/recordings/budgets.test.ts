// What a device may write for an attempt is bounded, and nothing is refused for good: at the limit it is told to keep what it has,
// staff see it, and time or a person's word lets it go on.
import { randomBytes } from 'node:crypto'
import { count } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { JOURNAL_MIME, uploadBudget, type Line } from '@zhishi/core/recording'
import { beats, journalEntries, parts } from '../../src/platform/database/tables.ts'
import { exportOf, packed } from './testkit/export.ts'
import { buildLine, MIB, STAFF, T0, useDevice, type Device } from './testkit/line.ts'

async function budgetOf(device: Device) {
  const answer = await device.send(`/api/attempts/${device.attemptId}/upload-budget`, {
    headers: { authorization: '', 'x-role': 'proctor' },
  })
  return uploadBudget.parse(answer.body)
}

async function raise(device: Device) {
  const answer = await device.send(`/api/attempts/${device.attemptId}/upload-budget`, {
    method: 'POST',
    headers: { authorization: '', 'x-role': 'proctor', 'content-type': 'application/json' },
    body: JSON.stringify({ reason: '断网后补传' }),
  })
  return uploadBudget.parse(answer.body)
}

const usedOf = async (device: Device, line: Line) =>
  (await budgetOf(device)).lines.find((one) => one.line === line)?.used

/** Sends pieces until one is refused. */
async function fill(device: Device, id: string, from: number, piece: Buffer) {
  for (let offset = from; ; offset += piece.length) {
    const answer = await device.patch(id, offset, piece)
    if (answer.status !== 204) return { offset, answer }
    if (offset > 400 * MIB) throw new Error('nothing held it')
  }
}

test('a flood of bytes before T0 is held at what can have been recorded; staff see it and raise it, and outages fit', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const piece = randomBytes(12 * MIB)
  const id = await device.begin({ line: 'screen' })
  const { offset, answer } = await fill(device, id, 0, piece)
  // 300 kbit/s, three times, for ten minutes
  expect(offset).toBeLessThanOrEqual(67_500_000)
  expect([answer.status, answer.body['code'], answer.body['retryAfterS']]).toEqual([403, 'budgetReached', 60])
  expect((await device.head(id)).headers.get('upload-offset'), 'what is here stays').toBe(String(offset))
  expect((await device.begin({ line: 'camera' })).length, 'other lines go on').toBeGreaterThan(0)
  const seen = await budgetOf(device)
  expect(seen.held).toEqual([{ kind: 'screen', sinceAt: T0, lastAt: T0 }])
  expect(await usedOf(device, 'screen')).toEqual({ bytes: offset, parts: 1 })
  expect(await line.now().service.heldOf([...line.attemptIds])).toMatchObject(new Map([[device.attemptId, seen.held]]))
  expect(line.logged()).toMatchObject([{ attemptId: device.attemptId, kind: 'screen' }])

  // another part, another computer and another process are no way around it
  const other = await useDevice(line)
  other.url = (await line.another()).url
  const second = await other.begin({ line: 'screen' })
  expect((await other.patch(second, 0, piece)).body['code']).toBe('budgetReached')
  // nor is a restart: what is used stands in the rows
  await line.restart()
  expect((await device.patch(id, offset, piece)).body['code']).toBe('budgetReached')

  const raised = await raise(device)
  expect([raised.held, raised.raises]).toEqual([[], 1])
  expect(await line.audited('uploadBudgetRaised')).toMatchObject([{ actorId: STAFF, actorRole: 'proctor' }])
  expect((await device.patch(id, offset, piece)).status).toBe(204)
  const again = await fill(device, id, offset + piece.length, piece)
  expect((await budgetOf(device)).held).toHaveLength(1)

  // an hour without a network: all of it comes at once, after a restart too, and nobody has to do anything
  line.clock.at += 3_600_000
  await line.restart()
  for (let sent = 0; sent < (300_000 / 8) * 3600; sent += piece.length) {
    expect((await device.patch(id, again.offset + sent, piece)).status).toBe(204)
  }
  expect((await budgetOf(device)).held, 'there is room again').toEqual([])
})

test('parts and bytes that come at the same time do not pass a limit together', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const made = await Promise.all(Array.from({ length: 500 }, () => device.create(device.facts())))
  // 300 for an hour at once, and one in ten seconds for ten minutes
  expect(made.filter(({ status }) => status === 201)).toHaveLength(420)
  expect(made.filter(({ body }) => body['code'] === 'budgetReached')).toHaveLength(80)
  expect(await usedOf(device, 'camera')).toMatchObject({ parts: 420 })
  // asked again, and with other facts: what is here is here, and what was not made costs nothing
  const facts = device.facts({ line: 'screen' })
  const same = await Promise.all(Array.from({ length: 20 }, () => device.create(facts)))
  expect(same.map(({ status }) => status)).toEqual(Array<number>(20).fill(201))
  expect(await usedOf(device, 'screen')).toMatchObject({ parts: 1 })

  // a body is taken in piece by piece: what does not fit any more of each is refused, and none of the rest
  const ids = await Promise.all(Array.from({ length: 9 }, () => device.begin({ line: 'screen' })))
  const piece = randomBytes(12 * MIB)
  const sent = await Promise.all(ids.map((id) => device.patch(id, 0, piece)))
  const refused = sent.filter(({ status }) => status !== 204)
  expect(refused.length).toBeGreaterThanOrEqual(4)
  expect(new Set(refused.map(({ body }) => body['code']))).toEqual(new Set(['budgetReached']))
  const { bytes = 0 } = (await usedOf(device, 'screen')) ?? {}
  expect(bytes).toBeLessThanOrEqual(67_500_000)
  expect(bytes).toBeGreaterThan(67_500_000 - 12 * MIB)
})

test('the last fifth of the disk is nobody’s alone: one attempt takes its share and waits, the others go on', async () => {
  const line = await buildLine()
  const [one, other] = [await useDevice(line), await useDevice(line, { attempt: 1 })]
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ sentAt: T0, parts: [] })
  for (const device of [one, other]) await device.send('/api/beats', { method: 'POST', headers, body })
  const look = () => line.now().service.lookAtSpace()
  const piece = randomBytes(2 * MIB)
  const [id, second] = [await one.begin(), await other.begin()]
  line.load.volume = { freeBytes: 200, totalBytes: 1000 }
  await look()
  expect((await one.patch(id, 0, piece)).status, 'there is room').toBe(204)
  expect(line.logged()).toEqual([])

  line.load.volume = { freeBytes: 10 * MIB, totalBytes: 51 * MIB }
  await look()
  expect((await one.patch(id, piece.length, piece)).status).toBe(204)
  expect((await one.patch(id, 2 * piece.length, piece)).status).toBe(204)
  const full = await one.patch(id, 3 * piece.length, piece)
  expect([full.status, full.body['code'], full.body['retryAfterS']]).toEqual([507, 'storageFull', 10])
  expect((await one.head(id)).headers.get('upload-offset'), 'what is here stays').toBe(String(3 * piece.length))
  // nothing was written of what did not fit
  expect((await one.patch(id, 3 * piece.length, piece.subarray(0, MIB))).status).toBe(204)
  for (const at of [0, 1]) expect((await other.patch(second, at * piece.length, piece)).status).toBe(204)
  expect(line.logged()).toMatchObject([
    { freeBytes: 10 * MIB, totalBytes: 51 * MIB, attempts: 2 },
    { attemptId: one.attemptId, taken: 4 * MIB },
  ])

  // a little room is made, and then a lot
  const size = 3 * piece.length + MIB
  line.load.volume = { freeBytes: 11 * MIB, totalBytes: 51 * MIB }
  await look()
  expect((await one.patch(id, size, randomBytes(5 * MIB))).status).toBe(204)
  expect((await one.patch(id, size + 5 * MIB, piece)).body['code']).toBe('storageFull')
  line.load.volume = { freeBytes: 40 * MIB, totalBytes: 51 * MIB }
  await look()
  expect((await one.patch(id, size + 5 * MIB, piece)).status).toBe(204)
})

test('bytes that are sent again after a loss, and those that staff import, count for nothing', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const piece = randomBytes(12 * MIB)
  const id = await device.begin({ line: 'screen' })
  const { offset } = await fill(device, id, 0, piece)
  const { db } = line.now()
  await db.update(parts).set({ bytes: 0, generation: 2 })
  const again = await fill(device, id, 0, piece)
  expect(again.offset).toBe(offset)

  const held = { facts: device.facts({ line: 'screen', number: '9' }), bytes: piece }
  const body = packed(exportOf(device, [held], T0), device.grant)
  const imported = await device.send(`/api/attempts/${device.attemptId}/import`, {
    method: 'POST',
    headers: { authorization: '', 'x-role': 'organiser', 'content-type': 'application/zip' },
    body,
  })
  expect(imported.body['parts']).toMatchObject([{ addedBytes: piece.length, isSealed: true, refusal: null }])
  expect(await usedOf(device, 'screen')).toEqual({ bytes: offset, parts: 1 })
})

test('beats and indexed lines of a journal end at a limit; the device goes on being heard of', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const { db } = line.now()
  const id = await device.begin({ line: 'screen' })
  const digest = 'ab'.repeat(32)
  const closedBlocks = Array.from({ length: 4 }, (_, index) => ({ index, digest }))
  const beat = async (bytes: number) => {
    const partsOf = (n: number) => ({ partId: id, line: 'screen', bytes: bytes + n, openBlock: null, closedBlocks })
    const body = JSON.stringify({ sentAt: T0, parts: Array.from({ length: 16 }, (_, n) => partsOf(n)) })
    const headers = { 'content-type': 'application/json' }
    expect((await device.send('/api/beats', { method: 'POST', headers, body })).status).toBe(200)
  }
  for (let group = 0; group < 3; group++) {
    await Promise.all(Array.from({ length: 50 }, (_, n) => beat(60 * MIB + 16 * (50 * group + n))))
  }
  // one in five seconds for ten minutes, of four lines, four times
  const [kept] = await db.select({ rows: count() }).from(beats)
  const { beside } = await budgetOf(device)
  expect(kept?.rows).toBe(beside.used.beats)
  expect(beside.used.beats).toBe(beside.allowed.beats)
  expect(beside.allowed.beats).toBeLessThan(2000)
  const rows = await db.select().from(beats)
  const blocks = rows.reduce((sum, row) => sum + row.closedBlocks.length, 0)
  expect([beside.used.beatBlocks, blocks]).toEqual([beside.allowed.beatBlocks, beside.allowed.beatBlocks])
  await line.restart()
  const heardAt = (line.clock.at += 1)
  await beat(0)
  expect((await line.now().service.lastBeats([device.attemptId])).get(device.attemptId)).toBe(heardAt)
  expect(await line.now().db.$count(beats)).toBe((await budgetOf(device)).beside.allowed.beats)

  const journal = await device.begin({ line: 'journal', mime: JOURNAL_MIME, number: '1' })
  for (let offset = 0; offset < 300_000; offset += 30_000) {
    expect((await device.patch(journal, offset, Buffer.from('1\n'.repeat(15_000)))).status).toBe(204)
  }
  const [indexed] = await line.now().db.select({ rows: count() }).from(journalEntries)
  const { used, allowed } = (await budgetOf(device)).beside
  expect([used.journalLines, indexed?.rows]).toEqual([allowed.journalLines, allowed.journalLines])
  expect(allowed.journalLines).toBeLessThan(1400)
})
