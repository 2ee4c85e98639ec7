// Owns: the face engine that comes with the product: detector and mesh of @vladmandic/human, own alignment, descriptor
// of @vladmandic/face-api, all WebAssembly in worker threads. judge.ts says why it only assists.
// Never reads a picture in the thread that answers requests.
import type { FaceEngine, FaceResult, FrameAssessment } from './face-engine.ts'
import { MAX_PICTURES } from './face-engine.ts'
import { judge } from './judge.ts'
import { faultBeforeDecoding } from './picture.ts'
import type { FaceUse } from './quality.ts'
import type { FrameReading } from './read-frame.ts'
import { faceTemplate } from './template.ts'
import type { FaceAnswer, FaceJob } from './worker.ts'
import { type PoolLog, startWorkerPool } from './worker-pool.ts'

/** Raise the number whenever decoding, alignment or the way descriptors are averaged changes: templates are then stale. */
const ENGINE_ID = 'built-in-1'

export type BuiltInEngineOptions = {
  log: PoolLog
  /** threads; each takes one core while it works, and some 300 MB */
  workers?: 1 | 2
  maxWaiting?: number
  jobLimitMs?: number
}

/** A sign-in of five frames takes about 1 s of a core: the last of these waits half a minute, half of it with two. */
const MAX_WAITING = 32
/** A job of 12 pictures takes some 2 s on a free core. */
const JOB_LIMIT_MS = 20_000
/** Loading takes 1 s of a core. */
const START_LIMIT_MS = 30_000
/** Of the JavaScript heap, of which a worker uses 45 MB (110 MB reserved); pixels and tensors lie outside it. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 64 }

/** @throws Error when packages or models are missing. */
export async function startBuiltInFaceEngine({
  log,
  workers = 1,
  maxWaiting = MAX_WAITING,
  jobLimitMs = JOB_LIMIT_MS,
}: BuiltInEngineOptions): Promise<FaceEngine> {
  const pool = await startWorkerPool<FaceJob, FaceAnswer>({
    script: new URL('./worker.ts', import.meta.url),
    workers,
    maxWaiting,
    jobLimitMs,
    startLimitMs: START_LIMIT_MS,
    resourceLimits: RESOURCE_LIMITS,
    log,
  })
  const modelHash = pool.facts
  const templateOf = (vector: Float32Array, source: 'portrait' | 'camera') =>
    faceTemplate({ engineId: ENGINE_ID, modelHash, source, vector })

  async function read(
    pictures: readonly Uint8Array[],
    use: FaceUse,
    onAhead?: (ahead: number) => void,
  ): Promise<FaceResult<FrameReading[]>> {
    if (pictures.length === 0) return { ok: false, reason: 'noPictures' }
    if (pictures.length > MAX_PICTURES) return { ok: false, reason: 'tooManyPictures' }
    for (const [picture, bytes] of pictures.entries()) {
      const reason = faultBeforeDecoding(bytes)
      if (reason !== null) return { ok: false, reason, picture }
    }
    // copies: a message would otherwise carry the whole buffer of which a picture is a part
    const done = await pool.run({ pictures: pictures.map((bytes) => new Uint8Array(bytes)), use }, onAhead)
    if (!done.ok) return done
    const readings: FrameReading[] = []
    for (const [picture, result] of done.value.entries()) {
      if (!result.ok) return { ...result, picture }
      readings.push(result.reading)
    }
    return { ok: true, value: readings }
  }

  return {
    id: ENGINE_ID,
    modelHash,
    async assess(frames, options) {
      const done = await read(frames, 'camera', options?.onAhead)
      if (!done.ok) return done
      return { ok: true, value: done.value.map(toAssessment) }
    },
    async enrol(portrait, source, options) {
      const done = await read([portrait], 'portrait', options?.onAhead)
      if (!done.ok) return done
      const [reading] = done.value
      if (!reading?.vector) return { ok: false, reason: 'unfitPortrait', flags: reading?.flags ?? [] }
      return { ok: true, value: templateOf(reading.vector, source) }
    },
    async compare(template, frames, options) {
      if (template.engineId !== ENGINE_ID || template.modelHash !== modelHash)
        return { ok: false, reason: 'otherEngine' }
      const done = await read(frames, 'camera', options?.onAhead)
      return done.ok ? { ok: true, value: judge(template, done.value) } : done
    },
    close: () => pool.close(),
  }

  function toAssessment({ faces, face, flags, vector }: FrameReading): FrameAssessment {
    return { faces, face, flags, embedding: vector && templateOf(vector, 'camera') }
  }
}
