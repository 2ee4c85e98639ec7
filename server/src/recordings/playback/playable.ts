// Owns: seekable copies of sealed parts, and of the answer that several make: made on demand, one at a time, kept while there is room.
// Never touches the part: a copy is a cache, and its failure is no fault of the recording.
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
import type { AttemptId } from '@zhishi/core/ids'
import { answerStretches, toHex, type AnswerStretch } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Clock, Random } from '../../platform/clock.ts'
import type { Log } from '../faults.ts'
import { MEDIA_THREAD_MAX_MS, startMediaThread, type MediaJob, type MediaThread } from './media-thread.ts'
import { keyOf, type Part } from '../repo.ts'

/** What the thread is told; the parts lie in the order of `stretches`. */
export type PlayableJob = MediaJob & {
  file: string
  container: 'webm' | 'mp4' | 'mkv'
  stretches: (Omit<AnswerStretch<unknown>, 'part'> & { bytes: number })[]
}

/** A file that seeks: what of which parts, one after the other. */
type Making = Pick<PlayableJob, 'container'> & { mime: string; stretches: readonly AnswerStretch<Part>[] }

/** A part from its first packet to its last, at its own times. */
const WHOLE = { startsMs: 0, fromMs: -Infinity, toMs: Infinity }

/** The caller closes `handle`. */
export type Playable = { handle: FileHandle; bytes: number; mime: string }

/**
 * 10 GiB: about 300 recordings of ten minutes at the 400 kbit/s of docs/defaults.md#recording, the parts of a day's
 * looking.
 */
const CACHE_MAX_BYTES = 10 * 1024 ** 3

const CONTAINERS: Record<string, PlayableJob['container']> = {
  'video/webm': 'webm',
  'video/mp4': 'mp4',
  'video/x-matroska': 'mkv',
}

/** What browsers put into WebM although it is not meant for it. */
const NOT_IN_WEBM = /avc|h264|hvc|hev|mp4a|pcm/i

export function createPlayables(ports: {
  clock: Clock
  random: Random
  blobStore: Pick<BlobStore, 'read'>
  /** copies are kept in it, wherever the blobs are */
  dataDirectory: string
  log: Log
  cacheMaxBytes?: number
  conversionMaxMs?: number
}) {
  const { clock, random, blobStore, dataDirectory, log } = ports
  const { cacheMaxBytes = CACHE_MAX_BYTES, conversionMaxMs = MEDIA_THREAD_MAX_MS } = ports
  const root = join(dataDirectory, 'cache', 'playable')
  /** those of an attempt go together when it is erased */
  const directoryOf = (attemptId: AttemptId): string => join(root, attemptId)
  /** conversions that run or wait, by file: who asks for the same one waits for the same one */
  const making = new Map<string, Promise<void>>()
  let queue: Promise<void> = Promise.resolve()
  let running: MediaThread<unknown> | undefined
  let isClosed = false

  return {
    /** Refuses `notPlayable`: not sealed yet, not a video, or its bytes cannot be made into one. */
    async open(part: Part): Promise<Result<Playable>> {
      const container = containerOf(part)
      if (!container || !part.digest) return refuse('notPlayable')
      // named by content: bytes that were lost and sent again never meet an old copy
      const file = join(directoryOf(part.attemptId), `${part.id}-${toHex(part.digest).slice(0, 16)}.${container}`)
      return openMade(file, { container, mime: part.mime, stretches: [{ part, ...WHOLE }] })
    },

    /**
     * One fresh file of what these parts of one line recorded from T0 to the end, its times relative to T0. Refuses
     * `notPlayable`: nothing was recorded then, a part is not sealed, or they cannot be made into one file.
     */
    async openAnswer(parts: readonly Part[], within: { fromAt: Instant; toAt: Instant }): Promise<Result<Playable>> {
      const stretches = answerStretches(parts, within)
      const containers = stretches.map(({ part }) => containerOf(part))
      const [first] = stretches
      if (first === undefined || containers.includes(undefined)) return refuse('notPlayable')
      const isWebm =
        containers.every((one) => one === 'webm') && !stretches.some(({ part }) => NOT_IN_WEBM.test(part.mime))
      // named by what it is made of, as copies are
      const made = JSON.stringify([within, stretches.map(({ part }) => [part.id, part.digest && toHex(part.digest)])])
      const name = createHash('sha256').update(made).digest('hex')
      // never MP4: its muxer puts the day into the file
      const container = isWebm ? 'webm' : 'mkv'
      const mime = isWebm ? 'video/webm' : 'video/x-matroska'
      return openMade(join(directoryOf(first.part.attemptId), `${name}.${container}`), { container, mime, stretches })
    },

    /** A copy is being made, and somebody waits for it. */
    isBusy: () => running !== undefined,

    /** Removes the copies of an attempt on this machine. */
    forget: (attemptId: AttemptId): Promise<void> => rm(directoryOf(attemptId), { recursive: true, force: true }),

    /** Removes what is no copy of an attempt that is there: those of an erased one, in another process, and of earlier versions. */
    async tidy(loadThere: (ids: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void> {
      const names = await namesIn(root)
      const there = await loadThere(names)
      for (const name of names) if (!there.has(name)) await rm(join(root, name), { recursive: true, force: true })
    },

    async close(): Promise<void> {
      isClosed = true
      await running?.end()
    },
  }

  async function openMade(file: string, it: Making): Promise<Result<Playable>> {
    try {
      const handle = (await openIfThere(file)) ?? (await makeAndOpen(file, it))
      const { size } = await handle.stat()
      const usedAt = clock.now() / 1000
      await handle.utimes(usedAt, usedAt)
      return accept({ handle, bytes: size, mime: it.mime })
    } catch (error) {
      const partIds = it.stretches.map(({ part }) => part.id)
      log.warn({ err: error, partIds }, 'no playable copy could be made; the parts themselves are untouched')
      return refuse('notPlayable')
    }
  }

  async function makeAndOpen(file: string, it: Making): Promise<FileHandle> {
    let made = making.get(file)
    if (!made) {
      made = queue.then(() => make(file, it)).finally(() => making.delete(file))
      making.set(file, made)
      queue = made.catch(() => {})
    }
    await made
    return open(file, 'r')
  }

  async function make(file: string, making: Making): Promise<void> {
    if (isClosed) throw new Error('the server is stopping')
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const unfinished = `${file}.${random.uuid()}.tmp`
    try {
      await convert(making, unfinished)
      await rename(unfinished, file)
    } finally {
      await rm(unfinished, { force: true })
    }
    await makeRoom(file)
  }

  async function convert({ container, stretches }: Making, file: string): Promise<void> {
    const thread = startMediaThread({
      worker: new URL('./playable.worker.ts', import.meta.url),
      job: {
        file,
        container,
        stretches: stretches.map(({ part, ...times }) => ({ bytes: part.bytes, ...times })),
      } satisfies Omit<PlayableJob, keyof MediaJob>,
      keys: stretches.map(({ part }) => keyOf(part)),
      blobStore,
      maxMs: conversionMaxMs,
    })
    running = thread
    await thread.done.finally(() => (running = undefined))
  }

  /** Removes what was not looked at for longest until the rest fits, and what a crash left unfinished. */
  async function makeRoom(newest: string): Promise<void> {
    const directories = await namesIn(root)
    const names = await Promise.all(
      directories.map(async (name) => (await namesIn(join(root, name))).map((file) => join(root, name, file))),
    )
    const files = await Promise.all(
      names.flat().map(async (path) => {
        const found = await stat(path).catch(() => null)
        return { path, bytes: found?.size ?? 0, usedAt: path === newest ? Infinity : (found?.mtimeMs ?? 0) }
      }),
    )
    let total = 0
    for (const one of files.toSorted((a, b) => b.usedAt - a.usedAt)) {
      total += one.bytes
      // another process may be writing an unfinished one just now
      const isUnfinished = one.path.endsWith('.tmp')
      const mustGo = isUnfinished ? one.usedAt < clock.now() - conversionMaxMs : total > cacheMaxBytes
      if (one.path !== newest && mustGo) await rm(one.path, { force: true })
    }
  }
}

function containerOf(part: Part): PlayableJob['container'] | undefined {
  return part.digest === null ? undefined : CONTAINERS[part.mime.split(';')[0]?.trim() ?? '']
}

/** Nothing for what is no directory, or not there any more. */
async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return []
    throw error
  }
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
