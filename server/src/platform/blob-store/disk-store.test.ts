import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, rmdir, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BlobStore } from './blob-store.ts'
import { describeBlobStore } from './blob-store.conformance.ts'
import { createDiskStore } from './disk-store.ts'
import { MARKER_NAME, markerText } from './marker.ts'
import { createFaultyFiles } from './testkit/faulty-files.ts'

const MARKER = markerText('here')

async function marked(store: BlobStore): Promise<BlobStore> {
  await store.writeMarker()
  return store
}

async function makeStore() {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'zhishi-blobs-'))
  const faulty = createFaultyFiles()
  return {
    dataDirectory,
    faulty,
    store: await marked(createDiskStore({ dataDirectory, marker: MARKER, files: faulty.files })),
    close: () => rm(dataDirectory, { recursive: true, force: true }),
  }
}

describeBlobStore('the blob store on the local disk', async () => {
  const { dataDirectory, faulty, store, close } = await makeStore()
  return {
    store,
    again: () => createDiskStore({ dataDirectory, marker: MARKER }),
    fill: (bytes) => faulty.failAfter(bytes, 'ENOSPC'),
    breakMedium: () => faulty.failAfter(0, 'EROFS'),
    repair: faulty.repair,
    empty: async () => {
      await rename(join(dataDirectory, 'blobs'), join(dataDirectory, 'away'))
      // as an unmounted volume leaves it
      await mkdir(join(dataDirectory, 'blobs'))
    },
    bringBack: async () => {
      // fails where anything was written meanwhile
      await rmdir(join(dataDirectory, 'blobs'))
      await rename(join(dataDirectory, 'away'), join(dataDirectory, 'blobs'))
    },
    cut: (key, toBytes) => truncate(join(dataDirectory, 'blobs', key.attemptId, key.partId), toBytes),
    close,
  }
})

test('bytes are synced before an append resolves, and names when a file begins', async () => {
  const { dataDirectory, faulty, store, close } = await makeStore()
  try {
    const key = { attemptId: randomUUID(), partId: randomUUID() }
    faulty.calls.length = 0
    await store.append(key, 0, Buffer.from('ab'))
    const directories = ['sync directory', 'sync directory', 'sync directory']
    expect(faulty.calls).toEqual(['write', 'write', 'datasync', ...directories])
    faulty.calls.length = 0
    await store.append(key, 2, Buffer.from('c'))
    expect(faulty.calls).toEqual(['write', 'datasync'])

    // the directories above are shared: synced once for each attempt, and once for all that begin while a sync runs
    faulty.calls.length = 0
    await store.append({ ...key, partId: randomUUID() }, 0, Buffer.from('d'))
    expect(faulty.calls).toEqual(['write', 'datasync', 'sync directory'])
    faulty.calls.length = 0
    const attempts = Array.from({ length: 20 }, () => ({ attemptId: randomUUID(), partId: randomUUID() }))
    await Promise.all(attempts.map((one) => store.append(one, 0, Buffer.from('e'))))
    const syncs = faulty.calls.filter((call) => call === 'sync directory').length
    expect(syncs).toBeGreaterThanOrEqual(20 + 2)
    expect(syncs).toBeLessThan(20 * 3)

    faulty.failSync('EIO')
    await expect(store.append(key, 3, Buffer.from('d'))).rejects.toMatchObject({ code: 'unavailable' })
    faulty.repair()
    faulty.failAfter(0, 'EDQUOT')
    await expect(store.append(key, 3, Buffer.from('d'))).rejects.toMatchObject({ code: 'storageFull' })

    const { mode } = await stat(join(dataDirectory, 'blobs', key.attemptId, key.partId))
    expect(mode & 0o077).toBe(0)
  } finally {
    await close()
  }
})

test('a file or directory that is deleted while it is open takes nothing: the loss is named, and the next try begins anew', async () => {
  const { dataDirectory, store, close } = await makeStore()
  try {
    const key = { attemptId: randomUUID(), partId: randomUUID() }
    const directory = join(dataDirectory, 'blobs', key.attemptId)
    await store.append(key, 0, Buffer.from('ab'))
    await rm(join(directory, key.partId))
    await expect(store.append(key, 2, Buffer.from('c'))).rejects.toMatchObject({ code: 'bytesMissing', size: 0 })
    await store.append(key, 0, Buffer.from('abc'))
    expect(await store.size(key)).toBe(3)

    await rm(directory, { recursive: true })
    await expect(store.append(key, 3, Buffer.from('d'))).rejects.toMatchObject({ code: 'bytesMissing', size: 0 })
    await expect(store.append(key, 0, Buffer.from('abcd'))).rejects.toMatchObject({ code: 'unavailable' })
    await store.append(key, 0, Buffer.from('abcd'))
    expect(await store.size(key)).toBe(4)
  } finally {
    await store.close()
    await close()
  }
})

test('a marker that is half written, or that cannot be read, is not this installation’s', async () => {
  const { dataDirectory, faulty, store, close } = await makeStore()
  try {
    const file = join(dataDirectory, 'blobs', MARKER_NAME)
    await writeFile(file, MARKER.slice(0, 20))
    await expect(store.checkMarker()).rejects.toMatchObject({ code: 'unavailable' })
    await rm(file)
    await mkdir(file)
    await expect(store.readMarker()).rejects.toMatchObject({ code: 'unavailable' })
    await rm(file, { recursive: true })
    faulty.failSync('EIO')
    await expect(store.writeMarker()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await store.readMarker(), 'not before it is durable').toBeNull()
    faulty.repair()
    await store.writeMarker()
    await store.checkMarker()
  } finally {
    await store.close()
    await close()
  }
})
