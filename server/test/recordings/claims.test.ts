// What a device only claims: starts that cannot be, and beats about what nobody announced or no part can hold. Its bytes are
// taken all the same, and no figure, coverage or timeline is made of the claim.
import { randomBytes, randomUUID } from 'node:crypto'
import { asc, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { recordingView } from '@zhishi/core/contract'
import { beats } from '../../src/platform/database/tables.ts'
import { buildLine, MIB, T0, useDevice, type Device, type Facts } from './testkit/line.ts'

const DAY_MS = 86_400_000

function beatOf(device: Device, parts: readonly object[]) {
  const headers = { 'content-type': 'application/json' }
  return device.send('/api/beats', { method: 'POST', headers, body: JSON.stringify({ sentAt: T0, parts }) })
}

test('a start that cannot be is stored as uncertain: every byte is taken and sealed, and nothing that is about time counts it', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(3000)
  const honest = device.facts()
  await device.create(honest)
  await device.patch(honest.partId, 0, bytes)
  line.clock.at = T0 + 40_000
  expect((await device.seal(honest.partId, bytes)).status).toBe(200)
  const year287396 = 8_999_999_999_999_000
  const claims: [string, Partial<Facts>, boolean][] = [
    ['1970', { startedAt: '0' }, true],
    ['the year 287396', { startedAt: String(year287396) }, true],
    ['two days before its grant', { startedAt: String(T0 - 2 * DAY_MS) }, true],
    ['two minutes from now', { startedAt: String(line.clock.at + 120_000) }, true],
    ['1970, by a clock that never met ours', { startedAt: '0', startedAtErrorMs: 'unknown' }, true],
    ['1970, give or take 24 days', { startedAt: '0', startedAtErrorMs: '2147483648' }, true],
    ['half a minute from now', { startedAt: String(line.clock.at + 30_000) }, false],
    ['an hour ago', { startedAt: String(T0 - 3_600_000) }, false],
    ['now, give or take 24 days', { startedAt: String(line.clock.at), startedAtErrorMs: '2147483648' }, false],
  ]
  for (const [what, claim, isUncertain] of claims) {
    const facts = device.facts(claim)
    expect([what, (await device.create(facts)).status]).toEqual([what, 201])
    expect((await device.create(facts)).status, 'announced again').toBe(201)
    expect((await device.create({ ...facts, startedAt: '17' })).body['code'], what).toBe('partDiffers')
    expect((await device.patch(facts.partId, 0, bytes)).status).toBe(204)
    expect((await device.seal(facts.partId, bytes, { endedAt: year287396 })).status).toBe(200)
    const answer = await device.send(`/api/attempts/${device.attemptId}/recordings`, {
      headers: { authorization: '', 'x-role': 'proctor' },
    })
    const [camera] = recordingView.array().parse(answer.body)
    const part = camera?.parts.find((one) => one.partId === facts.partId)
    expect([what, part?.isStartUncertain, part?.bytes]).toEqual([what, isUncertain, bytes.length])
    expect(part?.endedAt, 'nor an end that is still to come').toBe(line.clock.at + 60_000)
    if (isUncertain) expect(part).toMatchObject({ startedAt: line.clock.at, startedAtErrorMs: null })
    if (isUncertain) expect(camera?.gaps, 'no gap before or behind it').toEqual([])
    if (isUncertain) expect(camera?.witness.filter((one) => one.partId === facts.partId)).toEqual([])
  }
  const { service } = line.now()
  const held = (await service.heldParts([device.attemptId])).get(device.attemptId) ?? []
  expect(held).toHaveLength(1 + claims.filter(([, , isUncertain]) => !isUncertain).length)
})

test('after new parts were stopped an error of 24 days opens none', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  line.clock.at = T0 + 60_000
  await line.now().service.stopGrants(line.now().db, device.attemptId, { except: null })
  for (const startedAtErrorMs of ['2147483647', '2147483648', '61000', 'unknown', '20']) {
    const later = device.facts({ startedAt: String(T0 + 61_000), startedAtErrorMs })
    expect((await device.create(later)).body['code'], startedAtErrorMs).toBe('newPartsStopped')
  }
})

test('beats keep what they say of announced parts, once each, and nothing else; the device was heard of all the same', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const id = await device.begin()
  await device.patch(id, 0, randomBytes(1000))
  const digest = 'ab'.repeat(32)
  const full = Array.from({ length: 512 }, (_, index) => ({ index, digest }))
  const unknown = () => ({
    partId: randomUUID(),
    line: 'camera',
    bytes: 600 * MIB,
    openBlock: null,
    closedBlocks: full,
  })
  const { db, service } = line.now()
  const sizeOf = async () => {
    const { rows } = await db.execute<{ bytes: string; rows: string }>(
      sql`select coalesce(sum(pg_column_size(beats.*)), 0) as bytes, count(*) as rows from beats`,
    )
    return [Number(rows[0]?.rows), Number(rows[0]?.bytes)] as const
  }

  for (let n = 0; n < 20; n++) {
    line.clock.at += 1000
    const answer = await beatOf(
      device,
      Array.from({ length: 10 }, () => unknown()),
    )
    expect([answer.status, answer.body['serverNow']]).toEqual([200, line.clock.at])
  }
  const [rows, bytes] = await sizeOf()
  expect(rows, 'that it was there').toBe(20)
  expect(bytes).toBeLessThan(20 * 200)
  await db.delete(beats)
  expect((await service.lastBeats([device.attemptId])).get(device.attemptId)).toBe(line.clock.at)

  const own = { partId: id, line: 'camera', openBlock: null }
  for (const bytes of [9 * 10 ** 15, 8 * 1024 ** 3 + 1]) {
    expect((await beatOf(device, [{ ...own, bytes, closedBlocks: [] }])).status).toBe(200)
  }
  expect(await sizeOf(), 'more than a part can hold').toEqual([0, 0])
  // blocks that so many bytes do not have, and the same one again and again
  line.clock.at += 5000
  await beatOf(device, [{ ...own, bytes: 2 * MIB + 5, closedBlocks: full }])
  line.clock.at += 5000
  await beatOf(device, [{ ...own, bytes: 3 * MIB, closedBlocks: full.map(() => ({ index: 1, digest })) }])
  const kept = await db.select().from(beats).orderBy(asc(beats.receivedAt))
  expect(kept.map((row) => row.closedBlocks.map((block) => block.index))).toEqual([[0, 1], [1]])
  const [device1] = (await service.devicesOf([device.attemptId])).get(device.attemptId) ?? []
  expect(device1?.bytesBehind).toBe(3 * MIB - 1000)
})
