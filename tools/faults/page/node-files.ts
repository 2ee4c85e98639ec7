// Owns: the files of a durable log on this machine's disk, with the manners of OPFS sync access handles.
// Never used by the product: in a browser it is opfs-log.ts.
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
  constants,
} from 'node:fs'
import { join } from 'node:path'
import type { LogFiles } from '../../../web/src/capture/log/log-files.ts'

/** @param directory made if it is missing. What was written outlives the process that wrote it, as in a browser. */
export function nodeFiles(directory: string): LogFiles {
  mkdirSync(directory, { recursive: true })
  return {
    names: async () => readdirSync(directory),
    async open(name) {
      const file = openSync(join(directory, name), constants.O_RDWR | constants.O_CREAT)
      return {
        getSize: () => fstatSync(file).size,
        read: (into, { at }) => readSync(file, into, 0, into.length, at),
        write: (bytes, { at }) => writeSync(file, bytes, 0, bytes.length, at),
        truncate: (size) => ftruncateSync(file, size),
        flush: () => {},
        close: () => closeSync(file),
      }
    },
    remove: async (name) => rmSync(join(directory, name), { force: true }),
  }
}
