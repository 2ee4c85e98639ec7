// Owns: seekable copies of sealed parts, and of the answer that several make: made on demand, two at a time and of an attempt one,
// kept while there is room. One that cannot be made is not tried again for a while.
// Never touches the part: a copy is a cache, and its failure is no fault of the recording. Never keeps the key of a copy anywhere but
// in memory: what an earlier process has left nobody reads.
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createHash, createSecretKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { AttemptId } from '@zhishi/core/ids'
import { answerStretches, toHex, type AnswerStretch } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '@zhishi/core/time'
import type { BlobStore } from '../../platform/blob-store/blob-store.ts'
import { crypt, KEY_BYTES } from '../../platform/blob-store/keystream.ts'
import { createProcessPool, type ProcessFault } from '../../platform/bounded-process/process-pool.ts'
import type { Clock, Random } from '../../platform/clock.ts'
import type { Log } from '../faults.ts'
import { MEDIA_PROCESS, mediaLimitMs } from './media-process.ts'
import { keyOf, type Part } from '../repo.ts'

/** What the process is told; the parts lie in the order of `stretches`. */
export type PlayableJob = {
  container: 'webm' | 'mp4' | 'mkv'
  /** of this copy alone, base64: what it writes is encrypted as recordings are */
  key: string
  stretches: (Omit<AnswerStretch<unknown>, 'part'> & { bytes: number })[]
}

/** A file that seeks: what of which parts, one after the other. */
type Making = Pick<PlayableJob, 'container'> & { mime: string; stretches: readonly AnswerStretch<Part>[] }

/** `waiting`: how many askers have not gone. */
type Made = { done: Promise<ProcessFault | null>; waiting: number; nobodyWaits: AbortController }

/** A part from its first packet to its last, at its own times; JSON has no infinity. */
const WHOLE = { startsMs: 0, fromMs: -Number.MAX_VALUE, toMs: Number.MAX_VALUE }

/** The caller closes `handle`. */
export type Playable = {
  handle: FileHandle
  bytes: number
  mime: string
  decrypt: (position: number, bytes: Buffer) => Buffer
}

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

/** A second one, so that no part of one attempt keeps all others waiting: two cores of a machine that has a few. */
const AT_ONCE = 2
/** A panel of seven opens a few each; the last of them waits some minutes. */
const MAX_WAITING = 64
/** Of one attempt: three feeds that began anew a few times. */
const MAX_WAITING_OF_ONE = 16
/** A player that failed asks why, and people press again; the bytes are the same then. */
const FAULT_KEPT_MS = 5 * MINUTE_MS
/** So many are remembered: some 100 bytes each. */
const FAULTS_KEPT = 1000
/** A page that is loaded again asks again. */
const NOBODY_WAITS_MS = 5 * SECOND_MS
/** A copy holds the same packets and an index: a quarter more is more than any needs. */
const outputMaxBytes = (bytes: number): number => Math.round(bytes * 1.25) + 16 * 1024 * 1024
/** A copy waits for its turn, for the whole queue where each takes as long as it may. */
const UNFINISHED_KEPT_MS = 2 * HOUR_MS
/** "null" */
const ANSWER_MAX_BYTES = 1024

/** These say nothing of the bytes. */
const PASSING: readonly ProcessFault[] = ['busy', 'unavailable', 'cancelled']

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
  /** how long making a copy of so many bytes may take */
  limitMs?: (bytes: number) => number
}) {
  const { clock, random, blobStore, dataDirectory, log } = ports
  const { cacheMaxBytes = CACHE_MAX_BYTES, limitMs = mediaLimitMs } = ports
  const root = join(dataDirectory, 'cache', 'copies')
  /** where earlier versions kept them, in the clear */
  const rootInTheClear = join(dataDirectory, 'cache', 'playable')
  /** in the names of copies: those of another process are not ours to read */
  const own = random.bytes(4).toString('hex')
  /** of the copies that this process has made, by file */
  const copyKeys = new Map<string, KeyObject>()
  /** those of an attempt go together when it is erased */
  const directoryOf = (attemptId: AttemptId): string => join(root, attemptId)
  /** copies that are made or wait, by file: who asks for the same one waits for the same one */
  const making = new Map<string, Made>()
  /** files that this process is writing */
  const unfinishedHere = new Set<string>()
  /** what could not be made, by file: oldest first */
  const faults = new Map<string, { why: ProcessFault; at: Instant }>()
  const pool = createProcessPool<PlayableJob, null>({
    ...MEDIA_PROCESS,
    name: 'playable copies',
    script: new URL('./playable.process.ts', import.meta.url),
    answer: z.null(),
    answerMaxBytes: ANSWER_MAX_BYTES,
    processes: AT_ONCE,
    maxWaiting: MAX_WAITING,
    maxWaitingOfOne: MAX_WAITING_OF_ONE,
    // what one file did to a process, another person's never meets; and each writes a file of its own
    keptMs: 0,
    log,
  })

  return {
    /**
     * Refuses `notPlayable`: not sealed yet, not a video, or no copy could be made, and why.
     * @param gone whoever asked does not wait any more
     */
    async open(part: Part, gone?: AbortSignal): Promise<Result<Playable>> {
      const container = containerOf(part)
      if (!container || !part.digest) return refuse('notPlayable')
      // named by content: bytes that were lost and sent again never meet an old copy
      const file = join(
        directoryOf(part.attemptId),
        `${part.id}-${toHex(part.digest).slice(0, 16)}.${own}.${container}`,
      )
      return openMade(file, { container, mime: part.mime, stretches: [{ part, ...WHOLE }] }, gone)
    },

    /**
     * One fresh file of what these parts of one line recorded from T0 to the end, its times relative to T0. Refuses
     * `notPlayable`: nothing was recorded then, a part is not sealed, or they cannot be made into one file.
     */
    async openAnswer(
      parts: readonly Part[],
      within: { fromAt: Instant; toAt: Instant },
      gone?: AbortSignal,
    ): Promise<Result<Playable>> {
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
      const file = join(directoryOf(first.part.attemptId), `${name}.${own}.${container}`)
      return openMade(file, { container, mime, stretches }, gone)
    },

    /** A copy is being made, and somebody waits for it. */
    isBusy: pool.isBusy,

    /** Removes the copies of an attempt on this machine. */
    async forget(attemptId: AttemptId): Promise<void> {
      for (const file of copyKeys.keys()) if (dirname(file) === directoryOf(attemptId)) copyKeys.delete(file)
      await rm(directoryOf(attemptId), { recursive: true, force: true })
    },

    /** Removes what is no copy of an attempt that is there: those of an erased one, in another process, and of earlier versions. */
    async tidy(loadThere: (ids: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void> {
      await rm(rootInTheClear, { recursive: true, force: true })
      const names = await namesIn(root)
      const there = await loadThere(names)
      for (const name of names) if (!there.has(name)) await rm(join(root, name), { recursive: true, force: true })
    },

    close: pool.close,
  }

  async function openMade(file: string, it: Making, gone?: AbortSignal): Promise<Result<Playable>> {
    let handle = copyKeys.has(file) ? await openIfThere(file) : null
    if (!handle) {
      const fault = knownFault(file) ?? (await make(file, it, gone))
      if (fault !== null) return refuse('notPlayable', fault === 'cancelled' ? {} : { why: fault })
      handle = await open(file, 'r')
    }
    const key = copyKeys.get(file)
    if (!key) {
      // its attempt was erased, or it went to make room, while it was opened
      await handle.close()
      return refuse('notPlayable')
    }
    const { size } = await handle.stat()
    const usedAt = clock.now() / 1000
    await handle.utimes(usedAt, usedAt)
    return accept({
      handle,
      bytes: size,
      mime: it.mime,
      decrypt: (position, bytes) => crypt(key, position, bytes),
    })
  }

  function knownFault(file: string): ProcessFault | null {
    const known = faults.get(file)
    if (!known) return null
    if (clock.now() - known.at < FAULT_KEPT_MS) return known.why
    faults.delete(file)
    return null
  }

  /** Null: it is there. Whoever asks for what is being made waits with those who asked before. */
  async function make(file: string, it: Making, gone?: AbortSignal): Promise<ProcessFault | null> {
    let made = making.get(file)
    if (!made) {
      const nobodyWaits = new AbortController()
      const done = convert(file, it, nobodyWaits.signal)
        .catch((error: unknown): ProcessFault => {
          log.warn({ err: error }, 'a playable copy could not be written')
          return 'unavailable'
        })
        .finally(() => making.delete(file))
      made = { done, waiting: 0, nobodyWaits }
      making.set(file, made)
    }
    const mine = made
    mine.waiting += 1
    const leave = (): void => {
      mine.waiting -= 1
      const end = (): void => void (mine.waiting === 0 && mine.nobodyWaits.abort())
      setTimeout(end, NOBODY_WAITS_MS).unref()
    }
    if (gone?.aborted) leave()
    gone?.addEventListener('abort', leave, { once: true })
    return mine.done.finally(() => gone?.removeEventListener('abort', leave))
  }

  async function convert(file: string, it: Making, signal: AbortSignal): Promise<ProcessFault | null> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const unfinished = `${file}.${random.uuid()}.tmp`
    unfinishedHere.add(unfinished)
    try {
      const key = random.bytes(KEY_BYTES)
      const done = await write(unfinished, it, key, signal)
      if (!done.ok) return noteFault(file, it, done)
      await rename(unfinished, file)
      copyKeys.set(file, createSecretKey(key))
    } finally {
      await rm(unfinished, { force: true })
      unfinishedHere.delete(unfinished)
    }
    await makeRoom(file)
    return null
  }

  async function write(file: string, { container, stretches }: Making, key: Buffer, signal: AbortSignal) {
    const [{ part: first }] = stretches as [AnswerStretch<Part>]
    const bytes = stretches.reduce((sum, { part }) => sum + part.bytes, 0)
    const job = {
      container,
      key: key.toString('base64'),
      stretches: stretches.map(({ part, ...times }) => ({ bytes: part.bytes, ...times })),
    }
    const handle = await open(file, 'wx', 0o600)
    try {
      return await pool.run(job, {
        of: first.attemptId,
        limitMs: limitMs(bytes),
        readable: { store: blobStore, keys: stretches.map(({ part }) => keyOf(part)) },
        output: { file: handle.fd, maxBytes: outputMaxBytes(bytes) },
        signal,
      })
    } finally {
      await handle.close()
    }
  }

  function noteFault(file: string, { stretches }: Making, { reason, why }: { reason: ProcessFault; why: string }) {
    const partIds = stretches.map(({ part }) => part.id)
    if (reason !== 'cancelled')
      log.warn({ partIds, reason, why }, 'no playable copy could be made; the parts themselves are untouched')
    if (!PASSING.includes(reason)) {
      faults.set(file, { why: reason, at: clock.now() })
      const [oldest] = faults.keys()
      if (faults.size > FAULTS_KEPT && oldest !== undefined) faults.delete(oldest)
    }
    return reason
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
      const mustGo = isUnfinished ? one.usedAt < clock.now() - UNFINISHED_KEPT_MS : total > cacheMaxBytes
      if (one.path === newest || !mustGo || unfinishedHere.has(one.path)) continue
      copyKeys.delete(one.path)
      await rm(one.path, { force: true })
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
