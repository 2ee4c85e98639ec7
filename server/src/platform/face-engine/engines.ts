// Owns: one face engine for the process, started when it is first needed.
// Never ends a start of the server: without an engine people look at everybody.
import { startBuiltInFaceEngine } from './built-in-engine.ts'
import type { FaceEngine } from './face-engine.ts'
import type { PoolLog } from './worker-pool.ts'

export type FaceEngines = {
  /** the engine, started at the first call; null: it cannot run on this machine */
  current(): Promise<FaceEngine | null>
  close(): Promise<void>
}

export function createFaceEngines(log: PoolLog): FaceEngines {
  let starting: Promise<FaceEngine | null> | null = null
  return {
    current() {
      starting ??= startBuiltInFaceEngine({ log }).catch((error: unknown) => {
        log.warn({ err: error }, 'the face engine cannot run here: a proctor confirms every identity')
        return null
      })
      return starting
    },
    async close() {
      await (await starting)?.close()
    },
  }
}
