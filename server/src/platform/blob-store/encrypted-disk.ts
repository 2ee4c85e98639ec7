// Owns: blobs on the local disk, encrypted (docs/blob-format.md): which salt which bytes are written by, and reading them back.
// Never encrypts two different bytes of a blob at one position by one salt: what may have been there before gets a new one. Never
// commits a salt before its bytes are durable, so that an append that fails leaves what lay there readable.
import type { KeyObject } from 'node:crypto'
import type { Random } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { BlobStoreError, type BlobKey, type BlobStore } from './blob-store.ts'
import type { DiskStore } from './disk-store.ts'
import type { DataKeys } from './interview-keys.ts'
import { crypt, SALT_BYTES } from './keystream.ts'
import {
  chooseSalts,
  createBeginning,
  deleteSalts,
  deleteSaltsOf,
  insertWithin,
  loadAllSalts,
  loadSalts,
  type Salted,
} from './salts-repo.ts'

/** Parts that grow now, of more people than one process serves; one that is forgotten goes on by a new salt, at the cost of a row. */
const KEPT_GROWING = 16_384

/** So much of what lies there tells which salt it was written by; less tells nothing (64 bits for a chance of 1 in 10^19). */
const BEGINS_BYTES = 32
const BEGINS_MIN_BYTES = 8

/** What this process wrote last: nothing was ever written behind `end` by the salt of this key. */
type Growing = { dataKey: KeyObject; end: number }

/** @param ports `receiptsDb`: what appends wait for */
export function createEncryptedDisk(ports: {
  db: Database
  receiptsDb: Database
  disk: DiskStore
  dataKeys: DataKeys
  random: Random
}): BlobStore {
  const { db, receiptsDb, disk, dataKeys, random } = ports
  const growing = new Map<string, Growing>()
  const begin = createBeginning(receiptsDb)
  /** Throws where it is no key of a blob, before the database is asked. */
  const nameOf = (key: BlobKey): string => disk.whereIs(key)

  function keep(name: string, it: Growing): void {
    growing.set(name, it)
    const [oldest] = growing.keys()
    if (growing.size > KEPT_GROWING && oldest !== undefined) growing.delete(oldest)
  }

  /** @param range where it ends may be behind the end of the blob */
  async function* read(key: BlobKey, { from, to }: { from: number; to: number }): AsyncGenerator<Buffer> {
    nameOf(key)
    const salts = await loadSalts(db, key, to)
    const first = salts.findLastIndex(({ offset }) => offset <= from)
    const stretches = await Promise.all(
      salts.slice(Math.max(0, first)).map(async ({ offset, salt }) => ({
        offset,
        dataKey: salt.length > 0 ? await dataKeys.of(key, salt) : null,
      })),
    )
    let at = from
    for await (const piece of disk.read(key, { from, to })) {
      for (let rest = Buffer.from(piece.buffer, piece.byteOffset, piece.length); rest.length > 0;) {
        const next = stretches.findIndex(({ offset }) => offset > at)
        const mine = stretches.at(next === -1 ? -1 : next - 1)
        const end = stretches[next]?.offset ?? Infinity
        const cut = rest.subarray(0, end - at)
        // next === 0: before the first salt
        const dataKey = next === 0 ? null : mine?.dataKey
        yield dataKey ? crypt(dataKey, at, cut) : cut
        at += cut.length
        rest = rest.subarray(cut.length)
      }
    }
  }

  /**
   * What lies there, as it lies there, where it means the beginning of `bytes`; null: something else. Bytes that are sent again
   * are mostly the same, and are written again as they are.
   */
  async function findSame(key: BlobKey, offset: number, bytes: Uint8Array): Promise<Buffer | null> {
    const range = { from: offset, to: offset + bytes.length }
    try {
      const plain = await collect(read(key, range))
      return plain.equals(bytes) ? await collect(disk.read(key, range)) : null
    } catch (error) {
      // it cannot be read, so it is written anew
      if (error instanceof BlobStoreError) return null
      throw error
    }
  }

  /** How it lies there, as far as it goes. */
  async function beginsAt(key: BlobKey, offset: number, size: number): Promise<Buffer> {
    return collect(disk.read(key, { from: offset, to: Math.min(size, offset + BEGINS_BYTES) }))
  }

  return {
    ...disk,
    read,
    async recognise(key) {
      nameOf(key)
      const all = await loadAllSalts(db, key)
      if (!all.some(({ isReplaced }) => isReplaced)) return
      const size = await disk.size(key)
      const fitting = new Map<number, Salted>()
      for (const one of all.toSorted((a, b) => Number(b.isReplaced) - Number(a.isReplaced))) {
        if (one.begins.length < BEGINS_MIN_BYTES) continue
        const there = await beginsAt(key, one.offset, size)
        if (there.subarray(0, one.begins.length).equals(one.begins)) fitting.set(one.offset, one)
      }
      const those = [...fitting.values()]
      if (those.some(({ isReplaced }) => isReplaced)) await chooseSalts(db, key, those)
    },
    async append(key, offset, bytes) {
      const name = nameOf(key)
      if (bytes.length === 0) return disk.append(key, offset, bytes)
      const end = offset + bytes.length
      const known = growing.get(name)
      growing.delete(name)
      if (known?.end === offset && (await disk.grow(key, offset, crypt(known.dataKey, offset, bytes))))
        return keep(name, { ...known, end })
      const size = await disk.size(key)
      const same = size > offset ? await findSame(key, offset, bytes.subarray(0, size - offset)) : null
      const from = offset + (same?.length ?? 0)
      if (same && from === end) return disk.append(key, offset, same)
      const salt = random.bytes(SALT_BYTES)
      const dataKey = await dataKeys.of(key, salt)
      const rest = crypt(dataKey, from, bytes.subarray(from - offset))
      await disk.append(key, offset, same ? Buffer.concat([same, rest]) : rest)
      const beginning = { key, offset: from, salt, begins: rest.subarray(0, BEGINS_BYTES) }
      if (size > end)
        return insertWithin(receiptsDb, beginning, { offset: end, begins: await beginsAt(key, end, size) })
      await begin(beginning)
      keep(name, { dataKey, end })
    },
    async remove(key) {
      growing.delete(nameOf(key))
      await deleteSalts(db, key)
      await disk.remove(key)
    },
    async removeAttempt(attemptId) {
      const inDirectory = nameOf({ attemptId, partId: attemptId }).slice(0, -attemptId.length)
      for (const name of growing.keys()) if (name.startsWith(inDirectory)) growing.delete(name)
      await deleteSaltsOf(db, attemptId)
      await disk.removeAttempt(attemptId)
      dataKeys.forget(attemptId)
    },
  }
}

async function collect(it: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of it) pieces.push(piece)
  return Buffer.concat(pieces)
}
