// Owns: the bytes of a log's parts in files of bounded size: file k of a part holds its bytes from k times that size on.
// So three hours of a phone are some fifty files, none of which is ever rewritten. Never deletes one unless told to.
// One call at a time (file-log.ts sees to that).
import type { PartId } from '@zhishi/core/ids'
import { writeWhole, type LogFile, type LogFiles } from './log-files.ts'

/** 16 MiB: 3 h of the phone are 53 files (docs/defaults.md#recording: 600 kbit/s), ten minutes of the camera 2. */
export const PART_FILE_BYTES = 16 * 1_048_576

export const partFileName = (id: PartId, number: number): string => `${id}.${number}.part`

export type PartFiles = {
  /** How many bytes of a part are there. */
  size(id: PartId): Promise<number>
  /** @param offset the part's present length. @throws LogFullError, having added nothing */
  append(id: PartId, offset: number, bytes: Uint8Array): Promise<void>
  /** Fills `into` with what the part holds from `offset` on. @returns how many bytes that were */
  read(id: PartId, offset: number, into: Uint8Array<ArrayBuffer>): Promise<number>
  /** Nothing is added to this part any more. */
  finish(id: PartId): Promise<void>
  remove(id: PartId): Promise<void>
  /** Lets go of all files; those that are needed again are opened again. */
  close(): Promise<void>
}

/** @param names the files that are there already */
export function createPartFiles(files: LogFiles, names: readonly string[], fileBytes: number): PartFiles {
  const known = new Set(names)
  /** the file each running part is written to */
  const written = new Map<PartId, { name: string; file: LogFile }>()
  /** the last other file that was read: an upload reads on where it was */
  let reading: { name: string; file: LogFile } | null = null

  return {
    async size(id) {
      // a file follows when the one before it is full; what lies behind a damaged one cannot be reached
      for (let number = 0; ; number++) {
        if (!known.has(partFileName(id, number))) return number * fileBytes
        const size = await (await toRead(partFileName(id, number))).getSize()
        if (size < fileBytes) return number * fileBytes + size
      }
    },
    async append(id, offset, bytes) {
      let done = 0
      try {
        while (done < bytes.length) {
          const { number, at } = place(offset + done)
          const piece = bytes.subarray(done, done + fileBytes - at)
          await writeWhole(await toWrite(id, partFileName(id, number)), at, piece)
          done += piece.length
        }
      } catch (error) {
        await cutBack(id, offset, done)
        throw error
      }
    },
    async read(id, offset, into) {
      let done = 0
      while (done < into.length) {
        const { number, at } = place(offset + done)
        const piece = into.subarray(done, done + fileBytes - at)
        const got = await (await toRead(partFileName(id, number), id)).read(piece, { at })
        done += got
        if (got < piece.length) break
      }
      return done
    },
    finish: letGo,
    async remove(id) {
      await letGo(id)
      await stopReading()
      for (let number = 0; known.delete(partFileName(id, number)); number++) {
        await files.remove(partFileName(id, number))
      }
    },
    async close() {
      for (const id of written.keys()) await letGo(id)
      await stopReading()
    },
  }

  function place(offset: number): { number: number; at: number } {
    return { number: Math.floor(offset / fileBytes), at: offset % fileBytes }
  }

  /** Of an append over several files the first pieces may be in when another finds no room. */
  async function cutBack(id: PartId, offset: number, done: number): Promise<void> {
    const first = place(offset)
    for (let { number } = place(offset + done); done > 0 && number >= first.number; number--) {
      await (await toWrite(id, partFileName(id, number))).truncate(number === first.number ? first.at : 0)
    }
  }

  async function toWrite(id: PartId, name: string): Promise<LogFile> {
    const open = written.get(id)
    if (open?.name === name) return open.file
    await letGo(id)
    const file = reading?.name === name ? reading.file : await openFile(name)
    if (reading?.name === name) reading = null
    written.set(id, { name, file })
    return file
  }

  async function toRead(name: string, id?: PartId): Promise<LogFile> {
    const own = id === undefined ? undefined : written.get(id)
    if (own?.name === name) return own.file
    if (reading?.name === name) return reading.file
    await stopReading()
    reading = { name, file: await openFile(name) }
    return reading.file
  }

  async function openFile(name: string): Promise<LogFile> {
    const file = await files.open(name)
    known.add(name)
    return file
  }

  async function letGo(id: PartId): Promise<void> {
    const open = written.get(id)
    written.delete(id)
    await open?.file.close()
  }

  async function stopReading(): Promise<void> {
    const open = reading
    reading = null
    await open?.file.close()
  }
}
