// Owns: what the store of an app has of a part on its disk, decrypted, beside the server.
import { join } from 'node:path'
import type { BlobKey } from '../../src/platform/blob-store/blob-store.ts'
import { createDiskStore } from '../../src/platform/blob-store/disk-store.ts'
import { createEncryptedDisk } from '../../src/platform/blob-store/encrypted-disk.ts'
import { createDataKeys } from '../../src/platform/blob-store/interview-keys.ts'
import { systemRandom as random } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { loadKeys } from '../../src/platform/keys.ts'
import type { TestApp } from './app.ts'

export async function readHeld(app: TestApp, key: BlobKey): Promise<Buffer> {
  const { db, close } = openDatabase(app.databaseUrl, () => {})
  const dataKeys = createDataKeys({ db, keys: loadKeys(join(app.directory, 'keys'), random), random })
  const disk = createDiskStore({ dataDirectory: join(app.directory, 'data'), marker: '' })
  const store = createEncryptedDisk({ db, receiptsDb: db, disk, dataKeys, random })
  try {
    const pieces: Uint8Array[] = []
    for await (const piece of store.read(key, { from: 0, to: await store.size(key) })) pieces.push(piece)
    return Buffer.concat(pieces)
  } finally {
    await close()
  }
}
