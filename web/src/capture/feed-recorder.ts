// Owns: keeping one feed recorded over several parts: goes on in a new part without a gap, notices when the media die,
// opens them again where that needs no press, and writes all of it into the journal, gaps too.
// Never smooths anything away, and never decides when a feed should be recorded (the page does).
import {
  QUALITY_STEPS,
  type EndReason,
  type Feed,
  type JournalBody,
  type MissingCause,
  type NoticeKind,
  type QualityStep,
} from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { PresentState } from './attempt-lines.ts'
import type { FeedInterruption } from './capture-types.ts'
import type { PartEnd } from './durable-log.ts'
import type { PartSink } from './line-client.ts'
import { limitFrames } from './limit-frames.ts'
import { createMissingTime } from './missing-time.ts'
import { watchMedia, type MediaWatch } from './media-watch.ts'
import type { FeedSigns } from './quality-watch.ts'
import { startRun, type RecorderRun } from './recorder.ts'
import type { ServerClock } from './server-clock.ts'
import type { Ticks } from './ticks.ts'

/** No bytes this long is a dead recorder: with a tick every 500 ms noticed within 3 s (DESIGN §6). */
const SILENT_RECORDER_MS = 2500
/** A microphone that gates noise is silent between sentences; this long, opening it again may help. */
const REOPEN_SILENT_MS = 10_000
/** Where it does not help it is a switch, and no reason to cut the recording into pieces. */
const REOPEN_SILENT_TIMES = 2
/** The journal need not hold every pause of such a microphone. */
const SILENCE_NOTED_EVERY_MS = 60_000
/** Pauses between tries to open a dead device again double from here. */
const REOPEN_FIRST_MS = 500
const REOPEN_MAX_MS = 8000
/** A page that heard no tick for this long was itself held up: what stands still then is no proof of a dead device. */
const HELD_UP_MS = 2000

export type FeedRecorderOptions = {
  feed: Feed
  sink: PartSink
  bitsPerSecond: number
  serverClock: ServerClock
  monotonic: () => number
  ticks: Ticks
  note: (body: JournalBody) => void
  /** opens the device again without a press; undefined: it needs one */
  acquire: (() => Promise<MediaStream>) | undefined
  /** how the last part of an earlier page life ended */
  lastEnd: PartEnd | null
  onChange: () => void
}

export type FeedRecorder = {
  due(since: Instant): void
  start(media: MediaStream): Promise<void>
  rotate(reason: EndReason): Promise<void>
  switchTo(media: MediaStream): Promise<void>
  stop(reason: EndReason): Promise<void>
  /** Looks at the media; to be called by the ticks of a worker. */
  tick(): void
  media(): MediaStream | null
  level(): number
  isRecording(): boolean
  state(): PresentState
  /** Records with less from here on, in a new part without a gap. */
  setQuality(step: QualityStep): Promise<void>
  /** What was seen of this feed since the last call. */
  signs(): FeedSigns
}

type Running = {
  run: RecorderRun
  media: MediaStream
  watch: MediaWatch
  told: Set<NoticeKind>
  /** frames that `signs` has told of already */
  counted: { captured: number; written: number }
}

export function createFeedRecorder(options: FeedRecorderOptions): FeedRecorder {
  const { feed, note, monotonic, ticks, onChange } = options
  let current: Running | null = null
  let interruption: FeedInterruption | null = null
  let lastEnd = options.lastEnd
  const missing = createMissingTime(lastEnd && lastEnd.endReason !== 'finished' ? lastEnd.endedAt : null)
  let isOpening = false
  let lastTickMs = monotonic()
  let trustedFromMs = 0
  let quality: QualityStep = 0
  let silentFromMs: number | null = null
  let silenceNotedMs = -Infinity
  let reopenedSilent = 0
  /** names the recovery that is under way; another value calls it off */
  let recovery: object | null = null
  let turn: Promise<unknown> = Promise.resolve()

  return {
    due(since) {
      missing.due(since)
      onChange()
    },
    start: (media) => {
      missing.due(options.serverClock.now())
      return inTurn(() => goOn(media, 'deviceSwitched'))
    },
    switchTo: (media) => inTurn(() => goOn(media, 'deviceSwitched')),
    rotate: (reason) =>
      inTurn(async () => {
        if (current) await goOn(current.media, reason)
      }),
    stop: (reason) => {
      recovery = null
      return inTurn(async () => {
        const last = current
        current = null
        interruption = null
        if (last) await finish(last, reason)
        missing.end(options.serverClock.now())
        onChange()
      })
    },
    tick: look,
    media: () => current?.media ?? null,
    level: () => current?.watch.level() ?? 0,
    isRecording: () => current !== null,
    state,
    setQuality: (step) =>
      inTurn(async () => {
        quality = step
        if (current) await goOn(current.media, 'rotated')
      }),
    signs,
  }

  function state(): PresentState {
    const since = recordingSince()
    return {
      isRecording: current !== null,
      interruption,
      isSilent: silentFromMs !== null,
      isDue: missing.isDue(),
      recordingSince: since,
      missingSince: missing.since(),
      missedMs: missing.missedMs(),
      cause: missing.isDue() && since === null ? causeNow() : null,
      doubts: silentFromMs === null ? [] : ['audioSilent'],
    }
  }

  /** What a recorder says of itself proves nothing: there must be pictures of it in the log. */
  function recordingSince(): Instant | null {
    if (!current || missing.since() !== null) return null
    return current.run.startedAt
  }

  function isInLog({ run }: Running): boolean {
    const part = options.sink.picture().parts.find((it) => it.partId === run.partId)
    return part !== undefined && (part.frames === null ? part.bytes > 0 : part.frames > 0)
  }

  function causeNow(): MissingCause | null {
    const { fault } = options.sink.picture()
    if (fault === 'diskFull' || fault === 'logFailed') return 'storage'
    if (current) return 'busy'
    if (!options.acquire) return 'pressNeeded'
    return isOpening || interruption === 'recovering' ? 'opening' : null
  }

  /** One thing at a time: a device that dies while another is being opened waits for its turn. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  /** Goes on with these media in a new part: the next run is in the middle of recording before the old one stops. */
  async function goOn(media: MediaStream, reason: EndReason): Promise<void> {
    const old = current
    try {
      isOpening = true
      current = await begin(media).finally(() => (isOpening = false))
    } catch (error) {
      if (media !== old?.media) stopMedia(media)
      throw error
    }
    recovery = null
    interruption = null
    onChange()
    if (old) await finish(old, reason, media)
  }

  async function begin(media: MediaStream): Promise<Running> {
    const { sink, serverClock } = options
    const bitsPerSecond = Math.round(options.bitsPerSecond * QUALITY_STEPS[quality].bits)
    await limitFrames(media, QUALITY_STEPS[quality].frames)
    const lost: EndReason = feed === 'screen' ? 'sharingStopped' : 'feedEnded'
    const run = await startRun({
      feed,
      media,
      bitsPerSecond,
      sink,
      serverClock,
      monotonic,
      ticks,
      onFailed: (reason) => void fail(running, reason === 'feedEnded' ? lost : reason),
    })
    const watch = watchMedia({
      media,
      hasSteadyFrames: feed !== 'screen',
      monotonic,
      onEnded: () => void fail(running, lost),
    })
    const running: Running = { run, media, watch, told: new Set(), counted: { captured: 0, written: 0 } }
    note({ kind: 'partStarted', partId: run.partId, line: feed, mime: run.mime })
    if (!current && lastEnd && lastEnd.endedAt < run.startedAt && lastEnd.endReason !== 'finished') {
      note({ kind: 'gap', feed, fromAt: lastEnd.endedAt, toAt: run.startedAt, reason: lastEnd.endReason })
    }
    return running
  }

  /** @param kept media that go on in the next part */
  async function finish({ run, media, watch }: Running, reason: EndReason, kept?: MediaStream): Promise<void> {
    watch.close()
    const { bytes, ...end } = await run.stop(reason)
    lastEnd = end
    note({ kind: 'partEnded', partId: run.partId, line: feed, reason, bytes })
    if (media !== kept) stopMedia(media)
  }

  /** The part's media or recorder died: it ends here, and the feed is opened again if that needs no press. */
  function fail(dead: Running, reason: EndReason): Promise<void> {
    return inTurn(async () => {
      if (current !== dead) return
      current = null
      missing.lost(options.serverClock.now())
      tell(dead, reason === 'stalled' ? 'captureStalled' : 'captureStopped', reason)
      const isAlive = reason === 'recorderFailed' && dead.media.getTracks().every((it) => it.readyState === 'live')
      interruption = options.acquire || isAlive ? 'recovering' : 'sharingStopped'
      onChange()
      await finish(dead, reason, isAlive ? dead.media : undefined)
      void recover(isAlive ? dead.media : null)
    })
  }

  /** @param alive media that only lost their recorder: tried first, and once */
  async function recover(alive: MediaStream | null): Promise<void> {
    const mine = (recovery = {})
    let media = alive
    for (let tries = 0; recovery === mine; tries++) {
      try {
        media ??= (await options.acquire?.()) ?? null
        if (!media) break
        const opened = media
        await inTurn(async () => {
          if (recovery === mine) await goOn(opened, 'deviceSwitched')
          else stopMedia(opened)
        })
        return
      } catch {
        media = null
        if (!options.acquire) break
        await ticks.after(Math.min(REOPEN_MAX_MS, REOPEN_FIRST_MS * 2 ** tries))
      }
    }
    if (recovery !== mine) return
    interruption = 'sharingStopped'
    onChange()
  }

  function look(): void {
    const now = monotonic()
    if (now - lastTickMs > HELD_UP_MS) trustedFromMs = now + SILENT_RECORDER_MS
    lastTickMs = now
    if (!current) return
    if (missing.since() !== null && isInLog(current)) {
      missing.recorded(current.run.startedAt)
      onChange()
    }
    const { isStalled, isSilent } = current.watch.look()
    const hasNoBytes = current.run.silentMs() > SILENT_RECORDER_MS
    hearSilence(current, isSilent)
    if (now < trustedFromMs) return
    if (feed !== 'screen') {
      if (isStalled || hasNoBytes) void fail(current, 'stalled')
    } else if (hasNoBytes) {
      // a screen may stand still for a while; only a press could open it again, so this is told and not acted on
      tell(current, 'captureStalled')
    } else current.told.delete('captureStalled')
  }

  function hearSilence(about: Running, isSilent: boolean): void {
    const now = monotonic()
    const wasSilent = silentFromMs !== null
    silentFromMs = isSilent ? (silentFromMs ?? now) : null
    if (wasSilent !== isSilent) onChange()
    if (!isSilent) return
    if (now - silenceNotedMs > SILENCE_NOTED_EVERY_MS) {
      silenceNotedMs = now
      note({ kind: 'notice', notice: 'audioSilent', feed })
    }
    if (now - (silentFromMs ?? now) > REOPEN_SILENT_MS && reopenedSilent < REOPEN_SILENT_TIMES) {
      reopenedSilent++
      silentFromMs = now
      void reopen(about)
    }
  }

  /** Opens the devices a second time, and goes on with those; where that fails the present ones stay. */
  async function reopen(about: Running): Promise<void> {
    const media = await options.acquire?.().catch(() => null)
    if (!media) return
    await inTurn(async () => {
      if (current === about) await goOn(media, 'rotated')
      else stopMedia(media)
    }).catch(() => {})
  }

  function signs(): FeedSigns {
    const nothing = { framesCaptured: 0, framesWritten: 0, waitingMs: 0, bitsPerSecond: options.bitsPerSecond }
    if (!current) return nothing
    const { run, watch, counted } = current
    const part = options.sink.picture().parts.find((it) => it.partId === run.partId)
    const waitingMs = run.waitingMs(part?.bytes ?? 0)
    const captured = watch.frames()
    const written = part?.frames ?? null
    if (captured === null || written === null) return { ...nothing, waitingMs }
    current.counted = { captured, written }
    // the first look at a part only sets its mark: the recorder began a little before the counting
    if (counted.captured === 0) return { ...nothing, waitingMs }
    return {
      ...nothing,
      framesCaptured: captured - counted.captured,
      framesWritten: written - counted.written,
      waitingMs,
    }
  }

  /** Notes a finding once, until it has passed. */
  function tell(about: Running, notice: NoticeKind, detail?: string): void {
    if (about.told.has(notice)) return
    about.told.add(notice)
    note({ kind: 'notice', notice, feed, ...(detail ? { detail } : {}) })
  }
}

function stopMedia(media: MediaStream): void {
  for (const it of media.getTracks()) it.stop()
}
