// What beats witness, on the real line: an answer recorded anew while nobody heard of the device is shown as
// unwitnessed, an honest device that was late is shown as late, and nothing is shown better than it can be proven.
import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { recordingView } from '@zhishi/core/contract'
import { JOURNAL_MIME } from '@zhishi/core/recording'
import { beats, parts } from '../../src/platform/database/tables.ts'
import { buildLine, T0, useDevice, type Device, type Line } from './testkit/line.ts'
import { RATE, record, type Recorder } from './testkit/recorder.ts'

const DAY = 86_400
/** From the first part's start; a second apart. */
const seconds = (at: number): number => Math.round((at - T0) / 1000)

/** What staff see of the camera, in seconds from T0. */
async function seen(line: Line, device: Device): Promise<unknown[]> {
  const answer = await device.send(`/api/attempts/${device.attemptId}/recordings`, {
    headers: { authorization: '', 'x-role': 'proctor' },
  })
  const [camera] = recordingView.array().parse(answer.body)
  return (camera?.witness ?? []).map((it) => [
    seconds(it.fromAt),
    seconds(it.toAt),
    it.state,
    it.lateByMs === null ? null : Math.round(it.lateByMs / 1000),
  ])
}

/** Records, beats and uploads every 5 s, as a device with a good line does. */
async function run(recorder: Recorder, from: number, to: number, it: { isCut?: boolean } = {}): Promise<void> {
  for (let second = from; second <= to; second += 5) {
    await recorder.beat(second)
    if (it.isCut !== true) await recorder.upload(second)
  }
}

test('an answer that was recorded anew offline is unwitnessed, whether its device was silent or went on beating', async () => {
  const line = await buildLine()
  const silent = await useDevice(line)
  const one = await record(line, silent, 120)
  await run(one, 0, 40)
  line.clock.at = T0 + 150_000
  const anew = Buffer.concat([one.upTo(40), randomBytes(80 * RATE)])
  expect((await one.finish(120, anew)).status, 'the bytes are taken and sealed all the same').toBe(200)
  expect(await seen(line, silent)).toEqual([
    [0, 40, 'live', null],
    [40, 120, 'unwitnessed', 110],
  ])

  line.clock.at = T0
  const talking = await useDevice(line, { attempt: 1 })
  const two = await record(line, talking, 120)
  await run(two, 0, 40)
  await run(two, 45, 120, { isCut: true })
  line.clock.at = T0 + 150_000
  const replaced = Buffer.concat([two.upTo(60), randomBytes(60 * RATE)])
  await two.finish(120, replaced)
  expect(await seen(line, talking)).toEqual([
    [0, 40, 'live', null],
    [40, 60, 'witnessed', 110],
    [60, 120, 'unwitnessed', 90],
  ])
  // what staff see in the table, and what is looked at again after a restart: the result was kept
  expect(await line.now().service.unwitnessed(line.attemptIds)).toEqual(
    new Map([
      [silent.attemptId, [expect.objectContaining({ fromAt: T0 + 40_000, toAt: T0 + 120_000 })]],
      [talking.attemptId, [expect.objectContaining({ fromAt: T0 + 60_000, toAt: T0 + 120_000 })]],
    ]),
  )
  const before = await seen(line, talking)
  await line.restart()
  await line.now().db.delete(beats)
  expect(await seen(line, talking)).toEqual(before)
})

test('an honest device: live, late with beats, silent for 30 s, and gone until the next day', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const live = await record(line, device, 120)
  await run(live, 0, 120)
  expect(await seen(line, device), 'while it runs').toEqual([[0, 120, 'live', null]])
  await live.finish(120)
  expect(await seen(line, device)).toEqual([[0, 120, 'live', null]])
  const untouched = await line.now().db.select().from(beats)
  expect(untouched.every((beat) => beat.isOpenBlockSame === null)).toBe(true)

  // uploads blocked, beats alive: not here at first, then late and yet witnessed to the byte
  line.clock.at = T0
  const blocked = await useDevice(line, { attempt: 1 })
  const late = await record(line, blocked, 120)
  await run(late, 0, 40)
  await run(late, 45, 120, { isCut: true })
  expect(await seen(line, blocked)).toEqual([
    [0, 40, 'live', null],
    [40, 120, 'missing', null],
  ])
  await late.upload(80)
  expect(await seen(line, blocked)).toEqual([
    [0, 40, 'live', null],
    [40, 80, 'witnessed', 80],
    [80, 120, 'missing', null],
  ])
  line.clock.at = T0 + 200_000
  await late.finish(120)
  expect(await seen(line, blocked)).toEqual([
    [0, 40, 'live', null],
    [40, 120, 'witnessed', 120],
  ])

  // no network at all for 30 s
  const gone = await buildLine()
  const phone = await useDevice(gone)
  const cut = await record(gone, phone, 120)
  await run(cut, 0, 40)
  await run(cut, 70, 120)
  await cut.finish(120)
  expect(await seen(gone, phone)).toEqual([
    [0, 40, 'live', null],
    [40, 70, 'unwitnessed', 35],
    [70, 120, 'live', null],
  ])

  // the network is gone until the next day: the stored grant serves, everything is sealed, and shown as it was
  gone.clock.at = T0
  const away = await useDevice(gone, { attempt: 1 })
  const tomorrow = await record(gone, away, 120)
  await run(tomorrow, 0, 40)
  gone.clock.at = T0 + DAY * 1000
  await gone.restart()
  expect((await tomorrow.finish(120)).status).toBe(200)
  expect(await seen(gone, away)).toEqual([
    [0, 40, 'live', null],
    [40, 120, 'unwitnessed', DAY - 40],
  ])
})

test('bytes the server lost are witnessed by the beats of their time, if the device sends the same again', async () => {
  for (const [isSame, expected] of [
    [true, [[0, 120, 'witnessed', 900]]],
    [
      false,
      [
        [0, 60, 'witnessed', 900],
        [60, 120, 'unwitnessed', 840],
      ],
    ],
  ] as const) {
    const line = await buildLine()
    const device = await useDevice(line)
    const recorder = await record(line, device, 120)
    await run(recorder, 0, 120)
    await recorder.finish(120)
    expect(await seen(line, device)).toEqual([[0, 120, 'live', null]])
    await rm(line.fileOf(device.attemptId, recorder.id))
    line.clock.at = T0 + 900_000
    await line.restart()
    expect((await line.now().service.checkParts()).lowered).toEqual([recorder.id])
    const again = isSame ? recorder.upTo(120) : Buffer.concat([recorder.upTo(60), randomBytes(60 * RATE)])
    expect((await device.patch(recorder.id, 0, again)).status).toBe(204)
    expect((await device.seal(recorder.id, again, { endedAt: T0 + 120_000 })).status).toBe(200)
    expect(await seen(line, device)).toEqual(expected)
  }
})

test('a beat of another device about a part that is not announced yet counts for nothing', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const stranger = await useDevice(line, { attempt: 1 })
  const recorder = await record(line, device, 60, { isAnnounced: false })
  const part = { partId: recorder.id, line: 'camera', bytes: 60 * RATE, openBlock: null, closedBlocks: [] }
  const guessed = await stranger.send('/api/beats', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sentAt: T0, parts: [part] }),
  })
  expect(guessed.status, 'nobody knows yet whose it is').toBe(200)
  expect((await recorder.announce()).status).toBe(201)
  await run(recorder, 0, 60)
  await recorder.finish(60)
  expect(await seen(line, device)).toEqual([[0, 60, 'live', null]])
})

test('of parts that only beats speak of nothing is known, a journal has no witness, and candidates see none', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const first = await record(line, device, 30)
  await run(first, 0, 30)
  await first.finish(30)
  const hidden = await record(line, device, 60, { isAnnounced: false })
  for (let second = 0; second <= 60; second += 5) await hidden.beat(second)
  expect(await seen(line, device)).toEqual([[0, 30, 'live', null]])
  const journal = await device.begin({ line: 'journal', mime: JOURNAL_MIME })
  await device.patch(journal, 0, Buffer.from('{}\n'))
  const { service, db } = line.now()
  const witnessed = await service.listRecordings(device.attemptId, { isWitnessed: true })
  expect(witnessed.map((it) => [it.line, it.witness.length])).toEqual([
    ['camera', 1],
    ['journal', 0],
  ])
  expect((await service.listRecordings(device.attemptId)).every((it) => it.witness.length === 0)).toBe(true)

  // a store that cannot be read now: what was not compared does not count, and nothing of it is kept
  const late = await record(line, device, 60)
  for (let second = 0; second <= 60; second += 5) await late.beat(second)
  line.clock.at += 60_000
  await late.upload(60)
  await rm(line.fileOf(device.attemptId, late.id))
  await db
    .update(parts)
    .set({ sealedAt: line.clock.at, endedAt: T0 + 150_000 })
    .where(eq(parts.id, late.id))
  expect((await seen(line, device)).at(-1)).toEqual([140, 150, 'unwitnessed', 70])
  const [row] = await db.select().from(parts).where(eq(parts.id, late.id))
  expect(row?.witness).toBeNull()
})
