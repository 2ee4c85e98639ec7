// Owns: reading from the bytes of sealed parts when they have pictures and sound, and keeping it in their rows: what counts as
// recorded (core/src/recording/coverage.ts). One part after the other in the background, in the order in which they were sealed.
// Never delays anybody: it waits while this process is behind or makes a copy that somebody waits for; a part that
// cannot be read is measured with nothing in it and told in the log. Decision 0028.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { PartId } from '@zhishi/core/ids'
import { createWebmTimes, inBoth, type Line, type Span } from '@zhishi/core/recording'
import type { BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Database } from '../../platform/database/database.ts'
import type { JobKind } from '../../platform/jobs/jobs.ts'
import type { Lateness } from '../../platform/lateness.ts'
import type { Log } from '../faults.ts'
import { createProcessPool } from '../../platform/bounded-process/process-pool.ts'
import { MEDIA_PROCESS, mediaLimitMs } from '../playback/media-process.ts'
import { keyOf, loadPart, loadUnmeasured, saveRecorded, type Part } from '../repo.ts'

const HOUR_S = 3600

/**
 * Finds what was sealed by a process that then ended, or could not be read at its time. That a part waits stands in its row:
 * the job holds none, so that a seal costs no more, and one that fails is followed by the next.
 */
export const MEASURE: JobKind<Record<string, never>> = {
  name: 'measure',
  retries: 0,
  retryAfterS: 60,
  retryWithinS: 60,
  // it waits while sittings keep the process behind
  lastsAtMostS: 6 * HOUR_S,
  keptS: HOUR_S,
  keyOf: () => 'all',
  cron: '* * * * *',
}
/** Rows in one go; the rest is found with the next. */
const LEFT_AT_MOST = 500
/** As for stills (decision 0026): what is no receipt goes first. */
const WAITS_FROM_MS = 100
const LOOKS_AGAIN_MS = 250
/** A process is started in 0.3 s of a core; phones hand in one part after the other. */
const PROCESS_KEPT_MS = 30_000
/** Spans of a day that is broken every two seconds. */
const TIMES_MAX_BYTES = 4 * 1024 * 1024

export function createMeasuring(ports: {
  db: Database
  blobStore: Pick<BlobStore, 'read' | 'size'>
  lateness: Pick<Lateness, 'nowMs'>
  /** somebody waits for what this process does with recordings */
  isBusy: () => boolean
  log: Log
}) {
  const { db, blobStore, lateness, isBusy, log } = ports
  const waiting = new Map<PartId, Promise<boolean>>()
  let running: Promise<unknown> = Promise.resolve()
  const pool = createProcessPool<MeasuringJob, MediaTimes>({
    ...MEDIA_PROCESS,
    name: 'measuring',
    script: new URL('./measuring.process.ts', import.meta.url),
    answer: mediaTimes,
    answerMaxBytes: TIMES_MAX_BYTES,
    processes: 1,
    maxWaiting: 1,
    keptMs: PROCESS_KEPT_MS,
    log,
  })
  let isClosed = false

  return {
    /** A part was sealed: it is read when its turn comes, and by the next {@link MEASURE} if this process ends before. */
    note: (id: PartId): void => void note(id),

    /** Reads sealed parts that were not read. Throws where some could not be, once all were tried. */
    async measureLeft(stopping?: AbortSignal): Promise<void> {
      let unread = 0
      for (const id of await loadUnmeasured(db, LEFT_AT_MOST)) {
        stopping?.throwIfAborted()
        if (!(await note(id))) unread += 1
      }
      if (unread > 0) throw new Error(`${unread} sealed parts could not be read`)
    },

    /** Nothing is read any more when it resolves; what was not read stays so. */
    async close(): Promise<void> {
      isClosed = true
      await pool.close()
      await running
    },
  }

  /** Whether it needs no other try, once its turn has come; never rejects. Whoever is ended leaves it, which is no failure. */
  function note(id: PartId): Promise<boolean> {
    const before = waiting.get(id)
    if (before || isClosed) return before ?? Promise.resolve(true)
    const mine = running.then(() => take(id))
    waiting.set(id, mine)
    running = mine
    return mine
  }

  async function take(id: PartId): Promise<boolean> {
    waiting.delete(id)
    try {
      await measure(id)
    } catch (error) {
      if (isClosed) return true
      log.warn({ err: error, partId: id }, 'a part could not be measured now; it is tried again')
      return false
    }
    return true
  }

  async function measure(id: PartId): Promise<void> {
    await turn()
    const part = isClosed ? undefined : await loadPart(db, id)
    if (!part || part.sealedAt === null || part.recorded !== null) return
    if (part.line === 'journal' || part.bytes === 0) return
    const times = await read(part)
    if (isClosed) return
    if ('why' in times)
      log.warn({ partId: id, mime: part.mime, ...times }, 'a sealed part shows neither pictures nor sound')
    await saveRecorded(db, part, 'why' in times ? [] : shownBy(part.line, times))
  }

  /** Why there is nothing in it that could be made out. Throws where the bytes cannot be had now. */
  async function read(part: Part): Promise<MediaTimes | { why: string }> {
    if (!/^video\/(webm|x-matroska)/.test(part.mime)) return readForeign(part)
    const times = createWebmTimes()
    for await (const piece of blobStore.read(keyOf(part), { from: 0, to: part.bytes })) {
      times.push(piece)
      await turn()
      if (isClosed) return { why: 'stopping' }
    }
    const found = { frames: times.frames.spans(), sound: times.sound.spans() }
    return found.frames.length + found.sound.length === 0 ? { why: 'notReadable' } : found
  }

  /** What no browser but Safari writes: in a process, as whatever parses it is not ours. */
  async function readForeign(part: Part): Promise<MediaTimes | { why: string }> {
    const { bytes } = part
    const done = await pool.run(
      { bytes },
      { limitMs: mediaLimitMs(bytes), readable: { store: blobStore, keys: [keyOf(part)] } },
    )
    if (done.ok) return done.value
    // that it could not be read now says nothing of the bytes
    if (['unavailable', 'busy'].includes(done.reason)) throw new Error(done.why)
    return { why: `${done.reason}: ${done.why}` }
  }

  /** Everybody else first. */
  async function turn(): Promise<void> {
    await nextTurn()
    while (!isClosed && (isBusy() || lateness.nowMs() >= WAITS_FROM_MS)) await sleep(LOOKS_AGAIN_MS)
  }
}

/** What the process is told. */
export type MeasuringJob = { bytes: number }
const spans = z.array(z.object({ fromMs: z.number(), toMs: z.number() }))
/** In milliseconds from the first moment of the part. */
const mediaTimes = z.object({ frames: spans, sound: spans })
export type MediaTimes = { frames: readonly Span[]; sound: readonly Span[] }

/** The camera has a microphone beside it; what a screen or phone sounds like is not asked for. */
function shownBy(line: Line, { frames, sound }: MediaTimes): Span[] {
  return line === 'camera' ? inBoth(frames, sound) : [...frames]
}
