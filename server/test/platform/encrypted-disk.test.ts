// Blobs on disk, encrypted: what every blob store does; and that no two bytes ever lay at one place under one keystream.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, rmdir, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { BlobKey, BlobStore } from '../../src/platform/blob-store/blob-store.ts'
import { describeBlobStore } from '../../src/platform/blob-store/blob-store.conformance.ts'
import { createDiskStore } from '../../src/platform/blob-store/disk-store.ts'
import { createEncryptedDisk } from '../../src/platform/blob-store/encrypted-disk.ts'
import { markerText } from '../../src/platform/blob-store/marker.ts'
import { createFaultyFiles } from '../../src/platform/blob-store/testkit/faulty-files.ts'
import { createFixedDataKeys } from '../../src/platform/blob-store/testkit/fixed-data-keys.ts'
import { systemRandom } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { blobSalts } from '../../src/platform/database/tables.ts'
import { createTestDatabase } from '../database.ts'

async function makeStore() {
  const [dataDirectory, database] = await Promise.all([mkdtemp(join(tmpdir(), 'zhishi-sealed-')), createTestDatabase()])
  const { db, close } = openDatabase(database.url, () => {})
  const faulty = createFaultyFiles()
  const dataKeys = createFixedDataKeys()
  const diskOf = (files?: typeof faulty.files) =>
    createDiskStore({ dataDirectory, marker: markerText('here'), ...(files ? { files } : {}) })
  const open = (disk = diskOf(faulty.files)): BlobStore =>
    createEncryptedDisk({ db, receiptsDb: db, disk, dataKeys, random: systemRandom })
  await diskOf().writeMarker()
  return {
    dataDirectory,
    db,
    faulty,
    diskOf,
    open,
    fileOf: (key: BlobKey) => join(dataDirectory, 'blobs', key.attemptId, key.partId),
    async close() {
      await close()
      await database.drop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function useStore() {
  const it = await makeStore()
  onTestFinished(it.close)
  return { ...it, key: { attemptId: randomUUID(), partId: randomUUID() } }
}

async function bytesOf(store: BlobStore, key: BlobKey, from: number, to: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of store.read(key, { from, to })) pieces.push(piece)
  return Buffer.concat(pieces)
}

const xor = (a: Uint8Array, b: Uint8Array): Buffer => Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)))

describeBlobStore('the encrypted blob store on the local disk', async () => {
  const { dataDirectory, faulty, diskOf, open, fileOf, close } = await makeStore()
  return {
    store: open(),
    again: () => open(diskOf()),
    fill: (bytes) => faulty.failAfter(bytes, 'ENOSPC'),
    breakMedium: () => faulty.failAfter(0, 'EROFS'),
    repair: faulty.repair,
    empty: async () => {
      await rename(join(dataDirectory, 'blobs'), join(dataDirectory, 'away'))
      await mkdir(join(dataDirectory, 'blobs'))
    },
    bringBack: async () => {
      await rmdir(join(dataDirectory, 'blobs'))
      await rename(join(dataDirectory, 'away'), join(dataDirectory, 'blobs'))
    },
    cut: (key, toBytes) => truncate(fileOf(key), toBytes),
    close,
  }
})

test('what lies on the disk is as long as what came and nothing of it; every range reads as it came, across restarts', async () => {
  const { key, open, fileOf, db } = await useStore()
  const plain = Buffer.from('EBML webm '.repeat(60_000))
  const store = open()
  await store.append(key, 0, plain.subarray(0, 100_003))
  await store.append(key, 100_003, plain.subarray(100_003, 300_001))
  // a restart remembers no keystream and goes on by another salt
  await open().append(key, 300_001, plain.subarray(300_001))
  const there = await readFile(fileOf(key))
  expect(there).toHaveLength(plain.length)
  expect(there.includes('EBML')).toBe(false)
  // equal stretches of what came are nowhere alike
  expect(there.subarray(0, 160).equals(there.subarray(160, 320))).toBe(false)
  expect((await db.select().from(blobSalts)).map(({ offset }) => offset)).toEqual([0, 300_001])

  const edges = [0, 1, 15, 16, 17, 100_002, 100_003, 262_143, 262_144, 300_000, 300_001, 300_002, 300_017, plain.length]
  for (const [at, from] of edges.entries())
    for (const to of edges.slice(at))
      expect((await bytesOf(open(), key, from, to)).equals(plain.subarray(from, to)), `${from}–${to}`).toBe(true)

  const other = { ...key, partId: randomUUID() }
  await store.append(other, 0, plain.subarray(0, 1000))
  expect((await readFile(fileOf(other))).equals(there.subarray(0, 1000)), 'another part, the same bytes').toBe(false)
})

test('other bytes at the same place never meet the same keystream: a torn end, bytes cut off, bytes in the midst', async () => {
  const { key, open, faulty, fileOf } = await useStore()
  let store = open()
  /** Every ciphertext that ever lay on the disk, with what it meant. */
  const seen: Array<{ at: number; plain: Buffer; there: Buffer }> = []
  const look = async (at: number, plain: Buffer): Promise<void> => {
    const there = (await readFile(fileOf(key))).subarray(at, at + plain.length)
    const meant = plain.subarray(0, there.length)
    for (const one of seen) {
      const from = Math.max(at, one.at)
      const to = Math.min(at + there.length, one.at + one.there.length)
      const cut = (bytes: Buffer, start: number) => bytes.subarray(from - start, to - start)
      const plains = xor(cut(meant, at), cut(one.plain, one.at))
      // bytes that came again as they were are written again as they were
      if (to - from < 16 || plains.every((byte) => byte === 0)) continue
      expect(xor(cut(there, at), cut(one.there, one.at)).equals(plains), `${from}–${to}`).toBe(false)
    }
    seen.push({ at, plain: meant, there: Buffer.from(there) })
  }

  const first = randomBytes(1000)
  await store.append(key, 0, first)
  await look(0, first)
  // room for a half: it stays behind, and the process goes on
  const torn = randomBytes(400)
  faulty.failAfter(200, 'ENOSPC')
  await expect(store.append(key, 1000, torn)).rejects.toMatchObject({ code: 'storageFull' })
  faulty.repair()
  await look(1000, torn)
  const instead = randomBytes(400)
  await store.append(key, 1000, instead)
  await look(1000, instead)

  // synced, and never acknowledged: the process died before its row; after the restart the device sends something else
  store = open()
  const unsure = randomBytes(300)
  await store.append(key, 1400, unsure)
  await look(1400, unsure)
  const sure = randomBytes(500)
  store = open()
  await store.append(key, 1400, sure)
  await look(1400, sure)

  // the end was lost with the power, and something else takes its place
  await truncate(fileOf(key), 1600)
  store = open()
  const anew = randomBytes(300)
  await store.append(key, 1600, anew)
  await look(1600, anew)
  // the same without a restart: what this process remembers is longer than what is there
  await truncate(fileOf(key), 1700)
  await expect(store.append(key, 1900, anew)).rejects.toMatchObject({ code: 'bytesMissing', size: 1700 })
  await store.append(key, 1700, first)
  await look(1700, first)

  // in the midst: what lies behind stays
  const midst = randomBytes(50)
  await store.append(key, 500, midst)
  await look(500, midst)
  await store.append(key, 550, midst)
  await look(550, midst)
  const whole = Buffer.concat([
    first.subarray(0, 500),
    midst,
    midst,
    first.subarray(600),
    instead,
    sure.subarray(0, 200),
    anew.subarray(0, 100),
    first,
  ])
  expect((await bytesOf(open(), key, 0, whole.length)).equals(whole)).toBe(true)
  expect(await store.size(key)).toBe(whole.length)
})

test('bytes that come again as they were are written as they were, and two processes do each other no harm', async () => {
  const { key, open, fileOf, db } = await useStore()
  const [one, two] = [open(), open()]
  const plain = randomBytes(3000)
  await one.append(key, 0, plain.subarray(0, 1000))
  await two.append(key, 1000, plain.subarray(1000, 2000))
  const there = await readFile(fileOf(key))
  // the first has not heard of the second, and is sent the same
  await one.append(key, 1000, plain.subarray(1000, 2000))
  expect((await readFile(fileOf(key))).equals(there)).toBe(true)
  // half of it again, with more
  await one.append(key, 1500, plain.subarray(1500, 2500))
  await two.append(key, 2500, plain.subarray(2500))
  expect((await readFile(fileOf(key))).subarray(0, 2000).equals(there)).toBe(true)
  expect((await bytesOf(open(), key, 0, 3000)).equals(plain)).toBe(true)
  const offsets = (await db.select().from(blobSalts)).map(({ offset }) => offset)
  expect(offsets.toSorted((a, b) => a - b)).toEqual([0, 1000, 2000, 2500])
})

test('a file that comes back after its blob has begun anew is known by how its bytes lie there, and so is the new one', async () => {
  const { key, open, fileOf } = await useStore()
  const plain = randomBytes(5000)
  await open().append(key, 0, plain.subarray(0, 3000))
  await open().append(key, 3000, plain.subarray(3000))
  await rename(fileOf(key), `${fileOf(key)}-away`)
  await open().append(key, 0, plain.subarray(0, 100))
  await open().append(key, 100, plain.subarray(100, 3500))
  const reads = async (length: number) => (await bytesOf(open(), key, 0, length)).equals(plain.subarray(0, length))
  const swap = async () => {
    await rename(fileOf(key), `${fileOf(key)}-other`)
    await rename(`${fileOf(key)}-away`, fileOf(key))
    await rename(`${fileOf(key)}-other`, `${fileOf(key)}-away`)
  }
  await open().recognise(key)
  expect(await reads(3500)).toBe(true)
  await swap()
  expect(await reads(5000), 'nobody has looked yet').toBe(false)
  await open().recognise(key)
  expect(await reads(5000)).toBe(true)
  // a byte that changed says nothing of another file
  const flipped = await readFile(fileOf(key))
  flipped[3001]! ^= 1
  await writeFile(fileOf(key), flipped)
  await open().recognise(key)
  expect((await bytesOf(open(), key, 3002, 5000)).equals(plain.subarray(3002))).toBe(true)
  await swap()
  await open().recognise(key)
  expect(await reads(3500)).toBe(true)
})

test('blobs of earlier versions stay in the clear, are read, and what comes after is encrypted', async () => {
  const { key, open, fileOf } = await useStore()
  await mkdir(join(fileOf(key), '..'), { recursive: true })
  await writeFile(fileOf(key), 'recorded in the clear')
  const store = open()
  expect((await bytesOf(store, key, 0, 21)).toString()).toBe('recorded in the clear')
  await store.append(key, 21, Buffer.from(', and encrypted from here on'))
  const there = (await readFile(fileOf(key))).toString('latin1')
  expect(there.startsWith('recorded in the clear')).toBe(true)
  expect(there).not.toContain('encrypted')
  expect((await bytesOf(open(), key, 9, 49)).toString()).toBe('in the clear, and encrypted from here on')
  // its beginning anew: what lies behind is still in the clear
  await store.append(key, 0, Buffer.from('RECORDED'))
  expect((await bytesOf(open(), key, 0, 49)).toString()).toBe('RECORDED in the clear, and encrypted from here on')
})
