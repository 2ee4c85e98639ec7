// Owns: the faults that happen inside the server: a disk that is full, slow or broken, and a kill in the middle of a write.
// Switched by words on stdin, so that no network reaches it: `disk-full`, `disk-slow 800`, `killed-in-append 120000`, `none`.
// Never part of `npm start`: only dev.ts hands these files to the server.
import files, { type FileHandle } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Files } from '../../server/src/platform/blob-store/disk-store.ts'
import type { FaultName } from './catalogue.ts'

type ServerFault = Extract<FaultName, 'disk-full' | 'disk-slow' | 'disk-broken' | 'killed-in-append'>
const NAMES: readonly ServerFault[] = ['disk-full', 'disk-slow', 'disk-broken', 'killed-in-append']

/** What `disk-slow` adds to a sync where no number follows: a hard disk that is busy with other things. */
const SLOW_MS = 500

/** Files as the system's own, until a word says otherwise. */
export function createFaultyFiles(words: AsyncIterable<string>, say: (text: string) => void): Files {
  let fault: ServerFault | null = null
  let amount = 0

  void (async () => {
    for await (const word of words) {
      const [name = '', number] = word.trim().split(/\s+/)
      fault = NAMES.find((one) => one === name) ?? null
      amount = Number(number ?? (fault === 'disk-slow' ? SLOW_MS : 0))
      if (name !== '') say(fault || name === 'none' ? `fault: ${word.trim()}` : `no such fault: ${name}; ${USAGE}`)
    }
  })()

  const failure = (code: string, syscall: string): Error =>
    Object.assign(new Error(`${code}: a fault that was asked for`), { code, syscall })

  /** What fits before the fault strikes; the whole, where none does. */
  function room(length: number): number {
    if (fault !== 'disk-full' && fault !== 'killed-in-append') return length
    const fits = Math.min(length, amount)
    amount -= fits
    return fits
  }

  async function write(handle: FileHandle, bytes: Uint8Array, from: number, length: number, position: number) {
    const fits = room(length)
    const written = fits > 0 ? await handle.write(bytes, from, fits, position) : { bytesWritten: 0 }
    if (fits === length || fault === null) return written
    if (fault === 'killed-in-append') process.kill(process.pid, 'SIGKILL')
    if (written.bytesWritten === 0) throw failure('ENOSPC', 'write')
    return written
  }

  async function datasync(handle: FileHandle): Promise<void> {
    if (fault === 'disk-slow') await sleep(amount)
    if (fault === 'disk-broken') throw failure('EIO', 'fdatasync')
    await handle.datasync()
  }

  return {
    ...files,
    async open(...all) {
      const handle = await files.open(...all)
      return new Proxy(handle, {
        get(target, property) {
          if (property === 'write')
            return (bytes: Uint8Array, from: number, length: number, position: number) =>
              write(target, bytes, from, length, position)
          if (property === 'datasync') return () => datasync(target)
          const value: unknown = Reflect.get(target, property)
          return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
        },
      })
    },
  }
}

const USAGE = `words on stdin: ${NAMES.join(', ')} (with a number: bytes that still fit, or milliseconds), none`

/** The system's files, with the faults that are asked for on this process's stdin. */
export function faultyFilesOfStdin(): Files {
  const lines = createInterface({ input: process.stdin })
  // nobody who closes the terminal's input ends the server
  process.stdin.unref?.()
  console.error(`Faults can be switched by ${USAGE}`)
  return createFaultyFiles(lines, (text) => console.error(text))
}
