// Proves: the logic of the durable log over files in memory, and that a damaged index does not hide other parts.
import { describe, expect, test } from 'vitest'
import { describeDurableLog, type RemoteLog } from './durable-log.conformance.ts'
import { LogFullError, type DurableLog } from './durable-log.ts'
import { openFileLog } from './file-log.ts'
import { INDEX_NAME } from './log-index.ts'
import { aPart, anAnnouncement, someBytes } from '../testkit/examples.ts'
import { createMemoryDisk } from '../testkit/memory-files.ts'

const asRemote = (log: DurableLog): RemoteLog =>
  ({
    ...log,
    list: async () => log.list(),
    grant: async () => log.grant(),
    reservedBytes: async () => log.reservedBytes(),
  }) satisfies RemoteLog

describe('a log over files', () => {
  describeDurableLog(async (partFileBytes) => {
    const disk = createMemoryDisk()
    const openers = new Map<RemoteLog, () => void>()
    return {
      async open() {
        const { files, kill } = disk.opener()
        const log = asRemote(await openFileLog(files, partFileBytes))
        openers.set(log, kill)
        return log
      },
      async kill(log) {
        openers.get(log)?.()
      },
      async tearLastRecord() {
        disk.contents.set(INDEX_NAME, (disk.contents.get(INDEX_NAME) ?? new Uint8Array()).slice(0, -4))
      },
      async limit(moreBytes) {
        const used = [...disk.contents.values()].reduce((sum, it) => sum + it.length, 0)
        disk.quotaBytes = moreBytes === null ? Infinity : used + moreBytes
      },
    }
  })

  test('a new part begins in the room that the file of the part before was granted and does not need', async () => {
    const grantBytes = 4096
    const disk = createMemoryDisk(grantBytes)
    // of the index, of one open file, and a half
    disk.quotaBytes = 2.5 * grantBytes
    const log = await openFileLog(disk.opener().files)
    for (const [number, part] of [aPart(1), aPart(2)].entries()) {
      await log.startPart(anAnnouncement(number + 1))
      await log.append(part, 0, someBytes(500), 5000)
    }
    await log.append(aPart(1), 500, someBytes(500), 6000)
    expect(log.list().map(({ bytes }) => bytes)).toEqual([1000, 500])
    expect(await log.read(aPart(1), 0, 1000)).toHaveLength(1000)
    await expect(log.append(aPart(2), 500, someBytes(9000), 7000)).rejects.toThrow(LogFullError)
    expect((await log.read(aPart(2), 0, 9999)).length).toBe(500)
  })

  test('a line of the index that cannot be read hides nothing but itself', async () => {
    const disk = createMemoryDisk()
    const log = await openFileLog(disk.opener().files)
    await log.startPart(anAnnouncement(1))
    await log.append(aPart(1), 0, someBytes(10), 5000)
    await log.close()
    const index = disk.contents.get(INDEX_NAME) ?? new Uint8Array()
    const rubbish = new TextEncoder().encode('\0\0\0\n{"kind":"ended","partId":"nobody"}\n')
    disk.contents.set(INDEX_NAME, new Uint8Array([...rubbish, ...index]))

    const reopened = await openFileLog(disk.opener().files)
    expect(reopened.list()).toMatchObject([{ bytes: 10, end: { endReason: 'crashed', endedAt: 5000 } }])
  })
})
