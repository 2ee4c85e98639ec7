// Owns: the face engine that comes with the product: detector and mesh of @vladmandic/human, own alignment, descriptor
// of @vladmandic/face-api, all WebAssembly in bounded processes. judge.ts says why it only assists.
// Never reads a picture in the process that answers requests.
import { z } from 'zod'
import { createProcessPool, type PoolLog } from '../bounded-process/process-pool.ts'
import type { FaceAnswer, FaceJob } from './face.process.ts'
import { FRAME_FLAGS, MAX_PICTURES, type FaceEngine, type FaceResult, type FrameAssessment } from './face-engine.ts'
import { judge } from './judge.ts'
import { faultBeforeDecoding, PICTURE_FAULTS } from './picture.ts'
import type { FaceUse } from './quality.ts'
import type { FrameReading } from './read-frame.ts'
import { faceTemplate } from './template.ts'

/** Raise the number whenever decoding, alignment or the way descriptors are averaged changes: templates are then stale. */
const ENGINE_ID = 'built-in-1'

export type BuiltInEngineOptions = {
  log: PoolLog
  /** each takes one core while it works, and some 300 MB */
  processes?: 1 | 2
  maxWaiting?: number
  jobLimitMs?: number
}

/** A sign-in of five frames takes about 1 s of a core: the last of these waits half a minute, half of it with two. */
const MAX_WAITING = 32
/** A job of 12 pictures takes some 2 s on a free core. */
const JOB_LIMIT_MS = 20_000
/** Loading takes 1 s of a core. */
const START_LIMIT_MS = 30_000
/** A process holds some 300 MB, 45 of them heap; the largest picture that is decoded and a job of 144 MB of files lie beside that. */
const LIMITS = { heapMB: 256, memoryMaxBytes: 1024 * 1024 * 1024, mayLoadAddons: true }
/** Twelve pictures with 128 numbers of up to 20 characters each. */
const ANSWER_MAX_BYTES = 128 * 1024

const pose = z.object({
  box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  yaw: z.number(),
  pitch: z.number(),
  roll: z.number(),
})
/** Checked, as pictures from outside are decoded by a native library. */
const faceAnswer: z.ZodType<FaceAnswer> = z
  .array(
    z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(false), reason: z.enum(PICTURE_FAULTS) }),
      z.object({
        ok: z.literal(true),
        reading: z.object({
          faces: z.int(),
          face: pose.nullable(),
          flags: z.array(z.enum(FRAME_FLAGS)),
          vector: z.array(z.number()).length(128).nullable(),
          pixelDigest: z.string().length(64),
        }),
      }),
    ]),
  )
  .max(MAX_PICTURES)

/** @throws Error when packages or models are missing. */
export async function startBuiltInFaceEngine({
  log,
  processes = 1,
  maxWaiting = MAX_WAITING,
  jobLimitMs = JOB_LIMIT_MS,
}: BuiltInEngineOptions): Promise<FaceEngine> {
  const pool = createProcessPool<FaceJob, FaceAnswer>({
    name: 'faces',
    script: new URL('./face.process.ts', import.meta.url),
    answer: faceAnswer,
    answerMaxBytes: ANSWER_MAX_BYTES,
    processes,
    maxWaiting,
    // the models are loaded once
    keptMs: Infinity,
    tries: 2,
    startLimitMs: START_LIMIT_MS,
    limits: LIMITS,
    // a candidate waits for it before T0
    niceness: 0,
    log,
  })
  const modelHash = await pool.ready().catch(async (error: unknown) => {
    await pool.close()
    throw error
  })
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
    const done = await pool.run(
      { lengths: pictures.map(({ length }) => length), use },
      { bytes: Buffer.concat(pictures), limitMs: jobLimitMs, ...(onAhead && { onAhead }) },
    )
    // what a picture does to the process that reads it is for a person to look at, as when there is no engine
    if (!done.ok) return { ok: false, reason: done.reason === 'busy' ? 'busy' : 'unavailable' }
    const readings: FrameReading[] = []
    for (const [picture, result] of done.value.entries()) {
      if (!result.ok) return { ...result, picture }
      const { vector, ...rest } = result.reading
      readings.push({ ...rest, vector: vector && Float32Array.from(vector) })
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
