// Owns: what every blob store must do, whatever it is built on: run by each implementation's own test.
// Never looks behind the port, except through the levers that an implementation hands in.
import { randomBytes, randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BlobKey, BlobStore } from './blob-store.ts'

export type StoreUnderTest = {
  /** with its marker in its place */
  store: BlobStore
  /** a new instance over the same bytes, as after a restart */
  again(): BlobStore
  /** from now on, only so many further bytes fit */
  fill(bytes: number): void
  /** from now on, writes are refused by the medium */
  breakMedium(): void
  /** there is room again and the medium works */
  repair(): void
  /** loses the end of a blob behind the store's back */
  cut(key: BlobKey, toBytes: number): Promise<void>
  /** takes everything out of the place, the marker too, or the place out of the way */
  empty(): Promise<void>
  /** as it was */
  bringBack(): Promise<void>
  close(): Promise<void>
}

async function bytesOf(it: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of it) pieces.push(piece)
  return Buffer.concat(pieces)
}

export function describeBlobStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let it: StoreUnderTest
    let key: BlobKey
    beforeEach(async () => {
      it = await make()
      key = { attemptId: randomUUID(), partId: randomUUID() }
    })
    afterEach(() => it.close())
    const whole = (store: BlobStore, length: number) => bytesOf(store.read(key, { from: 0, to: length }))

    test('gives back what was appended, by range, also to a new instance', async () => {
      const bytes = randomBytes(700_001)
      const other = { attemptId: key.attemptId, partId: randomUUID() }
      expect(await it.store.size(key)).toBe(0)
      expect(await bytesOf(it.store.read(key, { from: 0, to: 0 })), 'nothing of nothing').toHaveLength(0)
      await it.store.append(key, 0, bytes.subarray(0, 300_000))
      await it.store.append(other, 0, Buffer.from('beside it'))
      await it.store.append(key, 300_000, bytes.subarray(300_000))
      const again = it.again()
      expect(await again.size(key)).toBe(700_001)
      expect((await whole(again, 700_001)).equals(bytes)).toBe(true)
      expect(
        (await bytesOf(again.read(key, { from: 299_990, to: 300_010 }))).equals(bytes.subarray(299_990, 300_010)),
      ).toBe(true)
      expect(await bytesOf(again.read(key, { from: 5, to: 5 }))).toHaveLength(0)
      expect((await bytesOf(again.read(other, { from: 0, to: 9 }))).toString()).toBe('beside it')
    })

    test('a reader may stop early', async () => {
      await it.store.append(key, 0, randomBytes(700_000))
      for await (const first of it.store.read(key, { from: 0, to: 700_000 })) {
        expect(first.length).toBeGreaterThan(0)
        break
      }
      await it.store.append(key, 700_000, Buffer.from('!'))
      expect(await it.store.size(key)).toBe(700_001)
    })

    test('what is appended again replaces what lay there and keeps what lies behind', async () => {
      await it.store.append(key, 0, Buffer.from('0123456789'))
      await it.store.append(key, 2, Buffer.from('ab'))
      expect((await whole(it.store, 10)).toString()).toBe('01ab456789')
    })

    test('removes every blob of an attempt, open or sealed, again and again, and nobody else’s', async () => {
      const second = { attemptId: key.attemptId, partId: randomUUID() }
      const neighbour = { attemptId: randomUUID(), partId: randomUUID() }
      for (const one of [key, second, neighbour]) await it.store.append(one, 0, Buffer.from('recorded'))
      await it.store.seal(second)
      await it.store.removeAttempt(key.attemptId)
      await it.again().removeAttempt(key.attemptId)
      for (const store of [it.store, it.again()]) {
        const left: BlobKey[] = []
        for await (const one of store.list()) left.push(one)
        expect(left).toEqual([neighbour])
        expect(await store.size(second)).toBe(0)
      }
      await expect(it.store.append(key, 8, Buffer.from('late'))).rejects.toMatchObject({
        code: 'bytesMissing',
        size: 0,
      })
      await it.store.append(neighbour, 8, Buffer.from(' on'))
      expect(await it.store.size(neighbour)).toBe(11)
    })

    test('leaves no hole: an append behind the end says how much there is', async () => {
      await expect(it.store.append(key, 4, Buffer.from('x'))).rejects.toMatchObject({ code: 'bytesMissing', size: 0 })
      await it.store.append(key, 0, Buffer.from('abc'))
      await expect(it.store.append(key, 4, Buffer.from('x'))).rejects.toMatchObject({ code: 'bytesMissing', size: 3 })
      expect(await it.store.size(key)).toBe(3)
    })

    test('never reads past the end in silence', async () => {
      await expect(whole(it.store, 1)).rejects.toMatchObject({ code: 'bytesMissing', size: 0 })
      await it.store.append(key, 0, Buffer.from('abcdef'))
      await it.cut(key, 4)
      expect(await it.store.size(key)).toBe(4)
      await expect(whole(it.store, 6)).rejects.toMatchObject({ code: 'bytesMissing', size: 4 })
      const behind = bytesOf(it.store.read(key, { from: 5, to: 6 }))
      await expect(behind).rejects.toMatchObject({ code: 'bytesMissing', size: 4 })
      expect((await whole(it.store, 4)).toString()).toBe('abcd')
    })

    test('no space half-way through an append: named, what was there stays, and the same append works later', async () => {
      const bytes = randomBytes(400_000)
      await it.store.append(key, 0, bytes.subarray(0, 100_000))
      it.fill(150_000)
      await expect(it.store.append(key, 100_000, bytes.subarray(100_000))).rejects.toMatchObject({
        code: 'storageFull',
      })
      expect((await whole(it.store, 100_000)).equals(bytes.subarray(0, 100_000))).toBe(true)
      it.repair()
      await it.store.append(key, 100_000, bytes.subarray(100_000))
      expect((await whole(it.store, 400_000)).equals(bytes)).toBe(true)
    })

    test('a medium that refuses is named, and works again after repair', async () => {
      it.breakMedium()
      await expect(it.store.append(key, 0, Buffer.from('abc'))).rejects.toMatchObject({ code: 'unavailable' })
      it.repair()
      await it.store.append(key, 0, Buffer.from('abc'))
      expect((await whole(it.store, 3)).toString()).toBe('abc')
    })

    test('a sealed blob takes nothing until it is reopened; sealing may be repeated, also without bytes', async () => {
      await it.store.seal(key)
      await it.store.append(key, 0, Buffer.from('abc'))
      await it.store.seal(key)
      await it.store.seal(key)
      await expect(it.again().append(key, 3, Buffer.from('d'))).rejects.toMatchObject({ code: 'sealed' })
      await expect(it.store.append(key, 0, Buffer.from('XYZ'))).rejects.toMatchObject({ code: 'sealed' })
      expect((await whole(it.store, 3)).toString()).toBe('abc')
      await it.store.reopen(key)
      await it.store.append(key, 3, Buffer.from('d'))
      expect((await whole(it.store, 4)).toString()).toBe('abcd')
    })

    test('removes a blob, sealed or not, once or twice', async () => {
      await it.store.append(key, 0, Buffer.from('abc'))
      await it.store.seal(key)
      await it.store.remove(key)
      await it.store.remove(key)
      expect(await it.store.size(key)).toBe(0)
      await it.store.append(key, 0, Buffer.from('new'))
      expect((await whole(it.store, 3)).toString()).toBe('new')
    })

    test('knows by its marker whether the place is its own, and names every blob that lies there', async () => {
      await it.store.checkMarker()
      await it.store.append(key, 0, Buffer.from('abc'))
      const other = { ...key, partId: randomUUID() }
      await it.store.append(other, 0, Buffer.from('x'))
      await it.store.append(other, 1, Buffer.from('y'))
      const listed = async (): Promise<BlobKey[]> => {
        const all: BlobKey[] = []
        for await (const one of it.again().list()) all.push(one)
        return all.toSorted((a, b) => a.partId.localeCompare(b.partId))
      }
      const both = [key, other].toSorted((a, b) => a.partId.localeCompare(b.partId))
      expect(await listed()).toEqual(both)
      expect(it.store.whereIs(key)).toContain(key.partId)

      await it.empty()
      expect([await it.store.readMarker(), await listed()]).toEqual([null, []])
      await expect(it.store.checkMarker()).rejects.toMatchObject({ code: 'unavailable' })
      await it.bringBack()
      await it.again().checkMarker()
      expect(await listed()).toEqual(both)
      expect((await whole(it.store, 3)).toString()).toBe('abc')
    })

    test.each(['..', '../../etc/passwd', '', 'A'.repeat(36), '00000000-0000-4000-8000-00000000000/'])(
      'takes no key that is not a UUID: %j',
      async (name) => {
        const wrong = [
          { ...key, attemptId: name },
          { ...key, partId: name },
        ]
        for (const one of wrong) {
          await expect(it.store.append(one, 0, Buffer.from('x'))).rejects.toThrow('UUID')
          await expect(bytesOf(it.store.read(one, { from: 0, to: 1 }))).rejects.toThrow('UUID')
          await expect(it.store.remove(one)).rejects.toThrow('UUID')
        }
      },
    )
  })
}
