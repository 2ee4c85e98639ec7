// Owns: one face engine for the process, started when it is first needed.
// Never ends a start of the server: without an engine people look at everybody.
import type { PoolLog } from '../bounded-process/process-pool.ts'
import { startBuiltInFaceEngine } from './built-in-engine.ts'
import type { FaceEngine } from './face-engine.ts'

export type FaceEngines = {
  /** the engine, started at the first call; null: it does not start on this machine now */
  current(): Promise<FaceEngine | null>
  close(): Promise<void>
}

export function createFaceEngines(log: PoolLog): FaceEngines {
  let starting: Promise<FaceEngine | null> | null = null
  return {
    current() {
      starting ??= startBuiltInFaceEngine({ log }).catch((error: unknown) => {
        log.warn({ err: error }, 'the face engine cannot run here now: a proctor confirms every identity')
        // it may have been the moment: the next look tries again
        starting = null
        return null
      })
      return starting
    },
    async close() {
      await (await starting)?.close()
    },
  }
}
