// Owns: where durable logs lie in the browser: OPFS, `zhishi/<attemptId>/<line>/`. Opening a log works in a dedicated
// worker only (sync access handles exist nowhere else); listing works anywhere.
// Never knows what is in the files (file-log.ts).
import { attemptId as attemptIdSchema, type AttemptId } from '@zhishi/core/ids'
import { LINES, line as lineSchema, type Line } from '@zhishi/core/recording'
import { LogInUseError, StorageUnavailableError, type DurableLog } from './durable-log.ts'
import { openFileLog, type SyncFile } from './file-log.ts'

const ROOT = 'zhishi'

/** How often a file that is in use is tried again. */
const RETRY_MS = 50

/**
 * @param patienceMs how long to wait for a previous opener to go away; a reloaded page's worker needs a moment
 * @throws LogInUseError, StorageUnavailableError
 */
export async function openOpfsLog(attemptId: AttemptId, line: Line, patienceMs: number): Promise<DurableLog> {
  const directory = await openDirectory([ROOT, attemptId, line])
  return openFileLog({
    async open(name) {
      const handle = await directory.getFileHandle(name, { create: true })
      for (let leftMs = patienceMs; ; leftMs -= RETRY_MS) {
        try {
          return await (handle as SyncAccessible).createSyncAccessHandle()
        } catch (error) {
          const isInUse = error instanceof DOMException && error.name === 'NoModificationAllowedError'
          if (!isInUse) throw error
          if (leftMs <= 0) throw new LogInUseError(`${line} of ${attemptId} is open elsewhere`)
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        }
      }
    },
    remove: (name) => directory.removeEntry(name),
  })
}

/** The attempts that have a log on this device, each with its lines. Empty where there is no storage. */
export async function listLoggedAttempts(): Promise<{ attemptId: AttemptId; lines: Line[] }[]> {
  const found: { attemptId: AttemptId; lines: Line[] }[] = []
  try {
    for await (const [name, handle] of (await openDirectory([ROOT])).entries()) {
      const id = attemptIdSchema.safeParse(name)
      if (!id.success || handle.kind !== 'directory') continue
      const lines: Line[] = []
      for await (const child of (handle as FileSystemDirectoryHandle).keys()) {
        const one = lineSchema.safeParse(child)
        if (one.success) lines.push(one.data)
      }
      found.push({ attemptId: id.data, lines: LINES.filter((one) => lines.includes(one)) })
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
  for (const name of path) directory = await directory.getDirectoryHandle(name, { create: true })
  return directory
}

/** The DOM library leaves this out of pages, where it does not exist. */
export type SyncAccessible = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncFile> }
