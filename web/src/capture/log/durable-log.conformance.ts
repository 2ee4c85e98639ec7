// Owns: the rules every durable log keeps, as tests that any implementation runs.
// Never looks inside a log but through its port and the few things a harness can do to it.
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '@zhishi/core/recording'
import { expect, test } from 'vitest'
import type { DurableLog } from './durable-log.ts'
import { aPart, aReceipt, anAnnouncement, someBytes } from '../testkit/examples.ts'

/** A log in another thread: every answer is a promise. */
export type RemoteLog = {
  [Method in keyof DurableLog]: (
    ...input: Parameters<DurableLog[Method]>
  ) => Promise<Awaited<ReturnType<DurableLog[Method]>>>
}

export type LogHarness = {
  /** Another opener of the same line's log. Rejects with the log's named error. */
  open(): Promise<RemoteLog>
  /** The opener dies: nothing is closed, nothing more is written. */
  kill(log: RemoteLog): Promise<void>
  /** With nobody having it open: the last record of the index loses its last bytes, as when power fails. */
  tearLastRecord(): Promise<void>
  /** Room for this many bytes more; null: no limit. Leave out where it cannot be set. */
  limit?(moreBytes: number | null): Promise<void>
}

/** @param createHarness a harness on a disk of its own; `partFileBytes`: how large a file of a part may get */
export function describeDurableLog(createHarness: (partFileBytes?: number) => Promise<LogHarness>): void {
  test('what was promised is there after a kill, the interrupted part ends as crashed, and one without bytes is none', async () => {
    const harness = await createHarness()
    const first = await harness.open()
    await first.keepGrant('zg1.old')
    await first.keepGrant('zg1.grant')
    await first.startPart(anAnnouncement(1))
    await first.append(aPart(1), 0, someBytes(100_000), 5000)
    await first.append(aPart(1), 100_000, someBytes(3, 2), 6000)
    await first.markAcknowledged(aPart(1), { offset: 100_000, generation: 1, mac: 'one' })
    await first.startPart(anAnnouncement(2))
    await harness.kill(first)

    const second = await harness.open()
    expect(await second.grant()).toBe('zg1.grant')
    expect(await second.list()).toEqual([
      {
        announcement: anAnnouncement(1),
        bytes: 100_003,
        acknowledged: { offset: 100_000, generation: 1, mac: 'one' },
        end: { endReason: 'crashed', endedAt: 6000 },
        receipt: null,
      },
    ])
    expect(await second.read(aPart(1), 99_998, 100)).toEqual(
      new Uint8Array([...someBytes(100_000).subarray(99_998), ...someBytes(3, 2)]),
    )
    await expect(second.append(aPart(1), 100_003, someBytes(1), 7000)).rejects.toThrow()
    await second.close()
  })

  test('a part is ended, sealed, unsealed when the server lost bytes, and removed; all of it survives', async () => {
    const harness = await createHarness()
    let log = await harness.open()
    const reopen = async () => {
      await log.close()
      log = await harness.open()
      return log.list()
    }
    await log.startPart(anAnnouncement(1))
    await log.append(aPart(1), 0, someBytes(10), 5000)
    await expect(log.append(aPart(1), 11, someBytes(1), 5000)).rejects.toThrow()
    await expect(log.append(aPart(1), 9, someBytes(1), 5000)).rejects.toThrow()
    await log.markEnded(aPart(1), { endReason: 'rotated', endedAt: 5500 })
    await expect(log.append(aPart(1), 10, someBytes(1), 5600)).rejects.toThrow()
    await log.markAcknowledged(aPart(1), { offset: 10, generation: 1, mac: null })
    await log.markSealed(aPart(1), aReceipt(1, 10, 'a'.repeat(64)))
    const sealed = {
      announcement: anAnnouncement(1),
      bytes: 10,
      acknowledged: { offset: 10, generation: 1, mac: null },
      end: { endReason: 'rotated', endedAt: 5500 },
      receipt: aReceipt(1, 10, 'a'.repeat(64)),
    }
    expect(await reopen()).toEqual([sealed])
    expect(await log.read(aPart(1), 0, 10)).toEqual(someBytes(10))

    await log.markUnsealed(aPart(1))
    await log.markAcknowledged(aPart(1), { offset: 4, generation: 2, mac: 'other' })
    expect(await reopen()).toEqual([
      { ...sealed, acknowledged: { offset: 4, generation: 2, mac: 'other' }, receipt: null },
    ])
    // a receipt says go on, never delete; without one these are the only bytes
    await expect(log.remove(aPart(1))).rejects.toThrow('no receipt')
    expect(await log.read(aPart(1), 0, 10)).toEqual(someBytes(10))

    await log.markSealed(aPart(1), aReceipt(1, 10, 'a'.repeat(64)))
    await log.remove(aPart(1))
    expect(await reopen()).toEqual([])
    await expect(log.read(aPart(1), 0, 1)).rejects.toThrow()
    await log.close()
  })

  test('a torn last record is forgotten, the bytes are not, and the log goes on', async () => {
    const harness = await createHarness()
    const torn = await harness.open()
    await torn.startPart(anAnnouncement(1))
    await torn.append(aPart(1), 0, someBytes(50), 5000)
    await torn.append(aPart(1), 50, someBytes(50, 2), 6000)
    await harness.kill(torn)
    await harness.tearLastRecord()

    const mended = await harness.open()
    expect(await mended.list()).toMatchObject([{ bytes: 100, end: { endReason: 'crashed', endedAt: 5000 } }])
    await mended.startPart(anAnnouncement(2))
    await mended.append(aPart(2), 0, someBytes(5), 7000)
    await mended.close()

    const again = await harness.open()
    expect((await again.list()).map((it) => it.bytes)).toEqual([100, 5])
    await again.close()
  })

  test('a second opener is refused by name, and the first does not notice', async () => {
    const harness = await createHarness()
    const first = await harness.open()
    await first.startPart(anAnnouncement(1))
    await expect(harness.open()).rejects.toMatchObject({ name: 'LogInUseError' })
    await first.append(aPart(1), 0, someBytes(5), 5000)
    await first.close()
    const next = await harness.open()
    expect((await next.list())[0]?.bytes).toBe(5)
    await next.close()
  })

  test('a part longer than its files: read across them, found whole after a kill, and gone on with', async () => {
    const harness = await createHarness(1000)
    const first = await harness.open()
    const bytes = someBytes(4321)
    await first.startPart(anAnnouncement(1))
    // pieces that end before, at and behind the end of a file, and one over three files
    let at = 0
    for (const length of [900, 100, 1, 1998, 1322]) {
      await first.append(aPart(1), at, bytes.subarray(at, at + length), 5000)
      at += length
    }
    expect(await first.read(aPart(1), 990, 2020)).toEqual(bytes.slice(990, 3010))
    await first.startPart(anAnnouncement(2))
    const both = []
    for (let n = 0; n < 4; n++) {
      both.push(first.append(aPart(1), at + n, bytes.subarray(n, n + 1), 6000), first.read(aPart(1), n * 1000, 1500))
      both.push(first.append(aPart(2), n * 700, bytes.subarray(0, 700), 6000))
    }
    expect((await Promise.all(both))[10]).toEqual(new Uint8Array([...bytes.subarray(3000), ...bytes.subarray(0, 4)]))
    await harness.kill(first)

    const second = await harness.open()
    expect((await second.list()).map((it) => it.bytes)).toEqual([4325, 2800])
    expect(await second.read(aPart(1), 0, 9999)).toEqual(new Uint8Array([...bytes, ...bytes.subarray(0, 4)]))
    await second.close()
  })

  test('room set aside is used up by what finds the disk full, and there is room to write more', async ({ skip }) => {
    const harness = await createHarness()
    if (!harness.limit) return skip('this harness cannot set a quota')
    const log = await harness.open()
    expect(await log.reserve(4_000_000)).toBe(4_000_000)
    await log.startPart(anAnnouncement(1))
    await harness.limit(50_000)
    const bytes = someBytes(2_000_000)
    await log.append(aPart(1), 0, bytes, 5000)
    expect(await log.reservedBytes()).toBe(0)
    await log.append(aPart(1), 2_000_000, bytes.subarray(0, 1_000_000), 6000)
    expect(toHex(sha256(await log.read(aPart(1), 0, 2_000_000)))).toBe(toHex(sha256(bytes)))
    // there is less than that: it says so, and takes nothing from others
    expect(await log.reserve(50_000_000)).toBe(0)
    await log.append(aPart(1), 3_000_000, bytes.subarray(0, 200_000), 7000)
    await log.close()
    const again = await harness.open()
    expect((await again.list())[0]?.bytes).toBe(3_200_000)
    expect(await again.reserve(0)).toBe(0)
    await harness.limit(null)
    await again.close()
  })

  test('disk-full: the append is refused by name, may be repeated when there is room, and nothing is twice', async ({
    skip,
  }) => {
    const harness = await createHarness(1_000_000)
    if (!harness.limit) return skip('this harness cannot set a quota')
    const log = await harness.open()
    await log.startPart(anAnnouncement(1))
    await log.append(aPart(1), 0, someBytes(100_000), 5000)
    await harness.limit(50_000)
    await expect(log.append(aPart(1), 100_000, someBytes(4_000_000, 2), 6000)).rejects.toMatchObject({
      name: 'LogFullError',
    })
    expect((await log.list())[0]?.bytes).toBe(100_000)
    await harness.limit(null)
    await log.append(aPart(1), 100_000, someBytes(4_000_000, 2), 7000)
    await log.startPart(anAnnouncement(2))
    // not even for its file, which is not there yet
    await harness.limit(-1_000_000)
    await expect(log.append(aPart(2), 0, someBytes(4_000_000, 3), 8000)).rejects.toMatchObject({ name: 'LogFullError' })
    await harness.limit(null)
    await harness.kill(log)

    const reopened = await harness.open()
    expect((await reopened.list()).map((it) => it.bytes)).toEqual([4_100_000])
    expect(toHex(sha256(await reopened.read(aPart(1), 100_000, 4_000_000)))).toBe(
      toHex(sha256(someBytes(4_000_000, 2))),
    )
    await reopened.close()
  })
}
