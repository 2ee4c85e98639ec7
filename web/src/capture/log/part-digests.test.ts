// Proves: the digest of a part is the one docs/recording.md#digest defines, however its bytes came to be known.
import { BLOCK_BYTES, toHex } from '@zhishi/core/recording'
import { expect, test } from 'vitest'
import { openFileLog } from './file-log.ts'
import { createPartDigests } from './part-digests.ts'
import { aPart, anAnnouncement, someBytes } from '../testkit/examples.ts'
import { createMemoryDisk } from '../testkit/memory-files.ts'
import { joined } from '../testkit/tus-server.ts'

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

test('bytes pushed as they pass, read back after a crash, or both at once give the same digest', async () => {
  const whole = someBytes(2 * BLOCK_BYTES + 1234)
  const blocks = await Promise.all(
    [0, 1, 2].map((block) => sha256(whole.slice(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES))),
  )
  const expected = toHex(await sha256(joined(...blocks)))

  const disk = createMemoryDisk()
  const opener = disk.opener()
  const log = await openFileLog(opener.files)
  const digests = createPartDigests(log)
  const late = createPartDigests(log)
  await log.startPart(anAnnouncement(1))
  for (let at = 0; at < whole.length; at += 300_000) {
    const bytes = whole.slice(at, at + 300_000)
    await log.append(aPart(1), at, bytes, 5000)
    const reading = late.of(aPart(1))
    digests.push(aPart(1), at, bytes)
    late.push(aPart(1), at, bytes)
    await reading
  }
  const digest = await digests.of(aPart(1))
  expect(toHex(digest.digest())).toBe(expected)
  expect(toHex(digest.openBlock() ?? new Uint8Array())).toBe(toHex(blocks[2] ?? new Uint8Array()))
  expect(toHex((await late.of(aPart(1))).digest())).toBe(expected)

  opener.kill()
  const reopened = createPartDigests(await openFileLog(disk.opener().files))
  expect(toHex((await reopened.of(aPart(1))).digest())).toBe(expected)
})
