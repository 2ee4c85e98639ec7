// Owns: blobs in an S3 store: one immutable object for each append, <prefix><attemptId>/<partId>/<offset>-<uuid>, and
// rows that say which bytes of a blob lie in which object; and the marker beside them. Never overwrites an object of a blob,
// never commits a row before the store has taken its object, and builds no key from anything but two checked UUIDs. Each object
// is encrypted by a salt of its own (docs/blob-format.md).
import { createHash } from 'node:crypto'
import { attemptId, partId } from '@zhishi/core/ids'
import type { Random } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { BlobStoreError, type BlobKey, type BlobStore, type ByteRange } from './blob-store.ts'
import type { Bucket } from './bucket.ts'
import type { DataKeys } from './interview-keys.ts'
import { crypt, SALT_BYTES } from './keystream.ts'
import { MARKER_MAX_BYTES, MARKER_NAME, refuseOtherMarker } from './marker.ts'
import {
  deleteBlob,
  deleteBlobsOf,
  growBlob,
  loadBlob,
  loadStretches,
  markBlob,
  overlayBlob,
  type Stretch,
} from './s3-rows.ts'

/** Digits of an offset in a name, so that a listing is in order: enough for a terabyte. */
const OFFSET_DIGITS = 12
/** How many objects are deleted at once. */
const REMOVED_AT_ONCE = 16

/** What the objects of a blob have in common. */
const FOLDER = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\//

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export function createS3Store(ports: {
  db: Database
  bucket: Bucket
  /** `s3://bucket/prefix`, for people */
  name: string
  /** the text of this installation's marker */
  marker: string
  random: Random
  dataKeys: DataKeys
  log: { warn: (facts: object, message: string) => void }
}): BlobStore {
  const { db, bucket, random, dataKeys, log, marker } = ports
  /** What the names of a blob's objects begin with. */
  const folderOf = (key: BlobKey) => `${attemptId.parse(key.attemptId)}/${partId.parse(key.partId)}/`

  return {
    async append(key, offset, bytes) {
      const folder = folderOf(key)
      const before = await loadBlob(db, key)
      if (before.isSealed) throw new BlobStoreError('sealed')
      if (before.bytes < offset) throw new BlobStoreError('bytesMissing', { size: before.bytes })
      if (bytes.length === 0) return
      const object = `${String(offset).padStart(OFFSET_DIGITS, '0')}-${random.uuid()}`
      const salt = random.bytes(SALT_BYTES)
      const encrypted = crypt(await dataKeys.of(key, salt), 0, bytes)
      const digest = digestOf(encrypted)
      await bucket.put(folder + object, encrypted, digest)
      const { length } = bytes
      const stretch = { offset, bytes: length, object, objectOffset: 0, objectBytes: length, digest, salt }
      // where this fails, nobody knows whether the row was committed: the object stays, and sealing clears up
      if (await growBlob(db, key, stretch)) return
      await forget(folder, await overlay(folder, key, stretch))
    },

    async *read(key, { from, to }) {
      const folder = folderOf(key)
      if (from >= to) return
      let at = from
      for (const stretch of await loadStretches(db, key, { from, to })) {
        const end = Math.min(to, stretch.offset + stretch.bytes)
        yield await readStretch(folder, key, stretch, { from: at, to: end })
        at = end
      }
      if (at < to) throw new BlobStoreError('bytesMissing', { size: await sizeOf(key) })
    },

    size: sizeOf,

    async seal(key) {
      const folder = folderOf(key)
      if (!(await markBlob(db, key, true))) return
      try {
        await clearUp(folder, key)
      } catch (error) {
        log.warn(
          { err: error, ...key },
          'objects that no row names may be left: sealing or removing it again finds them',
        )
      }
    },

    async reopen(key) {
      folderOf(key)
      await markBlob(db, key, false)
    },

    // an object is what its row says, or it is not there
    recognise: async () => {},

    /** By what the store lists, so that nothing of a person stays behind that no row knows of. */
    async remove(key) {
      const names: string[] = []
      for await (const { name } of bucket.list(folderOf(key))) names.push(name)
      await removeAll(names)
      await deleteBlob(db, key)
    },

    async removeAttempt(id) {
      const names: string[] = []
      for await (const { name } of bucket.list(`${attemptId.parse(id)}/`)) names.push(name)
      await removeAll(names)
      await deleteBlobsOf(db, id)
      dataKeys.forget(id)
    },

    async *list() {
      let last = ''
      for await (const { name } of bucket.list('')) {
        const [folder, attempt = '', part = ''] = FOLDER.exec(name) ?? []
        // objects of one blob stand together in a listing
        if (folder === undefined || folder === last) continue
        last = folder
        yield { attemptId: attempt, partId: part }
      }
    },
    whereIs: (key) => `${ports.name}/${folderOf(key)}`,
    readMarker,
    writeMarker: () => bucket.put(MARKER_NAME, Buffer.from(marker), digestOf(Buffer.from(marker))),
    checkMarker: async () => refuseOtherMarker(await readMarker(), marker),
    close: async () => {},
  }

  async function readMarker(): Promise<string | null> {
    const bytes = await bucket.get(MARKER_NAME, { from: 0, to: MARKER_MAX_BYTES })
    return bytes && Buffer.from(bytes).toString()
  }

  async function overlay(folder: string, key: BlobKey, stretch: Stretch): Promise<string[]> {
    try {
      return await overlayBlob(db, key, stretch)
    } catch (error) {
      if (error instanceof BlobStoreError) await forget(folder, [stretch.object])
      throw error
    }
  }

  /** Where a whole object is read, it is checked: what is not what was put, twice, counts as lost from its beginning. */
  async function readStretch(folder: string, key: BlobKey, it: Stretch, { from, to }: ByteRange): Promise<Uint8Array> {
    const skipped = it.objectOffset - it.offset
    for (let isAgain = false; ; isAgain = true) {
      const bytes = await bucket.get(folder + it.object, { from: from + skipped, to: to + skipped })
      if (bytes === null || bytes.length < to - from) {
        const size = await sizeOf(key)
        // another process laid something over it just now: what it wrote is read the next time
        throw new BlobStoreError(size < to ? 'bytesMissing' : 'unavailable', { size })
      }
      if (bytes.length < it.objectBytes || digestOf(bytes).equals(it.digest))
        return it.salt ? crypt(await dataKeys.of(key, it.salt), from + skipped, bytes) : bytes
      if (!isAgain) continue
      log.warn({ ...key, object: it.object }, 'an object of the S3 store is not what was put')
      throw new BlobStoreError('bytesMissing', { size: it.offset })
    }
  }

  /** What rows and objects agree on: where an object is missing or short, the blob ends. */
  async function sizeOf(key: BlobKey): Promise<number> {
    const folder = folderOf(key)
    const stretches = await loadStretches(db, key)
    if (stretches.length === 0) return 0
    const there = new Map<string, number>()
    for await (const { name, bytes } of bucket.list(folder)) there.set(name.slice(folder.length), bytes)
    let size = 0
    for (const ports of stretches) {
      const left = Math.min(ports.objectBytes, there.get(ports.object) ?? 0) - ports.objectOffset
      size += Math.max(0, Math.min(ports.bytes, left))
      if (left >= ports.bytes) continue
      // nothing is lost that an append replaced between the rows and the listing
      const isNamedStill = (await loadStretches(db, key)).some((one) => one.object === ports.object)
      return isNamedStill ? size : sizeOf(key)
    }
    return size
  }

  /**
   * Removes the objects of a sealed blob that no row names: a process died between putting one and writing its row.
   * Nothing of them was acknowledged. Before the seal they stay: an append may be about to write its row.
   */
  async function clearUp(folder: string, key: BlobKey): Promise<void> {
    const used = new Set((await loadStretches(db, key)).map((one) => folder + one.object))
    const left: string[] = []
    for await (const { name } of bucket.list(folder)) if (!used.has(name)) left.push(name)
    if (left.length > 0) log.warn({ ...key, objects: left.length }, 'objects that no row names are removed')
    await removeAll(left)
  }

  /** Objects that nothing reads any more. What cannot be removed now is found when the blob is sealed or removed. */
  async function forget(folder: string, objects: readonly string[]): Promise<void> {
    try {
      await removeAll(objects.map((object) => folder + object))
    } catch (error) {
      log.warn({ err: error, objects: objects.length }, 'objects that are not needed any more could not be removed yet')
    }
  }

  async function removeAll(names: readonly string[]): Promise<void> {
    for (let from = 0; from < names.length; from += REMOVED_AT_ONCE)
      await Promise.all(names.slice(from, from + REMOVED_AT_ONCE).map((name) => bucket.remove(name)))
  }
}
