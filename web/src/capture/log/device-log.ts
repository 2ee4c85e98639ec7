// Owns: where this browser keeps durable logs: OPFS files where a worker can write them, else IndexedDB. A log that began
// in one of them goes on there, also after an update of the browser. Opening one works in a dedicated worker only.
import { attemptId as attemptIdSchema, type AttemptId } from '@zhishi/core/ids'
import { LINES, line as lineSchema, type Line } from '@zhishi/core/recording'
import { StorageUnavailableError, type DurableLog } from './durable-log.ts'
import { openFileLog } from './file-log.ts'
import { listIdbPaths, openIdbFiles } from './idb-files.ts'
import { hasOpfsFiles, listOpfsPaths, openOpfsFiles } from './opfs-files.ts'

/**
 * @param patienceMs how long to wait for a previous opener to go away
 * @throws LogInUseError, StorageUnavailableError
 */
export async function openDeviceLog(attemptId: AttemptId, line: Line, patienceMs: number): Promise<DurableLog> {
  const path = [attemptId, line]
  const isInDatabase = (await listIdbPaths()).some((one) => one.join('/') === path.join('/'))
  if (hasOpfsFiles() && !isInDatabase) {
    try {
      return await openFileLog(await openOpfsFiles(path, patienceMs))
    } catch (error) {
      // a private window of some browsers has the handles and refuses the directory
      if (!(error instanceof StorageUnavailableError)) throw error
    }
  }
  return openFileLog(await openIdbFiles(path, patienceMs))
}

/** The attempts that have a log on this device, each with its lines. Empty where there is no storage. */
export async function listLoggedAttempts(): Promise<{ attemptId: AttemptId; lines: Line[] }[]> {
  const found = new Map<AttemptId, Set<Line>>()
  for (const [directory, child] of [...(await listOpfsPaths()), ...(await listIdbPaths())]) {
    const id = attemptIdSchema.safeParse(directory)
    if (!id.success) continue
    const lines = found.get(id.data) ?? new Set()
    found.set(id.data, lines)
    const one = lineSchema.safeParse(child)
    if (one.success) lines.add(one.data)
  }
  return [...found].map(([attemptId, lines]) => ({ attemptId, lines: LINES.filter((one) => lines.has(one)) }))
}
