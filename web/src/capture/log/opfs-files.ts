// Owns: log files on OPFS, `zhishi/<attemptId>/<line>/`: in a dedicated worker only (sync access handles exist nowhere
// else); listing works anywhere. Never knows what is in the files (file-log.ts).
import { LogInUseError, StorageUnavailableError } from './durable-log.ts'
import { asLogError, type LogFile, type LogFiles } from './log-files.ts'

const ROOT = 'zhishi'

/** How often a file that is in use is tried again. */
const RETRY_MS = 50

/** Whether this worker can write OPFS files and have them on the disk when a call returns. */
export const hasOpfsFiles = (): boolean =>
  typeof FileSystemFileHandle === 'function' && 'createSyncAccessHandle' in FileSystemFileHandle.prototype

/**
 * @param path of the directory below ours
 * @param patienceMs how long to wait for a previous opener to go away; a reloaded page's worker needs a moment
 * @throws StorageUnavailableError; opening a file: LogInUseError
 */
export async function openOpfsFiles(path: readonly string[], patienceMs: number): Promise<LogFiles> {
  const directory = await openDirectory(path)
  return {
    async names() {
      const names: string[] = []
      for await (const name of directory.keys()) names.push(name)
      return names
    },
    async open(name) {
      const handle = await directory.getFileHandle(name, { create: true }).catch((error: unknown) => {
        throw asLogError(error)
      })
      for (let leftMs = patienceMs; ; leftMs -= RETRY_MS) {
        try {
          return await (handle as SyncAccessible).createSyncAccessHandle()
        } catch (error) {
          const isInUse = error instanceof DOMException && error.name === 'NoModificationAllowedError'
          if (!isInUse) throw asLogError(error)
          if (leftMs <= 0) throw new LogInUseError(`${path.join('/')}/${name} is open elsewhere`)
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        }
      }
    },
    remove: (name) => directory.removeEntry(name),
  }
}

/** The directories two below ours, as paths. Empty where there is no OPFS. */
export async function listOpfsPaths(): Promise<[string, string][]> {
  const found: [string, string][] = []
  try {
    for await (const [name, handle] of (await openDirectory([])).entries()) {
      if (handle.kind !== 'directory') continue
      for await (const child of (handle as FileSystemDirectoryHandle).keys()) found.push([name, child])
    }
  } catch (error) {
    if (!(error instanceof StorageUnavailableError)) throw error
  }
  return found
}

async function openDirectory(path: readonly string[]): Promise<FileSystemDirectoryHandle> {
  let directory: FileSystemDirectoryHandle
  try {
    directory = await navigator.storage.getDirectory()
  } catch (error) {
    throw new StorageUnavailableError(String(error))
  }
  for (const name of [ROOT, ...path]) directory = await directory.getDirectoryHandle(name, { create: true })
  return directory
}

/** The DOM library leaves this out of pages, where it does not exist. */
export type SyncAccessible = FileSystemFileHandle & { createSyncAccessHandle(): Promise<LogFile> }
