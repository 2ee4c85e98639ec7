// Owns: keeping one feed recorded from when it is due until it is stopped, over several parts: which media it is recorded
// from, which recorder counts, when a new part begins, and what the journal is told of parts.
// Opening devices (feed-opener.ts), starting recorders (feed-starter.ts), what a recorder gives (run-observer.ts), gaps
// (feed-gaps.ts) and doubts (feed-doubts.ts) have files of their own.
// Never gives up, never waits for another feed, never smooths anything away, and never decides when a feed is due.
import type { EndReason, Feed, JournalBody, MissingCause, NoticeKind, QualityStep } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { PresentState } from '../line/attempt-lines.ts'
import type { Acquired } from '../capture-types.ts'
import type { PartEnd } from '../log/durable-log.ts'
import { createFeedDoubts } from './feed-doubts.ts'
import { createFeedGaps } from './feed-gaps.ts'
import { createFeedOpener } from './feed-opener.ts'
import { createSource, isLive, stopMedia, type Source } from './feed-source.ts'
import { createFeedStarter, type Started } from './feed-starter.ts'
import type { PartSink } from '../line/line-client.ts'
import type { FeedSigns } from './quality-monitor.ts'
import { observeRun, type RunObserver } from './run-observer.ts'
import type { ServerClock } from '../../client/server-clock.ts'
import type { Ticks } from './ticks.ts'

/** Other media that give nothing for so long are let go; what is recorded now goes on. */
const SWITCH_PATIENCE_MS = 15_000
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

type Running = Started & { given: RunObserver }

export function createFeedRecorder(options: FeedRecorderOptions): FeedRecorder {
  const { feed, sink, note, monotonic, serverClock, acquire, onChange } = options
  const lostByDevice: EndReason = feed === 'screen' ? 'sharingStopped' : 'feedEnded'
  /** what is to be recorded from; another one than that of `current` while it is being changed */
  let target: Source | null = null
  let current: Running | null = null
  /** a new part is wanted, though nothing is wrong with this one */
  let change: EndReason | null = null
  let quality: QualityStep = 0
  let isWanted = false
  let hasStopped = false
  let lastTickMs = monotonic()
  let trustedFromMs = 0
  const waiting = new Set<{ for: MediaStream | 'change'; resolve: (isRecorded: boolean) => void }>()

  const opener = createFeedOpener({
    ...options,
    isWanted: () => isWanted && !isWell(),
    uselessMs: () => (target === null ? null : starter.lastedMs()),
    take,
  })
  const starter = createFeedStarter({
    ...options,
    source: () => target,
    quality: () => quality,
    isWell,
    onGiven: won,
    onFailed: failed,
  })
  const gaps = createFeedGaps({ ...options, cause: causeNow })
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
      if (target) starter.again()
      opener.again()
      onChange()
    },
    stop,
    leave: () => gaps.leave(),
    tick: look,
    media: () => shown()?.media ?? null,
    video: () => shown()?.watch.video ?? null,
    level: () => shown()?.watch.level() ?? 0,
    isRecording: () => current !== null,
    state: () => ({ isDue: isWanted, ...gaps.state(), doubts: doubts.of(current?.source ?? null) }),
    setQuality(step) {
      quality = step
      if (current && current.step < step) change ??= 'rotated'
      work()
    },
    signs() {
      const { bitsPerSecond } = options
      // a screen gives pictures when something moves, so what it gave says nothing about the computer
      const seen = current?.given.signs(feed !== 'screen')
      return { framesCaptured: 0, framesWritten: 0, waitingMs: 0, bitsPerSecond, ...seen }
    },
  }

  function shown(): Source | null {
    return current?.source ?? target
  }

  function want(since: Instant): void {
    if (hasStopped) return
    isWanted = true
    gaps.due(since)
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
    return current !== null && !current.given.isMute()
  }

  /** Does what is due now. */
  function work(): void {
    if (!isWanted) return
    opener.tick()
    if (needsRun()) starter.tick()
    else if (starter.isRunning()) starter.end()
  }

  function needsRun(): boolean {
    return target !== null && (!isWell() || current?.source !== target || change !== null)
  }

  /** Records from these media as soon as they give something; until then what is recorded now goes on. */
  function take(media: MediaStream): void {
    if (media === target?.media) return
    opener.taken()
    starter.end()
    const before = target
    target = createSource({ media, feed, monotonic, onEnded: ended })
    if (before && before !== current?.source) close(before)
    work()
  }

  function close(source: Source): void {
    source.watch.close()
    stopMedia(source.media)
    settle(source.media, false)
  }

  /** The first of its series to give bytes is the part that counts. */
  function won(started: Started): void {
    const old = current
    const { run, source, step } = started
    current = { ...started, given: observeRun(started, sink) }
    starter.end(started)
    opener.used()
    note({ kind: 'partStarted', partId: run.partId, line: feed, mime: run.mime() })
    if (old) void finish(old, change ?? (old.given.isMute() ? 'stalled' : 'deviceSwitched'))
    change = null
    if (step > quality) {
      quality = step
      options.onLowered(step)
    }
    settle('change', true)
    settle(source.media, true)
    onChange()
  }

  function failed(started: Started, reason: EndReason): void {
    if (current?.run === started.run) lose(reason === 'feedEnded' ? lostByDevice : reason)
    else starter.failed(started)
  }

  function ended(source: Source): void {
    if (target === source) {
      target = current && current.source !== source ? current.source : null
      starter.end()
    }
    if (current?.source === source) lose(lostByDevice)
    else close(source)
  }

  /** What was recorded is not any more: the part ends here, and the feed is started again. */
  function lose(reason: EndReason): void {
    const dead = current
    if (!dead) return
    const wasMute = dead.given.isMute()
    current = null
    change = null
    settle('change', false)
    if (reason !== 'recorderFailed' && target === dead.source) target = null
    gaps.lost(reason, wasMute ? dead.run.lastBytesAt() : serverClock.now())
    if (!wasMute) tell(reason === 'stalled' ? 'captureStalled' : 'captureStopped', reason)
    void finish(dead, reason)
    work()
    onChange()
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
    starter.end()
    opener.end()
    const last = current
    const unused = target
    current = target = null
    change = null
    for (const it of waiting) it.resolve(false)
    waiting.clear()
    if (unused && unused !== last?.source) close(unused)
    if (last) await finish(last, reason)
    if (last && !last.given.isMute() && last.given.isInLog()) gaps.recorded(last.run.startedAt())
    gaps.end()
    onChange()
  }

  function look(): void {
    const now = monotonic()
    if (now - lastTickMs > HELD_UP_MS) trustedFromMs = now + DISTRUST_MS
    lastTickMs = now
    if (!isWanted) return
    if (target && !isLive(target)) ended(target)
    if (target && target !== current?.source) lookAtUnused(target)
    if (current) lookAt(current)
    gaps.look()
    work()
  }

  /** Whether it means something that nothing has come for so long. */
  function isProof(stillMs: number): boolean {
    return lastTickMs >= trustedFromMs || stillMs > DEAD_ANYWAY_MS
  }

  /** Media from which nothing is recorded yet. */
  function lookAtUnused(source: Source): void {
    const { isStalled, stillMs } = source.watch.look()
    if (isWell() && monotonic() - source.openedMs > SWITCH_PATIENCE_MS) {
      starter.end()
      target = current?.source ?? null
      close(source)
    } else if (isStalled && isProof(stillMs) && acquire) ended(source)
  }

  function lookAt({ run, source, given }: Running): void {
    const { isStalled, stillMs, silentMs } = source.watch.look()
    if (!isLive(source)) return lose(lostByDevice)
    if (isStalled && isProof(stillMs)) return lose('stalled')
    doubts.look(source, silentMs)
    const changed = given.look(isProof)
    if (changed?.is === 'mute') {
      gaps.lost('stalled', run.lastBytesAt())
      tell('captureStalled', 'stalled')
      onChange()
    } else if (changed?.is === 'back') gaps.back(run.lastBytesAt(), changed.written)
    else if (!given.isMute() && gaps.state().recordingSince === null && given.isInLog()) gaps.recorded(run.startedAt())
  }

  function tell(notice: NoticeKind, detail?: string): void {
    note({ kind: 'notice', notice, feed, ...(detail ? { detail } : {}) })
  }

  function causeNow(): MissingCause | null {
    const { fault } = sink.picture()
    if (fault === 'diskFull' || fault === 'logFailed') return 'storage'
    if (target) return 'busy'
    return acquire ? (opener.problem() ?? 'opening') : 'pressNeeded'
  }
}
