// Owns: keeping one feed recorded from when it is due until it is stopped, over several parts: opens the device where that
// needs no press, starts recorders until one gives bytes, goes on in a new part without a gap, notices when media or
// recorder die, and writes all of it into the journal, gaps too.
// Never gives up, never waits for another feed, never smooths anything away, and never decides when a feed is due.
import {
  FRAME_HOLDS_MS,
  QUALITY_STEPS,
  startPatienceMs,
  STARTING_MS,
  stepOfTry,
  type EndReason,
  type Feed,
  type JournalBody,
  type MissingCause,
  type NoticeKind,
  type QualityStep,
} from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { PresentState } from './attempt-lines.ts'
import type { Acquired } from './capture-types.ts'
import type { PartEnd } from './durable-log.ts'
import type { PartSink } from './line-client.ts'
import { createFeedDoubts } from './feed-doubts.ts'
import { limitFrames } from './limit-frames.ts'
import { watchMedia, type MediaWatch } from './media-watch.ts'
import { createMissingTime, type Missing } from './missing-time.ts'
import type { FeedSigns } from './quality-watch.ts'
import { FormatUnsupportedError, startRun, type RecorderRun } from './recorder.ts'
import type { ServerClock } from './server-clock.ts'
import type { Ticks } from './ticks.ts'
import { createTries } from './tries.ts'

/** No bytes this long is a dead recorder: with a tick every 500 ms noticed within 3 s (docs/recording.md#watching). */
const MUTE_MS = 2500
/** Pauses between tries to open a device again, or to start a recorder that fails, double from here. */
const PAUSE_FIRST_MS = 500
const PAUSE_MAX_MS = 8000
/** A camera may need 10 s to open on a computer that is busy; one that has not answered then is asked again beside. */
const OPEN_PATIENCE_MS = 15_000
const OPEN_PATIENCE_MAX_MS = 60_000
/** Media that live and give no recorder anything for so long are opened anew, where that needs no press. */
const USELESS_MS = 30_000
/** Other media that give nothing for so long are let go; what is recorded now goes on. */
const SWITCH_PATIENCE_MS = 15_000
/** What is recorded goes on while the next part is begun, so there is no hurry to begin it twice. */
const ROTATE_PATIENCE_MS = 20_000
/** A screen of five frames a second gave more than half a second of them, and the recorder nothing. */
const FRAMES_UNWRITTEN = 3
/**
 * Ticks come every 500 ms: a page that heard none for twice as long is held up itself, and for some seconds after that what
 * stands still is no proof of a dead device. Measured at ÷ 8 with a load of 25 on two cores: a camera that recorded was
 * closed seven times in ten minutes, and each time needed 4 to 25 s to open again.
 */
const HELD_UP_MS = 1000
const DISTRUST_MS = 5000
/** What stands still for so long is dead, or no use, however busy the computer is. */
const DEAD_ANYWAY_MS = 15_000

export type FeedRecorderOptions = {
  feed: Feed
  sink: PartSink
  bitsPerSecond: number
  serverClock: ServerClock
  monotonic: () => number
  ticks: Ticks
  note: (body: JournalBody) => void
  /** opens the device without a press; undefined: it needs one */
  acquire: (() => Promise<Acquired>) | undefined
  /** how the last part of an earlier page life ended */
  lastEnd: PartEnd | null
  /** it began with less, because nothing else gave anything */
  onLowered: (step: QualityStep) => void
  onChange: () => void
}

export type FeedRecorder = {
  /** It is to be recorded, and has been since then. */
  due(since: Instant): void
  /** @returns whether it is recorded from these media; false: they ended, gave nothing, or gave way to others */
  start(media: MediaStream): Promise<boolean>
  /** Resolves once it goes on in a new part; at once where nothing is recorded. */
  rotate(reason: EndReason): Promise<void>
  /** Tries at once what would be tried later. */
  retry(): void
  stop(reason: EndReason): Promise<void>
  /** The page goes away. What no part shows is said now; the rest the next page life finds in the log. */
  leave(): void
  /** Looks at media and recorders, and does what is due; to be called by the ticks of a worker. */
  tick(): void
  media(): MediaStream | null
  /** shows the media, outside the document */
  video(): HTMLVideoElement | null
  level(): number
  isRecording(): boolean
  state(): PresentState
  /** Records with less from here on, in a new part without a gap. */
  setQuality(step: QualityStep): void
  /** What was seen of this feed since the last call. */
  signs(): FeedSigns
}

type Source = { media: MediaStream; watch: MediaWatch; openedMs: number }
type Candidate = { run: RecorderRun; source: Source; step: QualityStep }
type Running = Candidate & {
  /** it has given no bytes for too long; `written`: how many frames of it were in the log then */
  mute: { written: number } | null
  /** frames that the device had given when the last bytes came */
  framesAtBytes: { bytes: number; frames: number }
  /** frames that `signs` has told of already */
  counted: { captured: number; written: number }
}

export function createFeedRecorder(options: FeedRecorderOptions): FeedRecorder {
  const { feed, sink, note, monotonic, serverClock, acquire, onChange } = options
  const unmeant = options.lastEnd?.endReason === 'finished' ? null : options.lastEnd
  const missing = createMissingTime(unmeant?.endedAt ?? null)
  const lostByDevice: EndReason = feed === 'screen' ? 'sharingStopped' : 'feedEnded'
  /** what is to be recorded from; another one than that of `current` while it is being changed */
  let target: Source | null = null
  let current: Running | null = null
  /** a new part is wanted, though nothing is wrong with this one */
  let change: EndReason | null = null
  let lostReason: EndReason = unmeant?.endReason ?? 'notStarted'
  let recordingSince: Instant | null = null
  let problem: MissingCause | null = null
  let quality: QualityStep = 0
  let isWanted = false
  let isMissingTold = false
  let hasStopped = false
  let isReopenAsked = false
  let uselessTimes = 0
  let lastTickMs = monotonic()
  let trustedFromMs = 0
  const waiting = new Set<{ for: MediaStream | 'change'; resolve: (isRecorded: boolean) => void }>()

  const pauseMs = (failures: number): number => Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (failures - 1))
  const devices = createTries<object>({
    monotonic,
    begin() {
      const asked = {}
      void open(asked)
      return asked
    },
    // it cannot be called off; what it answers late is taken where nothing better is there
    drop: () => {},
    patienceMs: (number) => Math.min(OPEN_PATIENCE_MAX_MS, OPEN_PATIENCE_MS * 2 ** (number - 1)),
    pauseMs,
  })
  const runs = createTries<Candidate>({
    monotonic,
    begin,
    drop: ({ run }) => run.discard(),
    patienceMs: (number) => (isWell() ? ROTATE_PATIENCE_MS : startPatienceMs(number)),
    pauseMs,
  })
  const doubts = createFeedDoubts({
    ...options,
    tell,
    offer(media, instead) {
      const isWelcome = isWanted && target === instead
      if (isWelcome) take(media)
      return isWelcome
    },
  })

  return {
    due(since) {
      want(since)
      work()
      onChange()
    },
    start(media) {
      const done = until(media)
      if (hasStopped) {
        stopMedia(media)
        settle(media, false)
      } else {
        want(serverClock.now())
        take(media)
        onChange()
      }
      return done
    },
    async rotate(reason) {
      if (!current) return
      change = reason
      const done = until('change')
      work()
      await done
    },
    retry() {
      if (!isWanted || isWell()) return
      if (target) runs.again()
      if (acquire) {
        isReopenAsked = true
        devices.again()
      }
      onChange()
    },
    stop,
    leave() {
      if (lostReason === 'notStarted' && recordingSince === null) gap(missing.end(serverClock.now()))
    },
    tick: look,
    media: () => shown()?.media ?? null,
    video: () => shown()?.watch.video ?? null,
    level: () => shown()?.watch.level() ?? 0,
    isRecording: () => current !== null,
    state,
    setQuality(step) {
      quality = step
      if (current && current.step < step) change ??= 'rotated'
      work()
    },
    signs,
  }

  function shown(): Source | null {
    return current?.source ?? target
  }

  function want(since: Instant): void {
    if (hasStopped) return
    isWanted = true
    missing.due(since)
  }

  /** Resolves with what becomes of these media, or of the wish for a new part. */
  function until(what: MediaStream | 'change'): Promise<boolean> {
    return new Promise((resolve) => waiting.add({ for: what, resolve }))
  }

  function settle(what: MediaStream | 'change', isRecorded: boolean): void {
    for (const it of waiting) {
      if (it.for !== what) continue
      waiting.delete(it)
      it.resolve(isRecorded)
    }
  }

  /** Something is recorded, and goes on. */
  function isWell(): boolean {
    return current !== null && current.mute === null
  }

  /** Does what is due now. */
  function work(): void {
    if (!isWanted) return
    if (needsDevice()) devices.tick()
    if (needsRun()) runs.tick()
    else if (runs.isRunning()) runs.end()
  }

  function needsDevice(): boolean {
    if (!acquire || !isWanted || isWell()) return false
    return target === null || isReopenAsked || runs.lastedMs() > USELESS_MS * 2 ** uselessTimes
  }

  function needsRun(): boolean {
    return target !== null && (!current || current.mute !== null || current.source !== target || change !== null)
  }

  async function open(asked: object): Promise<void> {
    // what is not even answered is tried again like what is refused
    const opened = (await acquire?.().catch(() => null)) ?? null
    if (!opened?.ok) {
      if (needsDevice()) problem = opened?.cause ?? null
      isReopenAsked = false
      devices.failed(asked)
    } else if (needsDevice()) {
      if (target) uselessTimes++
      take(opened.media)
    } else {
      stopMedia(opened.media)
    }
    onChange()
  }

  /** Records from these media as soon as they give something; until then what is recorded now goes on. */
  function take(media: MediaStream): void {
    if (media === target?.media) return
    problem = null
    isReopenAsked = false
    devices.end()
    runs.end()
    const before = target
    target = sourceOf(media)
    if (before && before !== current?.source) close(before)
    work()
  }

  function sourceOf(media: MediaStream): Source {
    const watch = watchMedia({ media, hasSteadyFrames: feed !== 'screen', monotonic, onEnded: () => ended(source) })
    const source: Source = { media, watch, openedMs: monotonic() }
    return source
  }

  function close(source: Source): void {
    source.watch.close()
    stopMedia(source.media)
    settle(source.media, false)
  }

  function begin(number: number): Candidate | null {
    if (!target) return null
    const source = target
    const step = isWell() ? quality : stepOfTry(quality, number)
    void limitFrames(source.media, QUALITY_STEPS[step].frames)
    try {
      const run = startRun({
        feed,
        media: source.media,
        bitsPerSecond: Math.round(options.bitsPerSecond * QUALITY_STEPS[step].bits),
        sink,
        serverClock,
        monotonic,
        ticks: options.ticks,
        onFirstBytes: () => won(candidate),
        onFailed: (reason) => failed(candidate, reason),
      })
      const candidate: Candidate = { run, source, step }
      return candidate
    } catch (error) {
      if (error instanceof DOMException || error instanceof FormatUnsupportedError) return null
      throw error
    }
  }

  /** The first of its series to give bytes is the part that counts. */
  function won(candidate: Candidate): void {
    const old = current
    const { run, source, step } = candidate
    current = {
      ...candidate,
      mute: null,
      framesAtBytes: { bytes: 0, frames: 0 },
      counted: { captured: 0, written: 0 },
    }
    runs.end(candidate)
    devices.end()
    isReopenAsked = false
    uselessTimes = 0
    note({ kind: 'partStarted', partId: run.partId, line: feed, mime: run.mime() })
    if (old) void finish(old, change ?? (old.mute ? 'stalled' : 'deviceSwitched'))
    change = null
    if (step > quality) {
      quality = step
      options.onLowered(step)
    }
    settle('change', true)
    settle(source.media, true)
    onChange()
  }

  function failed(candidate: Candidate, reason: EndReason): void {
    if (current?.run === candidate.run) lose(reason === 'feedEnded' ? lostByDevice : reason)
    else runs.failed(candidate)
  }

  function ended(source: Source): void {
    if (target === source) {
      target = current && current.source !== source ? current.source : null
      runs.end()
    }
    if (current?.source === source) lose(lostByDevice)
    else close(source)
  }

  /** What was recorded is not any more: the part ends here, and the feed is started again. */
  function lose(reason: EndReason): void {
    const dead = current
    if (!dead) return
    current = null
    change = null
    settle('change', false)
    if (reason !== 'recorderFailed' && target === dead.source) target = null
    lost(reason, dead.mute ? dead.run.lastBytesAt() : serverClock.now())
    if (!dead.mute) tell(reason === 'stalled' ? 'captureStalled' : 'captureStopped', reason)
    void finish(dead, reason)
    work()
    onChange()
  }

  function lost(reason: EndReason, at: Instant): void {
    lostReason = reason
    recordingSince = null
    missing.lost(at)
  }

  async function finish({ run, source }: Running, reason: EndReason): Promise<void> {
    const isUsed = (): boolean => source === target || source === current?.source
    const ending = run.stop(reason)
    // its last slice may come late, and a device that is to be opened again must not be held until then
    const isClosed = !isUsed()
    if (isClosed) close(source)
    const { bytes } = await ending
    note({ kind: 'partEnded', partId: run.partId, line: feed, reason, bytes })
    if (!isClosed && !isUsed()) close(source)
  }

  async function stop(reason: EndReason): Promise<void> {
    isWanted = false
    hasStopped = true
    runs.end()
    devices.end()
    const last = current
    const unused = target
    current = target = null
    change = null
    for (const it of waiting) it.resolve(false)
    waiting.clear()
    if (unused && unused !== last?.source) close(unused)
    if (last) await finish(last, reason)
    if (last && !last.mute && isInLog(last)) recorded(last.run.startedAt())
    gap(missing.end(serverClock.now()))
    recordingSince = null
    onChange()
  }

  function look(): void {
    const now = monotonic()
    if (now - lastTickMs > HELD_UP_MS) trustedFromMs = now + DISTRUST_MS
    lastTickMs = now
    if (!isWanted) return
    const isTrusted = now >= trustedFromMs
    if (target && !isLive(target.media)) ended(target)
    if (target && target !== current?.source) lookAtUnused(target, isTrusted)
    if (current) lookAt(current, isTrusted)
    tellMissing()
    work()
  }

  /** Media from which nothing is recorded yet. */
  function lookAtUnused(source: Source, isTrusted: boolean): void {
    const { isStalled, stillMs } = source.watch.look()
    if (isWell() && monotonic() - source.openedMs > SWITCH_PATIENCE_MS) {
      runs.end()
      target = current?.source ?? null
      close(source)
    } else if (isStalled && (isTrusted || stillMs > DEAD_ANYWAY_MS) && acquire) ended(source)
  }

  function lookAt(it: Running, isTrusted: boolean): void {
    const { isStalled, stillMs, silentMs } = it.source.watch.look()
    if (!isLive(it.source.media)) return lose(lostByDevice)
    if (isStalled && (isTrusted || stillMs > DEAD_ANYWAY_MS)) return lose('stalled')
    doubts.look(it.source, silentMs)
    const isUnwritten = hasGivenFrames(it)
    const isMute = isUnwritten && it.run.silentMs() > MUTE_MS
    if (isMute && !it.mute && (isTrusted || it.run.silentMs() > DEAD_ANYWAY_MS)) {
      it.mute = { written: partOf(it)?.frames ?? 0 }
      lost('stalled', it.run.lastBytesAt())
      tell('captureStalled', 'stalled')
      onChange()
    } else if (it.mute && !isMute) comesBack(it, it.mute.written)
    else if (!it.mute && recordingSince === null && isInLog(it)) recorded(it.run.startedAt())
  }

  /** A screen on which nothing moves gives no pictures, a slow camera few, and their recorders no bytes meanwhile. */
  function hasGivenFrames(it: Running): boolean {
    const frames = it.source.watch.frames()
    const bytes = it.run.bytes()
    if (bytes !== it.framesAtBytes.bytes) it.framesAtBytes = { bytes, frames }
    return frames - it.framesAtBytes.frames > FRAMES_UNWRITTEN
  }

  /** A recorder that was late and has written everything has missed nothing. */
  function comesBack(it: Running, writtenBefore: number): void {
    const part = partOf(it)
    if (part && part.bytes < it.run.bytes() && it.run.waitingMs(part.bytes) < MUTE_MS) return
    it.mute = null
    const silentMs = serverClock.now() - (missing.since() ?? serverClock.now())
    if (part?.frames && (part.frames - writtenBefore) * FRAME_HOLDS_MS >= silentMs) missing.late()
    recorded(it.run.lastBytesAt())
  }

  function partOf({ run }: Running) {
    return sink.picture().parts.find((it) => it.partId === run.partId)
  }

  /** What a recorder says of itself proves nothing: there must be pictures of it in the log, and sound. */
  function isInLog(it: Running): boolean {
    const part = partOf(it)
    if (!part || part.bytes === 0) return false
    const hasSound = it.source.media.getAudioTracks().length === 0 || part.soundPackets !== 0
    return part.frames !== 0 && hasSound
  }

  function recorded(from: Instant | null): void {
    if (from === null) return
    recordingSince = from
    isMissingTold = false
    gap(missing.recorded(from))
    onChange()
  }

  function gap(it: Missing | null): void {
    if (it) note({ kind: 'gap', feed, ...it, reason: lostReason })
  }

  /** Once for each time without a recording that is longer than a start may take. */
  function tellMissing(): void {
    const since = missing.since()
    if (since === null || isMissingTold || serverClock.now() - since < STARTING_MS) return
    isMissingTold = true
    tell('captureMissing', causeNow() ?? undefined)
    onChange()
  }

  function tell(notice: NoticeKind, detail?: string): void {
    note({ kind: 'notice', notice, feed, ...(detail ? { detail } : {}) })
  }

  function state(): PresentState {
    const isMissing = missing.since() !== null
    return {
      isDue: isWanted,
      recordingSince,
      missingSince: missing.since(),
      missedMs: missing.missedMs(),
      cause: isMissing ? causeNow() : null,
      doubts: doubts.of(current?.source ?? null),
    }
  }

  function causeNow(): MissingCause | null {
    const { fault } = sink.picture()
    if (fault === 'diskFull' || fault === 'logFailed') return 'storage'
    if (target) return 'busy'
    return acquire ? (problem ?? 'opening') : 'pressNeeded'
  }

  function signs(): FeedSigns {
    const nothing = { framesCaptured: 0, framesWritten: 0, waitingMs: 0, bitsPerSecond: options.bitsPerSecond }
    if (!current) return nothing
    const { run, source, counted } = current
    const part = partOf(current)
    const waitingMs = run.waitingMs(part?.bytes ?? 0)
    const captured = source.watch.frames()
    const written = part?.frames ?? null
    // a screen gives pictures when something moves, so what it gave says nothing about the computer
    if (feed === 'screen' || written === null) return { ...nothing, waitingMs }
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
}

function isLive(media: MediaStream): boolean {
  return media.getTracks().every((it) => it.readyState === 'live')
}

function stopMedia(media: MediaStream): void {
  for (const it of media.getTracks()) it.stop()
}
