// Proves: every block of a part is witnessed exactly once by an answered beat, also over an outage and after its end.
import { BLOCK_BYTES, beat, toHex, type Beat } from '@zhishi/core/recording'
import { expect, test } from 'vitest'
import { createBeats } from './beats.ts'
import { openFileLog } from '../log/file-log.ts'
import { createPartDigests } from '../log/part-digests.ts'
import { aPart, anAnnouncement, someBytes } from '../testkit/examples.ts'
import { createMemoryDisk } from '../testkit/memory-files.ts'

/** The answer to an announcement. */
const announced = { offset: 0, generation: 1, mac: null }

test('beats name length, open block and the blocks closed since the last answered beat', async () => {
  const log = await openFileLog(createMemoryDisk().opener().files)
  const digests = createPartDigests(log)
  const received: Beat[] = []
  let isDown = false
  const beats = createBeats({
    line: 'camera',
    log,
    digests,
    now: () => 1_800_000_000_000,
    async send(path, init) {
      expect(path).toBe('/api/beats')
      expect(new Headers(init.headers).get('Authorization')).toBe('Bearer zg1.test')
      if (isDown) throw new TypeError('Failed to fetch')
      received.push(beat.parse(JSON.parse(init.body as string)))
      return Response.json({
        serverNow: 5,
        uploadEveryMs: { camera: 1000, screen: 4000, evidence: 4000, journal: 4000 },
      })
    },
  })
  const record = async (n: number, from: number, length: number) => {
    const bytes = someBytes(length, from + 1)
    await log.append(aPart(n), from, bytes, 5000)
    digests.push(aPart(n), from, bytes)
  }
  const last = () =>
    received.at(-1)?.parts.map((it) => [it.partId, it.bytes, it.closedBlocks.map((block) => block.index)])

  await log.startPart(anAnnouncement(1))
  expect(await beats.beat()).toBeNull()
  await log.keepGrant('zg1.test')
  expect((await beats.beat())?.uploadEveryMs.camera).toBe(1000)
  expect(received).toEqual([
    {
      sentAt: 1_800_000_000_000,
      parts: [{ partId: aPart(1), line: 'camera', bytes: 0, openBlock: null, closedBlocks: [] }],
    },
  ])

  await record(1, 0, BLOCK_BYTES + 10)
  await beats.beat()
  expect(last(), 'not announced yet').toEqual([[aPart(1), BLOCK_BYTES + 10, []]])
  await log.markAcknowledged(aPart(1), announced)
  await beats.beat()
  expect(last()).toEqual([[aPart(1), BLOCK_BYTES + 10, [0]]])
  const digest = await digests.of(aPart(1))
  expect(received.at(-1)?.parts[0]?.openBlock).toBe(toHex(digest.openBlock() ?? new Uint8Array()))
  expect(received.at(-1)?.parts[0]?.closedBlocks[0]?.digest).toBe(toHex(digest.closedBlocks()[0] ?? new Uint8Array()))

  isDown = true
  await record(1, BLOCK_BYTES + 10, BLOCK_BYTES)
  expect(await beats.beat()).toBeNull()
  await record(1, 2 * BLOCK_BYTES + 10, BLOCK_BYTES)
  await log.markEnded(aPart(1), { endReason: 'rotated', endedAt: 6000 })
  await log.startPart(anAnnouncement(2))
  expect(await beats.beat()).toBeNull()
  isDown = false
  await log.markAcknowledged(aPart(2), announced)
  await beats.beat()
  expect(last()).toEqual([
    [aPart(1), 3 * BLOCK_BYTES + 10, [1, 2]],
    [aPart(2), 0, []],
  ])

  await beats.beat()
  expect(last()).toEqual([[aPart(2), 0, []]])
  await log.markEnded(aPart(2), { endReason: 'finished', endedAt: 7000 })
  expect(await beats.beat()).toBeNull()
})
