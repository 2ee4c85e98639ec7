// Owns: the port of the files a durable log lies in, and writing to one so that it happened wholly or not at all.
// Two kinds fulfil it: opfs-files.ts and idb-files.ts. Never knows what is in the files.
import { LogFullError } from './durable-log.ts'

type Soon<T> = T | Promise<T>

/** The part of FileSystemSyncAccessHandle that is needed; files that are slower answer with promises. */
export type LogFile = {
  getSize(): Soon<number>
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): Soon<number>
  /** at the end of the file, or again where a write before was not counted: what was there from `at` on is gone */
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): Soon<number>
  /** only ever shorter */
  truncate(size: number): Soon<void>
  flush(): Soon<void>
  close(): Soon<void>
}

export type LogFiles = {
  names(): Promise<string[]>
  /** Opens or makes a file, for this opener alone. @throws LogInUseError; LogFullError: there is no room for a new one */
  open(name: string): Promise<LogFile>
  remove(name: string): Promise<void>
}

/** Writes at the end and flushes, or leaves the file as it was. @throws LogFullError */
export async function writeWhole(file: LogFile, at: number, bytes: Uint8Array): Promise<void> {
  try {
    if ((await file.write(bytes as Uint8Array<ArrayBuffer>, { at })) < bytes.length) {
      throw new LogFullError('short write')
    }
    await file.flush()
  } catch (error) {
    await file.truncate(at)
    throw asLogError(error)
  }
}

/** What a browser throws where there is no room, by the log's own name; anything else as it is. */
export function asLogError(error: unknown): unknown {
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
  return isFull ? new LogFullError(error.message) : error
}
