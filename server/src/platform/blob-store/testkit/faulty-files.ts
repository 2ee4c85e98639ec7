// Owns: a file system for tests that can be told to fail, and that remembers in which order it was asked.
// Never used outside tests.
import files, { type FileHandle } from 'node:fs/promises'
import type { Files } from '../disk-store.ts'

export type FaultyFiles = {
  files: Files
  /** every write that would go past so many further bytes writes what fits and then fails with `code` */
  failAfter(bytes: number, code: 'ENOSPC' | 'EDQUOT' | 'EIO' | 'EROFS'): void
  failSync(code: 'EIO'): void
  repair(): void
  /** `write`, `datasync`, `sync directory`, in order */
  calls: string[]
}

export function createFaultyFiles(): FaultyFiles {
  let room = Infinity
  let writeCode = ''
  let syncCode = ''
  const calls: string[] = []

  const systemError = (code: string, syscall: string) =>
    Object.assign(new Error(`${code}: injected`), { code, syscall })

  function watch(handle: FileHandle): FileHandle {
    const overrides: Partial<Record<keyof FileHandle, unknown>> = {
      async write(buffer: Uint8Array, from: number, length: number, position: number) {
        calls.push('write')
        if (room === 0) throw systemError(writeCode, 'write')
        // half of it, so that the caller's loop over short writes is walked too
        const now = Math.min(length > 1 ? Math.ceil(length / 2) : length, room)
        room -= now
        return handle.write(buffer, from, now, position)
      },
      async datasync() {
        calls.push('datasync')
        if (syncCode) throw systemError(syncCode, 'fdatasync')
        await handle.datasync()
      },
      async sync() {
        calls.push('sync directory')
        await handle.sync()
      },
    }
    return new Proxy(handle, {
      get(target, property) {
        const own = overrides[property as keyof FileHandle]
        if (own) return own
        const value: unknown = Reflect.get(target, property)
        return typeof value === 'function' ? (value as (...all: unknown[]) => unknown).bind(target) : value
      },
    })
  }

  return {
    calls,
    files: { ...files, open: async (...all) => watch(await files.open(...all)) },
    failAfter(bytes, code) {
      room = bytes
      writeCode = code
    },
    failSync(code) {
      syncCode = code
    },
    repair() {
      room = Infinity
      syncCode = ''
    },
  }
}
