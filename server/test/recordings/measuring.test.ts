// What is measured of sealed parts on the real line: from real files, after the receipt, again when the bytes are others, by
// whichever process is there; and that files which hold nothing are measured with nothing.
import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { PartId } from '@zhishi/core/ids'
import { FRAME_HOLDS_MS, JOURNAL_MIME } from '@zhishi/core/recording'
import { parseClip, sliceOf } from '../../../tools/candidate-bot/webm.ts'
import { parts } from '../../src/platform/database/tables.ts'
import { recordLive, timesIn } from './testkit/live.ts'
import { buildLine, T0, useDevice, type Device, type Line } from './testkit/line.ts'

async function record(device: Device, bytes: Uint8Array, more: Parameters<Device['begin']>[0] = {}): Promise<PartId> {
  const id = await device.begin(more)
  if (bytes.length > 0) expect((await device.patch(id, 0, bytes)).status).toBe(204)
  expect((await device.seal(id, bytes)).status).toBe(200)
  return id
}

/** The spans of a part in milliseconds, once it has been measured. */
async function measured(line: Line, id: PartId): Promise<number[][]> {
  const recorded = async () => (await line.now().service.findPart(id))?.recorded
  await expect.poll(recorded, { timeout: 10_000 }).not.toBeNull()
  return (await recorded())!.map(({ fromMs, toMs }) => [fromMs, toMs])
}

/** Slices of a live recording but for some: what a recorder leaves that stopped giving for a while. */
function withHole(live: Buffer, isLeft: (atMs: number) => boolean): { bytes: Buffer; lengthMs: number } {
  const clip = parseClip(new Uint8Array(live), { mime: 'video/webm', lengthMs: 60_000 })
  const slices = clip.clusters.flatMap(({ atMs }, at) => (at === 0 || isLeft(atMs) ? [sliceOf(clip, at).bytes] : []))
  return { bytes: Buffer.concat(slices), lengthMs: clip.clusters.at(-1)?.atMs ?? 0 }
}

test('a sealed part is measured from its file: pictures with sound for the camera, pictures for a screen', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const live = recordLive(12)
  const { video, audio } = timesIn(live)
  const lastMs = Math.min(video.at(-1)!, audio.at(-1)!) * 1000
  const camera = await measured(line, await record(device, live))
  expect(camera).toHaveLength(1)
  expect(camera[0]![0]).toBeLessThan(50)
  expect(Math.abs(camera[0]![1]! - lastMs - FRAME_HOLDS_MS)).toBeLessThan(2)

  const { bytes } = withHole(live, (atMs) => atMs < 2000 || atMs >= 8000)
  const holed = timesIn(bytes).video.map((at) => at * 1000)
  const before = Math.max(...holed.filter((at) => at < 5000))
  const behind = Math.min(...holed.filter((at) => at >= 5000))
  const [first, second] = await measured(line, await record(device, bytes, { line: 'screen', mime: 'video/webm' }))
  expect(Math.abs(first![1]! - before - FRAME_HOLDS_MS)).toBeLessThan(2)
  expect(Math.abs(second![0]! - behind)).toBeLessThan(2)

  // nothing that a journal or a part without bytes could show, and no complaint about them
  const journal = await record(device, Buffer.from('{}\n'), { line: 'journal', mime: JOURNAL_MIME })
  const empty = await record(device, new Uint8Array())
  const noise = await record(device, randomBytes(50_000))
  expect(await measured(line, noise), 'it was sealed last').toEqual([])
  for (const id of [journal, empty]) expect((await line.now().service.findPart(id))?.recorded).toBeNull()
  expect(line.logged().map((one) => one['partId'])).toEqual([noise])
})

test('what is no WebM is measured too, in a thread; what cannot be parsed is measured with nothing', async () => {
  const line = await buildLine()
  const phone = await useDevice(line, { kind: 'phone' })
  const mime = 'video/mp4'
  const live = recordLive(6, 'mp4')
  const [span, ...others] = await measured(line, await record(phone, live, { line: 'evidence', mime }))
  expect(others).toEqual([])
  expect(Math.abs(span![1]! - timesIn(live).video.at(-1)! * 1000 - FRAME_HOLDS_MS)).toBeLessThan(2)
  // a phone that was switched off in the middle of a fragment
  const [cut] = await measured(line, await record(phone, live.subarray(0, -500), { line: 'evidence', mime }))
  expect(cut![1]).toBeGreaterThan(5000)
  expect(line.logged()).toEqual([])
  const noise = await record(phone, randomBytes(20_000), { line: 'evidence', mime })
  expect(await measured(line, noise)).toEqual([])
  expect(line.logged()).toMatchObject([{ partId: noise, mime }])
})

test('the receipt waits for nothing; who is behind or was ended measures later, and several processes agree', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const live = recordLive(3)
  line.load.lateMs = 120
  const id = await record(device, live)
  await line.restart()
  expect((await line.now().service.findPart(id))?.recorded, 'sealed, and not read').toBeNull()
  // the bytes cannot be had: it stays for the next time
  const file = line.fileOf(device.attemptId, id)
  await rename(file, `${file}-away`)
  line.load.lateMs = 0
  await expect(line.now().service.measureLeft()).rejects.toThrow('1 sealed parts could not be read')
  expect(line.logged().map((one) => one['partId'])).toEqual([id])
  expect((await line.now().service.findPart(id))?.recorded).toBeNull()
  await rename(`${file}-away`, file)
  const other = await line.another()
  await Promise.all([line.now().service.measureLeft(), other.service.measureLeft()])
  const found = await measured(line, id)
  expect(found).toHaveLength(1)
  // what was measured once is not read again
  await rm(file)
  await other.service.measureLeft()
  await other.service.close()
  expect(line.logged()).toHaveLength(1)
})

test('bytes that were lost and sent again are measured anew', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const id = await record(device, recordLive(6))
  const before = await measured(line, id)
  await rm(line.fileOf(device.attemptId, id))
  await line.restart()
  expect((await line.now().service.checkParts()).lowered).toEqual([id])
  expect((await line.now().service.findPart(id))?.recorded).toBeNull()
  const again = recordLive(2)
  await device.patch(id, 0, again)
  expect((await device.seal(id, again, { endedAt: T0 + 6000 })).status).toBe(200)
  const after = await measured(line, id)
  expect(after[0]![1]).toBeLessThan(before[0]![1]! - 3000)
})

test('a part that is sealed without a byte is shown nowhere, and one that is announced counts as nothing recorded', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const { service, db } = line.now()
  const seen = async () => (await service.listRecordings(device.attemptId)).map((one) => [one.line, one.parts.length])
  const counted = async () => (await service.summarise([device.attemptId])).get(device.attemptId)?.lines ?? []
  const announced = await device.begin()
  expect(await counted()).toEqual([{ line: 'camera', parts: 1, bytes: 0, sealedParts: 0 }])
  expect((await device.head(announced)).status).toBe(200)
  await device.seal(announced, new Uint8Array())
  await record(await useDevice(line, { kind: 'phone' }), new Uint8Array(), { line: 'evidence' })
  expect([await seen(), await counted()]).toEqual([[], []])
  expect(await service.evidenceOf(device.attemptId)).toBeNull()
  expect(await service.linesSeen([device.attemptId], 0)).toEqual([])
  await record(device, recordLive(1))
  expect(await seen()).toEqual([['camera', 1]])
  const all = await db.select().from(parts).where(eq(parts.attemptId, device.attemptId))
  expect(all, 'their rows and receipts stay').toHaveLength(3)
})
