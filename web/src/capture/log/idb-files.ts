// Owns: log files in IndexedDB, for browsers without sync access handles: a file is the pieces it was written in, and its
// size. Every write is on the disk when it resolves (`durability: 'strict'`). Never knows what is in the files.
import { LogInUseError, StorageUnavailableError } from './durable-log.ts'
import type { LogFile, LogFiles } from './log-files.ts'

const DATABASE = 'zhishi-log'
/** size by path */
const SIZES = 'sizes'
/** bytes by [path, offset] */
const PIECES = 'pieces'
/** above every character a path of ours has */
const LAST = '\uffff'

/**
 * @param path of the directory
 * @param patienceMs how long to wait for a previous opener to go away
 * @throws StorageUnavailableError; opening a file: LogInUseError
 */
export async function openIdbFiles(path: readonly string[], patienceMs: number): Promise<LogFiles> {
  const database = await openDatabase()
  const prefix = `${path.join('/')}/`
  return {
    async names() {
      const { sizes } = stores(database, 'readonly')
      const keys = await answer(sizes.getAllKeys(IDBKeyRange.bound(prefix, prefix + LAST)))
      return (keys as string[]).map((path) => path.slice(prefix.length))
    },
    async open(name) {
      const letGo = await lock(prefix + name, patienceMs)
      const { sizes, done } = stores(database, 'readwrite')
      if ((await answer(sizes.get(prefix + name))) === undefined) sizes.put(0, prefix + name)
      await done
      return openFile(database, prefix + name, letGo)
    },
    async remove(name) {
      const { sizes, pieces, done } = stores(database, 'readwrite')
      sizes.delete(prefix + name)
      pieces.delete(from(prefix + name, 0))
      await done
    },
  }
}

/** The directories that hold files, as paths. Empty where there is no IndexedDB. */
export async function listIdbPaths(): Promise<[string, string][]> {
  try {
    const database = await openDatabase()
    const keys = await answer(stores(database, 'readonly').sizes.getAllKeys())
    database.close()
    const paths = new Set((keys as string[]).map((path) => path.split('/').slice(0, 2).join('/')))
    return [...paths].map((one) => one.split('/') as [string, string])
  } catch (error) {
    if (error instanceof StorageUnavailableError) return []
    throw error
  }
}

function openFile(database: IDBDatabase, path: string, letGo: () => void): LogFile {
  return {
    getSize: async () => (await answer<number | undefined>(stores(database, 'readonly').sizes.get(path))) ?? 0,
    async read(into, { at }) {
      if (into.length === 0) return 0
      const { pieces } = stores(database, 'readonly')
      const first = await answer(pieces.openKeyCursor(IDBKeyRange.bound([path, 0], [path, at]), 'prev'))
      const range = IDBKeyRange.bound(first?.key ?? [path, at], [path, at + into.length], false, true)
      const [keys, found] = await Promise.all([answer(pieces.getAllKeys(range)), answer(pieces.getAll(range))])
      let filled = 0
      for (const [number, key] of keys.entries()) {
        const begin = (key as [string, number])[1]
        const piece = (found[number] as Uint8Array).subarray(Math.max(0, at - begin), at + into.length - begin)
        into.set(piece, Math.max(0, begin - at))
        filled = Math.max(0, begin - at) + piece.length
      }
      return filled
    },
    async write(bytes, { at }) {
      const { sizes, pieces, done } = stores(database, 'readwrite')
      pieces.delete(from(path, at))
      // a copy: storing a view would store all of the buffer behind it
      pieces.put(bytes.slice(), [path, at])
      sizes.put(at + bytes.length, path)
      await done
      return bytes.length
    },
    async truncate(size) {
      const { sizes, pieces, done } = stores(database, 'readwrite')
      pieces.delete(from(path, size))
      const last = await answer(pieces.openCursor(IDBKeyRange.bound([path, 0], [path, size]), 'prev'))
      if (last) {
        const [, begin] = last.key as [string, number]
        pieces.put((last.value as Uint8Array).slice(0, size - begin), last.key)
      }
      sizes.put(size, path)
      await done
    },
    flush: () => {},
    close: letGo,
  }
}

const from = (path: string, at: number): IDBKeyRange => IDBKeyRange.bound([path, at], [path, Infinity])

type Stores = { sizes: IDBObjectStore; pieces: IDBObjectStore; done: Promise<void> }

function stores(database: IDBDatabase, mode: IDBTransactionMode): Stores {
  const transaction = database.transaction([SIZES, PIECES], mode, { durability: 'strict' })
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new DOMException('aborted', 'AbortError'))
  })
  // who only reads does not wait for it; who writes hears of a failure by waiting
  done.catch(() => {})
  return { sizes: transaction.objectStore(SIZES), pieces: transaction.objectStore(PIECES), done }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new DOMException('failed', 'UnknownError'))
  })
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown): void => reject(new StorageUnavailableError(String(error)))
    try {
      const request = indexedDB.open(DATABASE, 1)
      request.onupgradeneeded = () => {
        request.result.createObjectStore(SIZES)
        request.result.createObjectStore(PIECES)
      }
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => refuse(request.error)
    } catch (error) {
      refuse(error)
    }
  })
}

/** IndexedDB itself lets everybody in at once. A worker that dies lets go of its locks. @returns lets go */
async function lock(path: string, patienceMs: number): Promise<() => void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(`zhishi-file-${path}`, { signal: AbortSignal.timeout(Math.max(1, patienceMs)) }, () => {
        return new Promise<void>((letGo) => resolve(letGo))
      })
      .catch(() => reject(new LogInUseError(`${path} is open elsewhere`)))
  })
}
