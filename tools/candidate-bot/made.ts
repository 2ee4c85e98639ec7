// Owns: files that ffmpeg makes for bots at first use, kept in .tmp.
// Never leaves half a file where another process looks for it.
import { execFile } from 'node:child_process'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

/** @throws Error when ffmpeg is missing or cannot make it */
export async function makeFile(file: string, args: readonly string[]): Promise<Buffer> {
  return readFile(file).catch(() => make(file, args))
}

async function make(file: string, args: readonly string[]): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true })
  // several processes may make the same one: each its own, and the last one stays
  const unfinished = `${file}.${process.pid}`
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args, unfinished]).catch((error: unknown) => {
    throw new Error('ffmpeg (Debian: apt-get install ffmpeg) could not make the recordings of the bots', {
      cause: error,
    })
  })
  await rename(unfinished, file)
  return readFile(file)
}
