// Owns: a thread in which media from outside is parsed: its memory and time are limited, and of the blob store it reads the
// parts it was started for (docs/security.md#media-from-outside). Never gives it a secret, a path or a way to write to the
// store.
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import type { BlobKey, BlobStore } from '../../platform/blob-store/blob-store.ts'
import { answerReads } from '../../platform/blob-store/reading-port.ts'

/** 8 GiB is the largest part; at 41 MB/s (docs/recording.md#figures) that takes 200 s. */
export const MEDIA_THREAD_MAX_MS = 300_000
/** 257 MB was the most a conversion of one hour took in all (docs/recording.md#figures); the heap is part of that. */
const HEAP_MB = 256
/**
 * Of it for what has just been made. Packets live for a moment, their bytes outside the heap, and go when this is full:
 * with the 134 MB that a thread takes of itself, an hour of camera held 140 MB more and was no quicker (2026-11-26).
 */
const YOUNG_MB = 24

/** The thread asks for the bytes of the parts through `port`, by their places among `keys`. */
export type MediaJob = { port: MessagePort }
export type MediaThread<Answer> = {
  /** what it said last, once it is gone; rejects when it failed, took too long or was ended */
  done: Promise<Answer | undefined>
  end(): Promise<unknown>
}

export function startMediaThread<Answer>(ports: {
  worker: URL
  /** what the thread is told, beside its port */
  job: object
  keys: readonly BlobKey[]
  blobStore: Pick<BlobStore, 'read'>
  maxMs: number
}): MediaThread<Answer> {
  const { port1: ours, port2: port } = new MessageChannel()
  answerReads(ours, ports.blobStore, ports.keys)
  const worker = new Worker(ports.worker, {
    workerData: { ...ports.job, port } satisfies MediaJob,
    transferList: [port],
    execArgv: [],
    // no secret of the server is within reach of what parses foreign media
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
  })
  const done = new Promise<Answer | undefined>((resolve, reject) => {
    let failure: unknown
    let answer: Answer | undefined
    const limit = setTimeout(() => {
      failure = new Error(`not done after ${ports.maxMs} ms`)
      void worker.terminate()
    }, ports.maxMs)
    worker.on('message', (said: Answer) => (answer = said))
    worker.once('error', (error) => (failure = error))
    // only when the thread is gone does nobody write to its file any more
    worker.once('exit', (code) => {
      clearTimeout(limit)
      ours.close()
      if (code === 0) resolve(answer)
      else reject(failure ?? new Error(`the thread ended with ${code}`))
    })
  })
  return { done, end: () => worker.terminate() }
}
