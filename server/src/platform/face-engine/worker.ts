// Owns: a face worker thread: loads the models once, says so, then reads the pictures of one job after the other.
// Never touches a file but the models, nor the network (models.ts takes it away). Dies on a bug; the pool replaces it.
import { parentPort } from 'node:worker_threads'
import sharp from 'sharp'
import { loadModels } from './models.ts'
import type { FaceUse } from './quality.ts'
import { readFrame, type ReadResult } from './read-frame.ts'

export type FaceJob = { pictures: readonly Uint8Array[]; use: FaceUse }
/** In the order of the pictures; ends with the first that is none. */
export type FaceAnswer = ReadResult[]

if (parentPort === null) throw new Error('a face worker runs as a worker thread')
const port = parentPort
// the pool's threads are the parallelism; and a cache of pictures is a cache of faces
sharp.concurrency(1)
sharp.cache(false)

const models = await loadModels()
port.on('message', (job: FaceJob) => void answer(job))
port.postMessage({ kind: 'ready', facts: models.hash })

async function answer({ pictures, use }: FaceJob): Promise<void> {
  const results: FaceAnswer = []
  for (const bytes of pictures) {
    const result = await readFrame(models, bytes, use)
    results.push(result)
    if (!result.ok) break
  }
  port.postMessage({ kind: 'answer', answer: results })
}
