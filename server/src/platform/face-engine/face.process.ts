// Owns: a face process: loads the models once, says so, then reads the pictures of one job after the other.
// Never touches a file but the models, nor the network (models.ts takes it away). Dies on a bug; the pool replaces it.
import sharp from 'sharp'
import { serveJobs } from '../bounded-process/child.ts'
import { loadModels } from './models.ts'
import type { FaceUse } from './quality.ts'
import { readFrame, type FrameReading, type ReadResult } from './read-frame.ts'

/** Its pictures lie one behind the other. */
export type FaceJob = { lengths: readonly number[]; use: FaceUse }
/** The numbers of a descriptor as JSON has them. */
type Told = Omit<FrameReading, 'vector'> & { vector: number[] | null }
/** In the order of the pictures; ends with the first that is none. */
export type FaceAnswer = (Extract<ReadResult, { ok: false }> | { ok: true; reading: Told })[]

// the pool's processes are the parallelism; and a cache of pictures is a cache of faces
sharp.concurrency(1)
sharp.cache(false)

const models = await loadModels()
serveJobs(async ({ lengths, use }: FaceJob, { bytes }): Promise<FaceAnswer> => {
  const results: FaceAnswer = []
  let at = 0
  for (const length of lengths) {
    const result = await readFrame(models, bytes.subarray(at, at + length), use)
    at += length
    if (!result.ok) return [...results, result]
    const { vector, ...rest } = result.reading
    results.push({ ok: true, reading: { ...rest, vector: vector && [...vector] } })
  }
  return results
}, models.hash)
