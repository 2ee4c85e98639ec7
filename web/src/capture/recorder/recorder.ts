// Owns: one run of a MediaRecorder, which is one part from its first bytes on: every byte it emits goes to the part's
// line, in order. A run that gives nothing is no part.
// Never waits for the log or the upload, and never decides when to start or stop (feed-recorder.ts).
import { partId as partIdSchema, type PartId } from '@zhishi/core/ids'
import type { EndReason, Feed } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { PartEnd } from '../log/durable-log.ts'
import type { PartSink } from '../line/line-client.ts'
import type { ServerClock } from '../../client/server-clock.ts'
import type { Ticks } from './ticks.ts'

/** No format of ours can be written by this browser. */
export class FormatUnsupportedError extends Error {
  override name = 'FormatUnsupportedError'
}

/** Best first; MP4 is what Safari writes. Never VP8: it lost half the frames on a two-core machine. */
const FORMATS: Record<Feed, readonly string[]> = {
  camera: ['video/webm;codecs=vp9,opus', 'video/mp4'],
  evidence: ['video/webm;codecs=vp9,opus', 'video/mp4'],
  screen: ['video/webm;codecs=vp9', 'video/mp4'],
}
/** A killed browser loses what was not emitted yet: at most this much. */
const SLICE_MS = 1000
/** A viewer can join at a key frame, so at most this late. */
const KEY_FRAME_EVERY_MS = 2000
/** Speech: Opus is transparent for a voice from about here on. */
const AUDIO_BITS_PER_SECOND = 32_000
/**
 * After `stop` the last slice comes at once on a free computer, and after more than 5 s at ÷ 8 with a load of 25 on two
 * cores (measured: 13,833 bytes came when their part had ended). A recorder that hangs must not hold up the hand-in for ever.
 */
const STOP_PATIENCE_MS = 60_000

export type RunOptions = {
  feed: Feed
  media: MediaStream
  bitsPerSecond: number
  sink: PartSink
  serverClock: ServerClock
  monotonic: () => number
  ticks: Ticks
  /** The first bytes are there, and with them the part. */
  onFirstBytes: () => void
  /** The recorder stopped without being asked. `stop` or `discard` must still be called. */
  onFailed: (reason: EndReason) => void
}

export type RecorderRun = {
  partId: PartId
  mime(): string
  /** null: it has given nothing yet, and there is no part of it */
  startedAt(): Instant | null
  bytes(): number
  /** how long ago the last bytes came, and when by the server's clock */
  silentMs(): number
  lastBytesAt(): Instant
  /** how long the oldest bytes have waited that are not among the first `loggedBytes`, 0: none wait */
  waitingMs(loggedBytes: number): number
  /** Ends the part; resolves once every byte of it, and its end, are in the log. Repeating gives the first answer. */
  stop(reason: EndReason): Promise<EndedRun>
  /** Ends a run that has given nothing: there was never a part of it. */
  discard(): void
}

export type EndedRun = PartEnd & { bytes: number }

/** The DOM library does not know this one yet; browsers that do not either keep their own interval. */
type RecorderSettings = MediaRecorderOptions & { videoKeyFrameIntervalDuration: number }

export function chooseFormat(feed: Feed): string {
  const format = FORMATS[feed].find((it) => MediaRecorder.isTypeSupported(it))
  if (!format) throw new FormatUnsupportedError(`cannot record any of ${FORMATS[feed].join(' ')}`)
  return format
}

/**
 * Starts recording, and waits for nothing: a part begins when the first bytes are there, however late, and a run that
 * never gives any leaves none.
 * @throws FormatUnsupportedError; DOMException: these media cannot be recorded
 */
export function startRun(options: RunOptions): RecorderRun {
  const { feed, media, sink, serverClock, monotonic, ticks } = options
  const settings: RecorderSettings = {
    mimeType: chooseFormat(feed),
    videoBitsPerSecond: options.bitsPerSecond,
    audioBitsPerSecond: AUDIO_BITS_PER_SECOND,
    videoKeyFrameIntervalDuration: KEY_FRAME_EVERY_MS,
  }
  const recorder = new MediaRecorder(media, settings)
  const partId = partIdSchema.parse(crypto.randomUUID())
  let startedAt: Instant | null = null
  let bytes = 0
  /** slices on their way into the log: where each ends, and when it came */
  let underWay: { end: number; cameMs: number }[] = []
  let lastBytesMs = monotonic()
  let lastBytesAt = serverClock.now()
  let hasFailed = false
  let isDiscarded = false
  let ending: Promise<EndedRun> | undefined

  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()))
  recorder.addEventListener('start', () => {
    startedAt ??= serverClock.now()
    // what is there already comes now, and not at the end of the first slice
    if (recorder.state === 'recording') recorder.requestData()
  })
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size === 0 || isDiscarded) return
    const isFirst = bytes === 0
    if (isFirst) announce()
    sink.append(partId, bytes, data)
    bytes += data.size
    lastBytesMs = monotonic()
    underWay.push({ end: bytes, cameMs: lastBytesMs })
    lastBytesAt = serverClock.now()
    if (isFirst) options.onFirstBytes()
  })
  recorder.addEventListener('error', () => {
    hasFailed = true
  })
  void stopped.then(() => {
    if (!ending && !isDiscarded) options.onFailed(hasFailed ? 'recorderFailed' : 'feedEnded')
  })
  recorder.start(SLICE_MS)

  return {
    partId,
    mime: () => recorder.mimeType,
    startedAt: () => (bytes === 0 ? null : startedAt),
    bytes: () => bytes,
    silentMs: () => monotonic() - lastBytesMs,
    lastBytesAt: () => lastBytesAt,
    waitingMs(loggedBytes) {
      underWay = underWay.filter((it) => it.end > loggedBytes)
      return underWay[0] ? monotonic() - underWay[0].cameMs : 0
    },
    stop: (reason) => (ending ??= end(reason)),
    discard() {
      isDiscarded = true
      if (recorder.state !== 'inactive') recorder.stop()
    },
  }

  function announce(): void {
    startedAt ??= serverClock.now()
    sink.startPart({
      partId,
      line: feed,
      number: sink.nextNumber(),
      mime: recorder.mimeType,
      startedAt,
      startedAtErrorMs: serverClock.errorMs(),
    })
  }

  async function end(endReason: EndReason): Promise<EndedRun> {
    // what stalled had stopped before anybody noticed
    const endedAt = endReason === 'stalled' ? lastBytesAt : serverClock.now()
    if (recorder.state !== 'inactive') recorder.stop()
    await Promise.race([stopped, ticks.after(STOP_PATIENCE_MS)])
    if (bytes > 0) await sink.endPart(partId, { endReason, endedAt })
    return { endReason, endedAt, bytes }
  }
}
