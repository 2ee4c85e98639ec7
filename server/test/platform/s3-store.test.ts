// The blob store in S3 against a real S3 server: what every blob store does, and what goes wrong on the way there.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Registry } from 'prom-client'
import { expect, onTestFinished, test } from 'vitest'
import type { BlobKey, BlobStore } from '../../src/platform/blob-store/blob-store.ts'
import { describeBlobStore } from '../../src/platform/blob-store/blob-store.conformance.ts'
import type { Bucket } from '../../src/platform/blob-store/bucket.ts'
import { createS3Store } from '../../src/platform/blob-store/s3-store.ts'
import { markerText } from '../../src/platform/blob-store/marker.ts'
import { createFixedDataKeys } from '../../src/platform/blob-store/testkit/fixed-data-keys.ts'
import { startS3Server, type S3Server } from '../../src/platform/blob-store/testkit/s3-server.ts'
import { systemRandom } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { blobObjects } from '../../src/platform/database/tables.ts'
import { createTestDatabase } from '../database.ts'

async function makeStore() {
  const [server, database] = await Promise.all([startS3Server(), createTestDatabase()])
  const { db, close } = openDatabase(database.url, () => {})
  const warned: object[] = []
  const log = { warn: (facts: object) => void warned.push(facts) }
  return {
    server,
    db,
    warned,
    open: (bucket: Bucket = server.openBucket()): BlobStore =>
      createS3Store({
        db,
        bucket,
        name: server.place.name,
        marker: markerText('here'),
        random: systemRandom,
        dataKeys: createFixedDataKeys(),
        log,
      }),
    async close() {
      await close()
      await Promise.all([server.close(), database.drop()])
    },
  }
}

async function cut(server: S3Server, key: BlobKey, toBytes: number): Promise<void> {
  let offset = 0
  for await (const { name, bytes } of server.behind.list(`${key.attemptId}/${key.partId}/`)) {
    const keep = Math.max(0, Math.min(bytes, toBytes - offset))
    const rest = await server.behind.get(name, { from: 0, to: keep })
    if (keep === 0) await server.behind.remove(name)
    else if (rest && keep < bytes) await server.behind.put(name, rest, sha256(rest))
    offset += bytes
  }
}

describeBlobStore('the blob store in S3', async () => {
  const { server, open, close } = await makeStore()
  const store = open()
  await store.writeMarker()
  let putBack = async (): Promise<void> => {}
  return {
    store,
    again: () => open(),
    fill: (bytes) => void (server.faults.roomBytes = bytes),
    breakMedium: () => void (server.faults.isReadOnly = true),
    repair: () => void Object.assign(server.faults, { roomBytes: Infinity, isReadOnly: false }),
    cut: (key, toBytes) => cut(server, key, toBytes),
    async empty() {
      putBack = await server.empty()
    },
    bringBack: () => putBack(),
    close,
  }
})

const bytesOf = async (store: BlobStore, key: BlobKey, from: number, to: number): Promise<Buffer> => {
  const pieces: Uint8Array[] = []
  for await (const piece of store.read(key, { from, to })) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Objects in the store, and the same by the rows. */
async function expectNoLeftovers({ server, db }: Awaited<ReturnType<typeof makeStore>>): Promise<void> {
  const rows = await db.select().from(blobObjects)
  const named = new Set(rows.map((row) => `${row.attemptId}/${row.partId}/${row.object}`))
  expect((await server.objects()).toSorted()).toEqual([...named].toSorted())
}

async function useStore() {
  const it = await makeStore()
  onTestFinished(it.close)
  const key = { attemptId: randomUUID(), partId: randomUUID() }
  return { ...it, key, folder: `${key.attemptId}/${key.partId}/` }
}

test('whatever is appended over what, the bytes are those a growing file would have, and no object is left over', async () => {
  const it = await useStore()
  const { key } = it
  // several pages of a listing, whatever there is
  const store = it.open(it.server.openBucket({ listedAtOnce: 3 }))
  let file = Buffer.alloc(0)
  const below = (limit: number) => randomBytes(4).readUInt32LE() % limit
  for (let step = 0; step < 40; step += 1) {
    // at its end as a rule, now and then over what was there
    const offset = step % 3 === 0 ? below(file.length + 1) : file.length
    const bytes = randomBytes(1 + below(3000))
    await store.append(key, offset, bytes)
    file = Buffer.concat([file.subarray(0, offset), bytes, file.subarray(offset + bytes.length)])
    const [from, to] = [below(file.length), file.length - below(100)].toSorted((a, b) => a - b) as [number, number]
    expect((await bytesOf(store, key, from, to)).equals(file.subarray(from, to))).toBe(true)
  }
  expect(await it.open().size(key)).toBe(file.length)
  expect((await bytesOf(it.open(), key, 0, file.length)).equals(file)).toBe(true)
  await expectNoLeftovers(it)
  await store.remove(key)
  expect(await it.server.objects()).toEqual([])
})

test('a store that stumbles is asked again, and one that stays away is named; nothing counts that it did not take', async () => {
  const it = await useStore()
  const { key, server } = it
  const registry = new Registry()
  const bucket = server.openBucket({}, registry)
  const store = it.open(bucket)
  const bytes = randomBytes(5000)
  const faults: Array<S3Server['faults']['answers']> = [
    ['503', '500'],
    ['cut before'],
    ['cut after', 'cut after'],
    ['damage body', 'damage body'],
  ]
  for (const [at, answers] of faults.entries()) {
    server.faults.answers.push(...answers)
    await store.append(key, 1000 * at, bytes.subarray(1000 * at, 1000 * (at + 1)))
  }
  expect(server.faults.answers).toEqual([])
  expect((await bytesOf(store, key, 0, 4000)).equals(bytes.subarray(0, 4000))).toBe(true)
  await expectNoLeftovers(it)

  const refused: Array<S3Server['faults']['answers']> = [
    ['503', '503', '503'],
    ['damage body', 'damage body', 'damage body'],
    // nobody may try again what is not allowed
    ['403'],
  ]
  for (const answers of refused) {
    server.faults.answers.push(...answers)
    await expect(store.append(key, 4000, bytes.subarray(4000))).rejects.toMatchObject({ code: 'unavailable' })
    expect(server.faults.answers).toEqual([])
  }
  server.faults.answers.push('503', '503', '503')
  await expect(bytesOf(store, key, 0, 10)).rejects.toMatchObject({ code: 'unavailable' })
  expect(await store.size(key)).toBe(4000)
  await store.append(key, 4000, bytes.subarray(4000))
  expect((await bytesOf(store, key, 0, 5000)).equals(bytes)).toBe(true)

  const metrics = await registry.metrics()
  expect(metrics).toContain('zhishi_blob_requests_total{operation="put",outcome="done"} 5')
  expect(metrics).toContain('zhishi_blob_requests_total{operation="put",outcome="retried"} 11')
  expect(metrics).toContain('zhishi_blob_requests_total{operation="put",outcome="unavailable"} 3')
})

test('a store that is too slow: the append is given up, what it still takes is no part of the blob, and sealing clears up', async () => {
  const it = await useStore()
  const { key, server } = it
  const hasty = it.open(server.openBucket({ requestMs: 300 }))
  await it.open().append(key, 0, Buffer.from('abc'))
  server.faults.delayMs = 1500
  await expect(hasty.append(key, 3, Buffer.from('late'))).rejects.toMatchObject({ code: 'unavailable' })
  server.faults.delayMs = 0
  await expect.poll(() => server.objects()).toHaveLength(2)
  expect(await hasty.size(key)).toBe(3)

  // a process died between an object and its row
  const orphan = Buffer.from('never acknowledged')
  await server.behind.put(`${it.folder}000000000003-crashed`, orphan, sha256(orphan))
  await it.open().append(key, 3, Buffer.from('def'))
  expect((await bytesOf(it.open(), key, 0, 6)).toString()).toBe('abcdef')
  expect(await server.objects(), 'an append may be about to write its row').toHaveLength(4)
  await it.open().seal(key)
  await expectNoLeftovers(it)
  expect((await bytesOf(it.open(), key, 0, 6)).toString()).toBe('abcdef')
  expect(it.warned).toContainEqual({ ...key, objects: 2 })

  // what no row ever named goes too when a blob is removed
  await server.behind.put(`${it.folder}000000000006-crashed`, orphan, sha256(orphan))
  await it.open().remove(key)
  expect(await server.objects()).toEqual([])
})

test('objects that are gone, short or changed are found, and the same blob is whole again when its bytes come anew', async () => {
  const it = await useStore()
  const { key, server } = it
  const store = it.open()
  const bytes = randomBytes(4000)
  for (const at of [0, 1000, 2000, 3000]) await store.append(key, at, bytes.subarray(at, at + 1000))
  const [, second = '', third = '', fourth = ''] = await server.objects()

  await server.behind.remove(third)
  expect(await store.size(key)).toBe(2000)
  expect((await bytesOf(store, key, 500, 2000)).equals(bytes.subarray(500, 2000))).toBe(true)
  await expect(bytesOf(store, key, 1500, 2500)).rejects.toMatchObject({ code: 'bytesMissing', size: 2000 })
  await store.append(key, 1900, bytes.subarray(1900, 3000))
  expect(await store.size(key), 'what lay behind is there again').toBe(4000)
  expect((await bytesOf(store, key, 0, 4000)).equals(bytes)).toBe(true)

  // an answer damaged on the way is asked for once more; an object that was changed is not what was put
  server.faults.answers.push('damage answer')
  expect((await bytesOf(store, key, 0, 1000)).equals(bytes.subarray(0, 1000))).toBe(true)
  const changed = Buffer.from((await server.behind.get(fourth, { from: 0, to: 1000 })) ?? [])
  changed[500]! ^= 1
  await server.behind.put(fourth, changed, sha256(changed))
  await expect(bytesOf(store, key, 0, 4000)).rejects.toMatchObject({ code: 'bytesMissing', size: 3000 })
  await store.append(key, 3000, bytes.subarray(3000))
  const short = (await server.behind.get(second, { from: 0, to: 400 })) ?? Buffer.alloc(0)
  await server.behind.put(second, short, sha256(short))
  await expect(bytesOf(store, key, 1000, 1600)).rejects.toMatchObject({ code: 'bytesMissing', size: 1400 })
  await store.append(key, 1400, bytes.subarray(1400, 1900))
  expect((await bytesOf(it.open(), key, 0, 4000)).equals(bytes)).toBe(true)
})

test('two processes that append the same bytes, or one after the other, keep one blob', async () => {
  const it = await useStore()
  const { key } = it
  const stores = [it.open(), it.open()] as const
  const bytes = randomBytes(6000)
  for (let at = 0; at < 6000; at += 1000) {
    const piece = bytes.subarray(at, at + 1000)
    const both = (at / 1000) % 2 === 0 ? stores : [stores[0]]
    await Promise.all(both.map((store) => store.append(key, at, piece)))
  }
  for (const store of stores) {
    expect(await store.size(key)).toBe(6000)
    expect((await bytesOf(store, key, 0, 6000)).equals(bytes)).toBe(true)
  }
  await stores[0].seal(key)
  await expectNoLeftovers(it)
  await expect(stores[1].append(key, 6000, bytes)).rejects.toMatchObject({ code: 'sealed' })
  await expectNoLeftovers(it)
})

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
