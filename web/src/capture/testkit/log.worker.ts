// Owns: a worker that opens one OPFS log and does to it what a test says.
// Never used outside tests: in the product line.worker.ts owns the log.
import type { AttemptId } from '@zhishi/core/ids'
import type { Line } from '@zhishi/core/recording'
import type { DurableLog } from '../durable-log.ts'
import { INDEX_NAME } from '../file-log.ts'
import { openOpfsLog, type SyncAccessible } from '../opfs-log.ts'

export type LogCall =
  | { number: number; method: 'open'; input: [attemptId: AttemptId, line: Line, patienceMs: number] }
  | { number: number; method: 'tearIndex'; input: [attemptId: AttemptId, line: Line] }
  | { number: number; method: 'isOverfull'; input: [bytes: number] }
  | { number: number; method: keyof DurableLog; input: readonly unknown[] }
export type LogAnswer =
  | { number: number; value: unknown }
  | { number: number; error: { name: string; message: string } }

let log: DurableLog | null = null

async function perform(call: LogCall): Promise<unknown> {
  if (call.method === 'open') {
    log = await openOpfsLog(...call.input)
    return null
  }
  if (call.method === 'tearIndex') return tearIndex(call.input)
  if (call.method === 'isOverfull') return isOverfull(...call.input)
  const method = log?.[call.method] as ((...input: readonly unknown[]) => unknown) | undefined
  return method?.(...call.input)
}

async function tearIndex(path: readonly string[]): Promise<void> {
  let directory = await navigator.storage.getDirectory()
  for (const name of ['zhishi', ...path]) directory = await directory.getDirectoryHandle(name)
  const file = await directory.getFileHandle(INDEX_NAME)
  const writer = await file.createWritable({ keepExistingData: true })
  await writer.truncate((await file.getFile()).size - 4)
  await writer.close()
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
