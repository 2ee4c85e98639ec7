// Owns: a worker that opens one log, on OPFS or in IndexedDB, and does to it what a test says.
// Never used outside tests: in the product line.worker.ts owns the log.
import type { AttemptId } from '@zhishi/core/ids'
import type { Line } from '@zhishi/core/recording'
import type { DurableLog } from '../log/durable-log.ts'
import { openDeviceLog } from '../log/device-log.ts'
import { openFileLog } from '../log/file-log.ts'
import { openIdbFiles } from '../log/idb-files.ts'
import { INDEX_NAME } from '../log/log-index.ts'
import { openOpfsFiles, type SyncAccessible } from '../log/opfs-files.ts'
import { PART_FILE_BYTES } from '../log/part-files.ts'

/** Where a log lies; `device`: where the product puts it on this browser. */
export type Place = 'device' | 'opfs' | 'idb'

export type LogCall =
  | { number: number; method: 'open'; input: Opening }
  | { number: number; method: 'tearIndex'; input: [place: Place, attemptId: AttemptId, line: Line] }
  | { number: number; method: 'forgetSyncHandles'; input: [] }
  | { number: number; method: 'isOverfull'; input: [bytes: number] }
  | { number: number; method: keyof DurableLog; input: readonly unknown[] }
export type LogAnswer =
  | { number: number; value: unknown }
  | { number: number; error: { name: string; message: string } }

type Opening = [place: Place, attemptId: AttemptId, line: Line, patienceMs: number, partFileBytes?: number]

const filesIn = { opfs: openOpfsFiles, idb: openIdbFiles }
let log: DurableLog | null = null

async function perform(call: LogCall): Promise<unknown> {
  if (call.method === 'open') {
    log = await open(...call.input)
    return null
  }
  if (call.method === 'tearIndex') return tearIndex(...call.input)
  // an older browser, as far as this worker is concerned
  if (call.method === 'forgetSyncHandles') {
    return Reflect.deleteProperty(FileSystemFileHandle.prototype, 'createSyncAccessHandle')
  }
  if (call.method === 'isOverfull') return isOverfull(...call.input)
  const method = log?.[call.method] as ((...input: readonly unknown[]) => unknown) | undefined
  return method?.(...call.input)
}

async function open(...[place, attemptId, line, patienceMs, partFileBytes]: Opening): Promise<DurableLog> {
  if (place === 'device') return openDeviceLog(attemptId, line, patienceMs)
  return openFileLog(await filesIn[place]([attemptId, line], patienceMs), partFileBytes ?? PART_FILE_BYTES)
}

async function tearIndex(place: Place, ...path: readonly string[]): Promise<void> {
  const files = await filesIn[place === 'idb' ? 'idb' : 'opfs'](path, 500)
  const index = await files.open(INDEX_NAME)
  await index.truncate((await index.getSize()) - 4)
  await index.flush()
  await index.close()
}

async function isOverfull(bytes: number): Promise<boolean> {
  const directory = await navigator.storage.getDirectory()
  const file = (await directory.getFileHandle('probe', { create: true })) as SyncAccessible
  const handle = await file.createSyncAccessHandle()
  try {
    handle.write(new Uint8Array(bytes), { at: 0 })
    return false
  } catch {
    return true
  } finally {
    handle.truncate(0)
    handle.close()
  }
}

addEventListener('message', ({ data }: MessageEvent<LogCall>) => {
  perform(data).then(
    (value) => postMessage({ number: data.number, value } satisfies LogAnswer),
    (error: Error) =>
      postMessage({ number: data.number, error: { name: error.name, message: error.message } } satisfies LogAnswer),
  )
})
