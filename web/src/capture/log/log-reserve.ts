// Owns: room on the disk that a log has taken for itself beforehand, and gives back to its own writes when the disk is
// full: so the recording goes on at once, and there is time to record less and to tell somebody.
// Never counts on what a browser says is free: Chromium names a quota, not the disk.
import { LogFullError } from './durable-log.ts'
import { writeWhole, type LogFile, type LogFiles } from './log-files.ts'

const RESERVE_NAME = 'reserve'
/** Taken in steps, between which the log writes. */
const STEP_BYTES = 1_048_576
/** What `getRandomValues` fills at once (Web Cryptography API). */
const RANDOM_BYTES = 65_536

export type LogReserve = {
  bytes(): number
  /** Takes one step towards this much, all of it or nothing; 0 gives it back. @returns whether there is more to take */
  takeStep(wantedBytes: number): Promise<boolean>
  /** Does a write of the log; where there is no room for it, once more with the reserve given back. */
  behind<T>(write: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

export async function openLogReserve(files: LogFiles, names: readonly string[]): Promise<LogReserve> {
  let file: LogFile | null = names.includes(RESERVE_NAME) ? await files.open(RESERVE_NAME) : null
  let bytes = (await file?.getSize()) ?? 0

  /** The file goes: OPFS keeps room for an open file that was cut short (measured in Chromium). */
  async function giveBack(): Promise<void> {
    await file?.close()
    if (file) await files.remove(RESERVE_NAME)
    file = null
    bytes = 0
  }

  return {
    bytes: () => bytes,
    async takeStep(wantedBytes) {
      if (wantedBytes === 0 && bytes > 0) await giveBack()
      const step = Math.min(STEP_BYTES, wantedBytes - bytes)
      if (step <= 0) return false
      try {
        file ??= await files.open(RESERVE_NAME)
        await writeWhole(file, bytes, randomBytes(step))
        bytes += step
        return bytes < wantedBytes
      } catch (error) {
        if (!(error instanceof LogFullError)) throw error
        // what is left is needed by all lines, and the journal is one of them
        await giveBack()
        return false
      }
    },
    async behind(write) {
      try {
        return await write()
      } catch (error) {
        if (!(error instanceof LogFullError) || bytes === 0) throw error
        await giveBack()
        return write()
      }
    },
    async close() {
      await file?.close()
    },
  }
}

/** Zeros would take no room where a file system or a database packs them. */
function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += RANDOM_BYTES) crypto.getRandomValues(bytes.subarray(at, at + RANDOM_BYTES))
  return bytes
}
