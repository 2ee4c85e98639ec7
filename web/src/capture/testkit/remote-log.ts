// Owns: logs for tests on a page: each opener in a worker of its own, which can be killed.
import type { AttemptId } from '@zhishi/core/ids'
import type { Line } from '@zhishi/core/recording'
import type { RemoteLog } from '../log/durable-log.conformance.ts'
import type { LogAnswer, LogCall, Place } from './log.worker.ts'
import LogWorker from './log.worker.ts?worker'

type Caller = { call(method: LogCall['method'], input: readonly unknown[]): Promise<unknown>; kill(): void }

function startWorker(): Caller {
  const worker = new LogWorker()
  const waiting = new Map<number, (answer: LogAnswer) => void>()
  let number = 0
  worker.addEventListener('message', ({ data }: MessageEvent<LogAnswer>) => waiting.get(data.number)?.(data))
  return {
    call: (method, input) =>
      new Promise((resolve, reject) => {
        waiting.set(++number, (answer) => {
          if ('error' in answer) reject(Object.assign(new Error(answer.error.message), { name: answer.error.name }))
          else resolve(answer.value)
        })
        worker.postMessage({ number, method, input })
      }),
    kill: () => worker.terminate(),
  }
}

/** Opens the log in a new worker, where the product would. `kill` ends the worker as a crash would. */
export async function openRemoteLog(
  attemptId: AttemptId,
  line: Line,
  patienceMs: number,
  place: Place = 'device',
  partFileBytes?: number,
  { hasSyncHandles = true } = {},
): Promise<{ log: RemoteLog; kill(): void }> {
  const worker = startWorker()
  if (!hasSyncHandles) await worker.call('forgetSyncHandles', [])
  await worker.call('open', [place, attemptId, line, patienceMs, partFileBytes])
  const log = new Proxy({} as RemoteLog, {
    get: (_target, method) =>
      // a promise resolving to this proxy must not take it for a promise
      method === 'then' ? undefined : (...input: unknown[]) => worker.call(method as keyof RemoteLog, input),
  })
  return { log, kill: worker.kill }
}

export async function tearIndex(place: Place, attemptId: AttemptId, line: Line): Promise<void> {
  const worker = startWorker()
  await worker.call('tearIndex', [place, attemptId, line])
  worker.kill()
}

/** Whether OPFS takes this many bytes now; they are given back. */
export async function hasRoomFor(bytes: number): Promise<boolean> {
  const worker = startWorker()
  const isOverfull = await worker.call('isOverfull', [bytes])
  worker.kill()
  return isOverfull === false
}
