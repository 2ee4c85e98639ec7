// Proves: an export holds every byte of the log as it is, says what each part is, and proves the grant without giving it
// away; and that nothing leaves the log which the server has not sealed alike.
import { BLOCK_BYTES, exportManifest, toHex } from '@zhishi/core/recording'
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import type { DurableLog } from '../log/durable-log.ts'
import { packExport, type ExportSource } from './export-file.ts'
import { openFileLog } from '../log/file-log.ts'
import { holdingsOf, removeSealed } from './line-export.ts'
import { createPartDigests } from '../log/part-digests.ts'
import { aDevice, anAnnouncement, anAttempt, aPart, aReceipt, someBytes } from '../testkit/examples.ts'
import { createMemoryDisk } from '../testkit/memory-files.ts'

const AT = 1_800_000_050_000
const claims = {
  grantId: 'c0000000-0000-4000-8000-000000000001',
  attemptId: anAttempt,
  deviceId: aDevice,
  lines: ['camera', 'screen', 'journal'],
  issuedAt: AT - 100_000,
}
const grantOf = (it: object, mac = 'bWFj'): string =>
  `zg1.${Buffer.from(JSON.stringify(it)).toString('base64url')}.${mac}`

async function logWith(parts: { n: number; bytes: Uint8Array<ArrayBuffer>; isEnded: boolean }[]): Promise<DurableLog> {
  const log = await openFileLog(createMemoryDisk().opener().files)
  for (const { n, bytes, isEnded } of parts) {
    await log.startPart(anAnnouncement(n))
    await log.append(aPart(n), 0, bytes, AT)
    if (isEnded) await log.markEnded(aPart(n), { endReason: 'finished', endedAt: AT })
  }
  return log
}

const sourceOf = (log: DurableLog): ExportSource => ({
  attemptId: anAttempt,
  holdings: async () => [await holdingsOf(log, createPartDigests(log))],
  read: ({ partId }, offset, length) => log.read(partId, offset, length),
})

/** The stored entries of a ZIP by its central directory (APPNOTE 4.3.12), which client-zip ends without a comment. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.length - 22
  expect(zip.readUInt32LE(end)).toBe(0x06054b50)
  const found = new Map<string, Buffer>()
  for (let at = zip.readUInt32LE(end + 16); at < end && zip.readUInt32LE(at) === 0x02014b50;) {
    const [named, extra, said] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [number, number, number]
    expect(zip.readUInt16LE(at + 10), 'stored, not compressed').toBe(0)
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    found.set(zip.toString('utf8', at + 46, at + 46 + named), zip.subarray(from, from + zip.readUInt32LE(at + 24)))
    at += 46 + named + extra + said
  }
  return found
}

test('a file holds what the log holds, as far as it reached when it was begun', async () => {
  const first = someBytes(2 * BLOCK_BYTES + 1234)
  const second = someBytes(5000, 7)
  const log = await logWith([
    { n: 1, bytes: first, isEnded: true },
    { n: 2, bytes: second, isEnded: false },
  ])
  const grant = grantOf(claims)
  await log.keepGrant(grant)
  const read: number[] = []
  const [file] = await packExport(sourceOf(log), AT, (bytes) => read.push(bytes))
  // recording goes on while the file is written
  await log.append(aPart(2), second.length, someBytes(100), AT)
  const entries = unzip(Buffer.from(await new Response(file!.open()).arrayBuffer()))

  expect([...entries.keys()]).toEqual(['camera-0001.webm', 'camera-0002.webm', 'manifest.json', 'manifest.hmac'])
  expect(entries.get('camera-0001.webm')!.equals(first)).toBe(true)
  expect(entries.get('camera-0002.webm')!.equals(second)).toBe(true)
  expect(file).toMatchObject({ parts: 2, bytes: first.length + second.length })
  expect(read.at(-1)).toBe(first.length + second.length)
  const text = entries.get('manifest.json')!
  const manifest = exportManifest.parse(JSON.parse(text.toString()))
  expect(manifest.claims).toEqual(claims)
  expect(manifest.parts.map((part) => [part.bytes, part.end?.endReason ?? null])).toEqual([
    [first.length, 'finished'],
    [second.length, null],
  ])
  const proof = createHmac('sha256', `zhishi-export-1\n${grant}`).update(text).digest('hex')
  expect(entries.get('manifest.hmac')!.toString()).toBe(proof)
  // whoever finds the file cannot upload in the device's name
  expect(text.toString()).not.toContain(grant)
})

test('a phone gets several files that are each whole: parts in their order, none twice, none larger than it has to be', async () => {
  const log = await logWith([1, 2, 3, 4].map((n) => ({ n, bytes: someBytes(n === 3 ? 5000 : 1000, n), isEnded: true })))
  await log.keepGrant(grantOf(claims))
  const read: number[] = []
  const files = await packExport(sourceOf(log), AT, (bytes) => read.push(bytes), 2500)
  expect(files.map(({ bytes, parts }) => ({ bytes, parts }))).toEqual([
    { bytes: 2000, parts: 2 },
    { bytes: 5000, parts: 1 },
    { bytes: 1000, parts: 1 },
  ])
  const names: string[] = []
  for (const file of files) {
    const entries = unzip(Buffer.from(await new Response(file.open()).arrayBuffer()))
    const text = entries.get('manifest.json')!
    const manifest = exportManifest.parse(JSON.parse(text.toString()))
    expect(manifest.parts.length).toBe(file.parts)
    const proof = createHmac('sha256', `zhishi-export-1\n${grantOf(claims)}`)
      .update(text)
      .digest('hex')
    expect(entries.get('manifest.hmac')!.toString()).toBe(proof)
    names.push(...[...entries.keys()].filter((name) => name.endsWith('.webm')))
  }
  expect(names).toEqual(['camera-0001.webm', 'camera-0002.webm', 'camera-0003.webm', 'camera-0004.webm'])
  expect(read.at(-1)).toBe(8000)
  // what was not saved is read once more
  expect((await new Response(files[2]!.open()).arrayBuffer()).byteLength).toBeGreaterThan(1000)
})

test('the newest grant proves it; without one, or without a part, there is nothing to hand over', async () => {
  const log = await logWith([{ n: 1, bytes: someBytes(10), isEnded: true }])
  expect(await packExport(sourceOf(log), AT, () => {})).toEqual([])
  const newer = { ...claims, issuedAt: AT - 1, grantId: 'c0000000-0000-4000-8000-000000000002' }
  const source: ExportSource = {
    ...sourceOf(log),
    holdings: async () => [
      { ...(await holdingsOf(log, createPartDigests(log))), grant: grantOf(claims) },
      { grant: grantOf(newer), parts: [] },
      { grant: 'torn', parts: [] },
    ],
  }
  const [file] = await packExport(source, AT, () => {})
  const entries = unzip(Buffer.from(await new Response(file!.open()).arrayBuffer()))
  const manifest = exportManifest.parse(JSON.parse(entries.get('manifest.json')!.toString()))
  expect(manifest.claims.grantId).toBe(newer.grantId)
  const empty = await logWith([])
  await empty.keepGrant(grantOf(claims))
  expect(await packExport(sourceOf(empty), AT, () => {})).toEqual([])
})

test('only what the server has sealed alike is removed: read again from the disk, with a receipt for the same bytes', async () => {
  const bytes = [1, 2, 3, 4, 5].map((n) => someBytes(1000, n))
  const log = await logWith(bytes.map((one, at) => ({ n: at + 1, bytes: one, isEnded: at !== 4 })))
  const digests = await Promise.all(
    bytes.map(async (_, at) => toHex((await createPartDigests(log).of(aPart(at + 1))).digest())),
  )
  const [one, two, three, four, five] = digests as [string, string, string, string, string]
  await log.markSealed(aPart(1), aReceipt(1, 1000, one))
  await log.markSealed(aPart(2), aReceipt(2, 1000, two))
  await log.markSealed(aPart(3), aReceipt(3, 1000, one))
  const there = [
    { partId: aPart(1), digest: one },
    // the server has other bytes than this disk; a receipt is for others; no receipt; still being written
    { partId: aPart(2), digest: one },
    { partId: aPart(3), digest: three },
    { partId: aPart(4), digest: four },
    { partId: aPart(5), digest: five },
    { partId: aPart(9), digest: one },
  ]
  expect(await removeSealed(log, createPartDigests(log), there)).toEqual([
    { partId: aPart(1), line: 'camera', bytes: 1000 },
  ])
  expect(log.list().map(({ announcement }) => announcement.partId)).toEqual([2, 3, 4, 5].map(aPart))
  expect(await removeSealed(log, createPartDigests(log), there)).toEqual([])
})
