// Owns: blobs on the local disk, one growing file each: <data>/blobs/<attemptId>/<partId>, and the marker beside them.
// Never resolves an append before fdatasync, never builds a path from anything but two checked UUIDs, and begins no file where
// the marker is not: a volume that is not mounted leaves an empty directory, and what is written there is hidden later.
import { fstatSync } from 'node:fs'
import nodeFiles, { constants, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { createGrouping } from '../grouping.ts'
import { BlobStoreError, type BlobKey, type BlobStore } from './blob-store.ts'
import { MARKER_NAME, refuseOtherMarker } from './marker.ts'
import { createOpenFiles } from './open-files.ts'

/** What the store needs of node:fs/promises; tests hand in one that fails. */
export type Files = Pick<typeof nodeFiles, 'open' | 'mkdir' | 'stat' | 'chmod' | 'rm' | 'readdir' | 'rename'>

/** 256 KiB a read: large enough that system calls do not count, small enough to hold hundreds of readers. */
const READ_BYTES = 262_144
const WRITABLE = 0o600
const SEALED = 0o400
const OWNER_MAY_WRITE = 0o200
/** More attempts than one process serves; forgetting them costs one sync each. */
const KNOWN_ATTEMPTS = 16_384

/** No space, or no quota (errno(3)). Everything else that the system refuses is `unavailable`. */
const FULL = new Set(['ENOSPC', 'EDQUOT'])

/** Where blobs lie; it may be a disk of its own. */
export const blobsIn = (dataDirectory: string): string => join(dataDirectory, 'blobs')

export type DiskStore = BlobStore & {
  /** As append, where the blob ends at `offset`. False: it goes on behind it, and nothing was written. */
  grow(key: BlobKey, offset: number, bytes: Uint8Array): Promise<boolean>
}

/** @param it `marker`: the text of this installation's marker */
export function createDiskStore(options: { dataDirectory: string; marker: string; files?: Files }): DiskStore {
  const files = options.files ?? nodeFiles
  const root = blobsIn(options.dataDirectory)
  const markerFile = join(root, MARKER_NAME)
  const directoryOf = (key: BlobKey) => join(root, checked(key.attemptId))
  const fileOf = (key: BlobKey) => join(directoryOf(key), checked(key.partId))
  const openFiles = createOpenFiles()

  async function lookAt(file: string): Promise<{ size: number; isSealed: boolean } | null> {
    try {
      const found = await files.stat(file)
      return { size: found.size, isSealed: (found.mode & OWNER_MAY_WRITE) === 0 }
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  /** A file that is not open yet; it is made where its first bytes come. */
  async function openToAppend(key: BlobKey, offset: number): Promise<FileHandle> {
    try {
      return await files.open(fileOf(key), constants.O_RDWR)
    } catch (error) {
      if (isMissing(error)) {
        if (offset > 0) throw new BlobStoreError('bytesMissing', { size: 0 })
        return make(key)
      }
      // unless it is root, the system lets nobody open a sealed file to write
      if ((await lookAt(fileOf(key)))?.isSealed) throw new BlobStoreError('sealed')
      throw error
    }
  }

  /** Many files begin in the second of T0: those that come while the marker is read share the next look at it. */
  const checkShared = createGrouping(async (asked: readonly null[]) => {
    await checkMarker()
    return asked
  })

  async function make(key: BlobKey): Promise<FileHandle> {
    await checkShared(null)
    const open = () => files.open(fileOf(key), constants.O_RDWR | constants.O_CREAT, WRITABLE)
    try {
      return await open()
    } catch (error) {
      if (!isMissing(error)) throw error
      await files.mkdir(directoryOf(key), { recursive: true, mode: 0o700 })
      return open()
    }
  }

  /** Makes the names durable, not only the bytes. Windows cannot open a directory; NTFS journals names by itself. */
  async function syncDirectory(directory: string): Promise<void> {
    if (process.platform === 'win32') return
    await openFiles.use(
      directory,
      () => files.open(directory, 'r'),
      async (handle) => {
        // the one that has its name now is opened by the next try
        if (fstatSync(handle.fd).nlink === 0) throw new BlobStoreError('unavailable')
        await handle.sync()
      },
    )
  }

  /** Attempts whose directory this process has made durable in the directories above it. */
  const known = new Set<string>()

  /** At T0 a file begins for everybody in the same second: all of them share one sync of the directories they share. */
  const syncShared = createGrouping(async (asked: readonly string[]) => {
    for (const directory of [root, options.dataDirectory]) await syncDirectory(directory)
    return asked
  })

  async function syncNames(key: BlobKey): Promise<void> {
    await syncDirectory(directoryOf(key))
    if (known.has(key.attemptId)) return
    await syncShared(key.attemptId)
    if (known.size >= KNOWN_ATTEMPTS) known.clear()
    known.add(key.attemptId)
  }

  /** False: only the end was to be written to, and it is elsewhere. */
  const write = (key: BlobKey, offset: number, bytes: Uint8Array, it: { isAtEnd: boolean }): Promise<boolean> =>
    named(() =>
      openFiles.use(
        fileOf(key),
        () => openToAppend(key, offset),
        async (file) => {
          // of an open file the system knows both without asking the disk
          const { size, mode, nlink } = fstatSync(file.fd)
          // deleted behind our back: bytes written to it would be gone with it
          if (nlink === 0) throw new BlobStoreError('bytesMissing', { size: 0 })
          if ((mode & OWNER_MAY_WRITE) === 0) throw new BlobStoreError('sealed')
          if (size < offset) throw new BlobStoreError('bytesMissing', { size })
          if (it.isAtEnd && size > offset) return false
          await writeWhole(file, offset, bytes)
          // after a failed sync the kernel may call the pages clean: the bytes must be written anew, and they are,
          // because nothing was acknowledged
          await file.datasync()
          // at every append to 0, not only where the file was new: a crash may have come between its creation and this
          if (offset === 0) await syncNames(key)
          return true
        },
      ),
    )

  return {
    append: async (key, offset, bytes) => void (await write(key, offset, bytes, { isAtEnd: false })),
    grow: (key, offset, bytes) => write(key, offset, bytes, { isAtEnd: true }),

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
    // what lies there is read as it lies there
    recognise: async () => {},
    remove: (key) =>
      named(async () => {
        await openFiles.close(fileOf(key))
        await files.rm(fileOf(key), { force: true })
      }),
    removeAttempt: (attemptId) =>
      named(async () => {
        const directory = join(root, checked(attemptId))
        // one by one: a file that cannot be removed keeps its directory, and is found again
        for (const name of await namesIn(directory)) {
          await openFiles.close(join(directory, name))
          await files.rm(join(directory, name), { force: true })
        }
        await openFiles.close(directory)
        await files.rm(directory, { recursive: true, force: true })
        known.delete(attemptId)
        await syncDirectory(root)
      }),
    async *list() {
      for (const attemptId of (await namesIn(root)).filter(isUuid)) {
        for (const partId of (await namesIn(join(root, attemptId))).filter(isUuid)) yield { attemptId, partId }
      }
    },
    whereIs: fileOf,
    readMarker: () => named(readMarker),
    writeMarker: () => named(writeMarker),
    checkMarker: () => named(checkMarker),
    close: () => named(openFiles.closeAll),
  }

  function namesIn(directory: string): Promise<string[]> {
    return named(async () => {
      try {
        return await files.readdir(directory)
      } catch (error) {
        if (isMissing(error)) return []
        throw error
      }
    })
  }

  async function readMarker(): Promise<string | null> {
    let handle: FileHandle
    try {
      handle = await files.open(markerFile, 'r')
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
    try {
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  }

  async function checkMarker(): Promise<void> {
    refuseOtherMarker(await readMarker(), options.marker)
  }

  /** Under another name first: a power cut never leaves half a marker. */
  async function writeMarker(): Promise<void> {
    await files.mkdir(root, { recursive: true, mode: 0o700 })
    const next = `${markerFile}.new`
    const handle = await files.open(next, 'w', WRITABLE)
    try {
      await writeWhole(handle, 0, Buffer.from(options.marker))
      await handle.datasync()
    } finally {
      await handle.close()
    }
    await files.rename(next, markerFile)
    for (const directory of [root, options.dataDirectory]) await syncDirectory(directory)
  }

  async function setMode(key: BlobKey, mode: number): Promise<void> {
    await openFiles.close(fileOf(key))
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

const isUuid = (name: string): boolean => UUID.test(name)

/** @throws Error when it is no UUID: anything else could lead out of the directory */
function checked(id: string): string {
  if (!isUuid(id)) throw new Error('the name of a blob is made of two UUIDs')
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
