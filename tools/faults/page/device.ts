// Owns: a candidate's device without a browser: the page's own durable log, uploader and beats, over files of this
// machine, fed with bytes that are noted on disk before the product's code sees them.
// Never loses, repeats or changes a byte by itself, and never speaks to the server but through that uploader.
import { randomBytes, randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { partId as partIdSchema, type PartId } from '@zhishi/core/ids'
import { BEAT_INTERVAL_MS, JOURNAL_MIME, type EndReason, type Line } from '@zhishi/core/recording'
import { createBeats, type Beats } from '../../../web/src/capture/upload/beats.ts'
import type { DurableLog } from '../../../web/src/capture/log/durable-log.ts'
import { openFileLog } from '../../../web/src/capture/log/file-log.ts'
import { createPartDigests, type PartDigests } from '../../../web/src/capture/log/part-digests.ts'
import { createUploader, type Uploader } from '../../../web/src/capture/upload/uploader.ts'
import { nodeFiles } from './node-files.ts'

/** As the worker of a line: 64 KiB pass in it at 35 kbit/s (web/src/capture/line/line.worker.ts). */
const REQUEST_TIMEOUT_MS = 15_000
/** Many short appends, so that a fault at a random moment meets one under way. */
const UPLOAD_EVERY_MS = 150
const SLICE_EVERY_MS = 100
/** Ten of them a second: a camera at six times its rate, so that a row of seconds crosses some blocks of 1 MiB. */
const SLICE_BYTES = { camera: 45_000, screen: 30_000, evidence: 45_000, journal: 0 } as const satisfies Record<
  Line,
  number
>
/** Half a round trip on loopback, by which the server's clock may be wrong to us. */
const CLOCK_ERROR_MS = 5
const CHECK_EVERY_MS = 50

type OpenLine = { line: Line; log: DurableLog; digests: PartDigests; uploader: Uploader; beats: Beats }
type Running = { id: PartId; bytes: number; entries: number }
export type Device = Awaited<ReturnType<typeof openDevice>>

/**
 * @param directory its durable log; what lies there is taken up, as after a crash
 * @param tapped where the emitted bytes are noted, one file a part, for compare.ts
 * @param url asked for at each request: it may change
 */
export async function openDevice(options: {
  directory: string
  tapped: string
  url: () => string
  grant: string
  lines: readonly Line[]
}) {
  const closing = new AbortController()
  const open = new Map<Line, OpenLine>()
  const running = new Map<Line, Running>()
  let movedMs = 0
  let kicked = Promise.withResolvers<void>()
  const loops: Promise<void>[] = []
  mkdirSync(options.tapped, { recursive: true })

  /** Monotonic, as the uploader wants it; a test may let time pass. */
  const now = (): number => performance.now() + movedMs
  const send =
    (limitMs: number) =>
    (path: string, init: RequestInit): Promise<Response> =>
      fetch(options.url() + path, {
        ...init,
        signal: AbortSignal.any([AbortSignal.timeout(limitMs), closing.signal]),
      })

  for (const line of options.lines) {
    const log = await openFileLog(nodeFiles(join(options.directory, line)))
    if (log.grant() !== options.grant) await log.keepGrant(options.grant)
    const digests = createPartDigests(log)
    const uploader = createUploader({ log, digests, send: send(REQUEST_TIMEOUT_MS), now, random: Math.random })
    uploader.setUploadEvery(UPLOAD_EVERY_MS)
    const beats = createBeats({ line, log, digests, send: send(BEAT_INTERVAL_MS), now: Date.now })
    const opened = { line, log, digests, uploader, beats }
    open.set(line, opened)
    loops.push(upload(opened), beat(opened))
  }

  async function upload({ uploader }: OpenLine): Promise<void> {
    while (!closing.signal.aborted) {
      const waitMs = await uploader.step()
      if (waitMs > 0) await Promise.race([sleep(Math.min(waitMs, BEAT_INTERVAL_MS)), kicked.promise])
    }
  }

  async function beat({ beats, uploader }: OpenLine): Promise<void> {
    while (!closing.signal.aborted) {
      // whoever answers a beat can take bytes as well
      if (await beats.beat()) uploader.wake()
      await sleep(BEAT_INTERVAL_MS, null, { signal: closing.signal }).catch(() => {})
    }
  }

  /** As the worker of a line after every message: whoever rests looks again. */
  function kick(): void {
    kicked.resolve()
    kicked = Promise.withResolvers()
  }

  const lineOf = (line: Line): OpenLine => {
    const found = open.get(line)
    if (!found) throw new Error(`the device has no line ${line}`)
    return found
  }

  async function begin(line: Line): Promise<void> {
    const { log } = lineOf(line)
    const id = partIdSchema.parse(randomUUID())
    await log.startPart({
      partId: id,
      line,
      number: log.list().length + 1,
      mime: line === 'journal' ? JOURNAL_MIME : 'video/webm;codecs=vp9,opus',
      startedAt: Date.now(),
      startedAtErrorMs: CLOCK_ERROR_MS,
    })
    running.set(line, { id, bytes: 0, entries: 0 })
  }

  /** One slice of a line that runs; null: the next one. */
  async function emit(line: Line, given: Uint8Array | null = null): Promise<void> {
    const part = running.get(line)
    if (!part) return
    const bytes = given ?? (line === 'journal' ? entry(part) : randomBytes(SLICE_BYTES[line]))
    // first what nobody of the product can change
    appendFileSync(join(options.tapped, `${part.id}.bin`), bytes)
    const { log, digests } = lineOf(line)
    await log.append(part.id, part.bytes, bytes, Date.now())
    digests.push(part.id, part.bytes, bytes)
    part.bytes += bytes.length
    kick()
  }

  function entry(part: Running): Uint8Array {
    part.entries += 1
    const body =
      part.entries === 1 ? { kind: 'opened', userAgent: 'fault matrix' } : { kind: 'phaseMark', phase: randomUUID() }
    return Buffer.from(`${JSON.stringify({ number: part.entries, at: Date.now(), body })}\n`)
  }

  async function close(): Promise<void> {
    closing.abort()
    kick()
    await Promise.allSettled(loops)
    for (const { log } of open.values()) await log.close()
  }

  return {
    /** Begins a part on every line. */
    async beginAll(): Promise<void> {
      for (const line of options.lines) await begin(line)
    },
    /** Records so long on every line that runs. */
    async record(forMs: number): Promise<void> {
      for (const until = Date.now() + forMs; Date.now() < until; await sleep(SLICE_EVERY_MS)) {
        for (const line of running.keys()) await emit(line)
      }
    },
    /** A backlog of so many bytes at once, on the line that runs. */
    async emitMany(line: Line, bytes: number): Promise<void> {
      const block = 1_000_000
      for (let left = bytes; left > 0; left -= block) await emit(line, randomBytes(Math.min(left, block)))
    },
    async endAll(endReason: EndReason): Promise<void> {
      for (const [line, { id }] of running) await lineOf(line).log.markEnded(id, { endReason, endedAt: Date.now() })
      running.clear()
      kick()
    },
    partIds: (): PartId[] =>
      [...open.values()].flatMap(({ log }) => log.list().map(({ announcement }) => announcement.partId)),
    /** What the server has acknowledged, all parts together. */
    acknowledgedBytes: (): number =>
      [...open.values()]
        .flatMap(({ log, uploader }) => log.list().map((part) => uploader.acknowledgedBytes(part)))
        .reduce((sum, bytes) => sum + bytes, 0),
    /** Asks again about everything, as 【重新上传】 does: also about what was sealed. */
    uploadNow(): void {
      for (const { uploader } of open.values()) uploader.uploadNow()
      kick()
    },
    /** Time passes for the uploader: its pauses are over. */
    moveClock(ms: number): void {
      movedMs += ms
    },
    /** The server knows every part of which there are bytes. @throws Error when `limitMs` has passed */
    async untilAnnounced(limitMs: number): Promise<void> {
      const isKnown = ({ log }: OpenLine): boolean =>
        log.list().every(({ bytes, acknowledged }) => bytes === 0 || acknowledged !== null)
      for (const until = Date.now() + limitMs; ![...open.values()].every(isKnown); await sleep(CHECK_EVERY_MS)) {
        if (Date.now() > until) throw new Error(`not announced after ${limitMs / 1000} s`)
      }
    },
    /** @throws Error naming what is not sealed when `limitMs` has passed */
    async untilSafe(limitMs: number): Promise<void> {
      for (const until = Date.now() + limitMs; ; await sleep(CHECK_EVERY_MS)) {
        const left = [...open.values()].flatMap(({ line, log, uploader }) =>
          log
            .list()
            .filter(({ receipt }) => !receipt)
            .map((part) => {
              const { partId } = part.announcement
              return `${line} ${uploader.acknowledgedBytes(part)} of ${part.bytes} bytes ${uploader.faultOf(partId) ?? ''}`
            }),
        )
        if (left.length === 0) return
        if (Date.now() > until) throw new Error(`not sealed after ${limitMs / 1000} s: ${left.join('; ')}`)
      }
    },
    close,
  }
}
