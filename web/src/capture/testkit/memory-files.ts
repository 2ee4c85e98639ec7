// Owns: files in memory with the manners of OPFS: one opener a file, writes that a lost opener leaves behind, quota, and room
// that an open file is granted ahead of what is written.
// Never used outside tests; device-log.browser.test.ts runs the same suite on the real thing.
import { LogInUseError } from '../log/durable-log.ts'
import type { LogFile, LogFiles } from '../log/log-files.ts'

export type MemoryDisk = {
  /** file contents by name; outlives every opener */
  contents: Map<string, Uint8Array<ArrayBuffer>>
  quotaBytes: number
  /** a new opener (a page life); `kill` drops its handles as a dying worker does */
  opener(): { files: LogFiles; kill(): void }
}

/** @param grantBytes an open file that is written has room in steps of so many bytes; what it does not need is free when it is closed */
export function createMemoryDisk(grantBytes = 1): MemoryDisk {
  const inUse = new Set<string>()
  const granted = new Map<string, number>()
  const disk: MemoryDisk = { contents: new Map(), quotaBytes: Infinity, opener }
  return disk

  function opener(): { files: LogFiles; kill(): void } {
    const mine = new Set<string>()
    const files: LogFiles = {
      names: async () => [...disk.contents.keys()],
      async open(name) {
        if (inUse.has(name)) throw new LogInUseError(name)
        inUse.add(name)
        mine.add(name)
        if (!disk.contents.has(name)) disk.contents.set(name, new Uint8Array())
        return openFile(name, () => {
          inUse.delete(name)
          granted.delete(name)
          mine.delete(name)
        })
      },
      async remove(name) {
        disk.contents.delete(name)
      },
    }
    return { files, kill: () => mine.forEach((name) => inUse.delete(name)) }
  }

  function openFile(name: string, close: () => void): LogFile {
    const content = () => disk.contents.get(name) ?? new Uint8Array()
    const takenBy = (it: string) => Math.max(granted.get(it) ?? 0, disk.contents.get(it)?.length ?? 0)
    const takenByOthers = () =>
      [...disk.contents.keys()].reduce((sum, other) => sum + (other === name ? 0 : takenBy(other)), 0)
    return {
      getSize: () => content().length,
      read(into, { at }) {
        const found = content().subarray(at, at + into.length)
        into.set(found)
        return found.length
      },
      write(bytes, { at }) {
        const free = disk.quotaBytes - takenByOthers()
        const wanted = Math.ceil((at + bytes.length) / grantBytes) * grantBytes
        if (wanted <= free) granted.set(name, Math.max(granted.get(name) ?? 0, wanted))
        const room = Math.max(granted.get(name) ?? 0, Math.floor(free / grantBytes) * grantBytes) - at
        const fitting = bytes.subarray(0, Math.max(0, room))
        const grown = new Uint8Array(Math.max(content().length, at + fitting.length))
        grown.set(content())
        grown.set(fitting, at)
        disk.contents.set(name, grown)
        if (fitting.length < bytes.length) throw new DOMException('quota', 'QuotaExceededError')
        return bytes.length
      },
      truncate: (size) => void disk.contents.set(name, content().slice(0, size)),
      flush: () => {},
      close,
    }
  }
}
