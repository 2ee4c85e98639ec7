// Owns: the files that stay open between the appends to them, the longest unused one closed first.
// Never gives an open file to two at once, and never keeps one of which a use has failed.
import type { FileHandle } from 'node:fs/promises'

/**
 * The feeds of 1,300 candidates. Opening, looking and closing cost an append three more waits in the queue of libuv's four
 * threads, behind the syncs of everybody else. Connections need files too: of those a service may have 65,536 open
 * (deploy/zhishi.service).
 */
const KEPT_FILES = 4096

export type OpenFiles = {
  /** Hands over the file, opened where it is not open yet, and keeps it open when the work goes well. */
  use<T>(path: string, open: () => Promise<FileHandle>, work: (file: FileHandle) => Promise<T>): Promise<T>
  close(path: string): Promise<void>
  closeAll(): Promise<void>
}

export function createOpenFiles(): OpenFiles {
  const kept = new Map<string, FileHandle>()

  async function close(path: string): Promise<void> {
    const file = kept.get(path)
    kept.delete(path)
    await file?.close()
  }

  async function keep(path: string, file: FileHandle): Promise<void> {
    // somebody who came meanwhile has opened it once more
    if (kept.has(path)) return file.close()
    kept.set(path, file)
    const [longestUnused] = kept.keys()
    if (kept.size > KEPT_FILES && longestUnused !== undefined) await close(longestUnused)
  }

  return {
    async use(path, open, work) {
      const file = kept.get(path) ?? (await open())
      kept.delete(path)
      try {
        const result = await work(file)
        await keep(path, file)
        return result
      } catch (error) {
        await file.close()
        throw error
      }
    },
    close,
    async closeAll() {
      await Promise.all([...kept.keys()].map(close))
    },
  }
}
