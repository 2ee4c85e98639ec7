// Owns: blobs on the local disk, one growing file each: <data>/blobs/<attemptId>/<partId>.
// Never resolves an append before fdatasync, and never builds a path from anything but two checked UUIDs.
import nodeFiles, { constants, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { BlobStoreError, type BlobKey, type BlobStore } from './blob-store.ts'

/** What the store needs of node:fs/promises; tests hand in one that fails. */
export type Files = Pick<typeof nodeFiles, 'open' | 'mkdir' | 'stat' | 'chmod' | 'rm'>

/** 256 KiB a read: large enough that system calls do not count, small enough to hold hundreds of readers. */
const READ_BYTES = 262_144
const WRITABLE = 0o600
const SEALED = 0o400
const OWNER_MAY_WRITE = 0o200

/** No space, or no quota (errno(3)). Everything else that the system refuses is `unavailable`. */
const FULL = new Set(['ENOSPC', 'EDQUOT'])

export function createDiskStore(it: { dataDirectory: string; files?: Files }): BlobStore {
  const files = it.files ?? nodeFiles
  const root = join(it.dataDirectory, 'blobs')
  const directoryOf = (key: BlobKey) => join(root, checked(key.attemptId))
  const fileOf = (key: BlobKey) => join(directoryOf(key), checked(key.partId))

  async function lookAt(file: string): Promise<{ size: number; isSealed: boolean } | null> {
    try {
      const found = await files.stat(file)
      return { size: found.size, isSealed: (found.mode & OWNER_MAY_WRITE) === 0 }
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  /** Makes the names durable, not only the bytes. Windows cannot open a directory; NTFS journals names by itself. */
  async function syncDirectory(directory: string): Promise<void> {
    if (process.platform === 'win32') return
    const handle = await files.open(directory, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  return {
    append: (key, offset, bytes) =>
      named(async () => {
        const file = fileOf(key)
        const before = await lookAt(file)
        if (before?.isSealed) throw new BlobStoreError('sealed')
        const size = before?.size ?? 0
        if (size < offset) throw new BlobStoreError('bytesMissing', { size })
        if (!before) await files.mkdir(directoryOf(key), { recursive: true, mode: 0o700 })
        const handle = await files.open(file, constants.O_RDWR | constants.O_CREAT, WRITABLE)
        try {
          await writeWhole(handle, offset, bytes)
          // after a failed sync the kernel may call the pages clean: the bytes must be written anew, and they are,
          // because nothing was acknowledged
          await handle.datasync()
        } finally {
          await handle.close()
        }
        // at every append to 0, not only where the file was new: a crash may have come between its creation and this
        if (offset === 0) await Promise.all([directoryOf(key), root, it.dataDirectory].map(syncDirectory))
      }),

    async *read(key, { from, to }) {
      const file = fileOf(key)
      if (from >= to) return
      let handle: FileHandle
      try {
        handle = await files.open(file, 'r')
      } catch (error) {
        if (isMissing(error)) throw new BlobStoreError('bytesMissing', { size: 0 })
        throw nameOf(error)
      }
      try {
        for (let at = from; at < to;) {
          const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, to - at))
          const { bytesRead } = await named(() => handle.read(buffer, 0, buffer.length, at))
          if (bytesRead === 0) throw new BlobStoreError('bytesMissing', { size: (await handle.stat()).size })
          yield buffer.subarray(0, bytesRead)
          at += bytesRead
        }
      } finally {
        await handle.close()
      }
    },

    size: (key) => named(async () => (await lookAt(fileOf(key)))?.size ?? 0),
    seal: (key) => named(() => setMode(key, SEALED)),
    reopen: (key) => named(() => setMode(key, WRITABLE)),
    remove: (key) => named(() => files.rm(fileOf(key), { force: true })),
  }

  async function setMode(key: BlobKey, mode: number): Promise<void> {
    try {
      await files.chmod(fileOf(key), mode)
    } catch (error) {
      // a part without bytes has no file
      if (!isMissing(error)) throw error
    }
  }
}

/** Lower case, as the database writes them: the same part has one name. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @throws Error when it is no UUID: anything else could lead out of the directory */
function checked(id: string): string {
  if (!UUID.test(id)) throw new Error('the name of a blob is made of two UUIDs')
  return id
}

async function writeWhole(handle: FileHandle, offset: number, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, offset + written)
    written += bytesWritten
  }
}

async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw nameOf(error)
  }
}

function nameOf(error: unknown): unknown {
  const code = systemCodeOf(error)
  if (code === null) return error
  return new BlobStoreError(FULL.has(code) ? 'storageFull' : 'unavailable', { cause: error })
}

function systemCodeOf(error: unknown): string | null {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null
}

function isMissing(error: unknown): boolean {
  return systemCodeOf(error) === 'ENOENT'
}
