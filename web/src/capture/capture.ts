// Owns: one attempt's recorders, durable logs and uploads, by one page at a time.
// Never draws anything and never asks for a device by itself (pages do, then hand the media in). Pages come here through
// device-recording.ts.
import { FEEDS, type Feed, type Line } from '@zhishi/core/recording'
import { AT_REST, openAttempt, type AttemptLines } from './line/attempt-lines.ts'
import { monitorClock } from './recorder/clock-monitor.ts'
import type { CaptureOptions, CaptureSnapshot, OpenCaptureResult } from './capture-types.ts'
import { createFeedRecorder, type FeedRecorder } from './recorder/feed-recorder.ts'
import { createJournal } from './recorder/journal.ts'
import { freeBytesHere, monitorQuality } from './recorder/quality-monitor.ts'
import { observePage } from './recorder/page-monitor.ts'
import { monotonicNow } from '../client/server-clock.ts'
import { createStills } from './stills/stills.ts'
import { createTicks } from './recorder/ticks.ts'

export type * from './capture-types.ts'

/** Room for so much recording is set aside for when the disk is full: time to record less, and for somebody to come. */
const RESERVE_MS = 5 * 60_000
/** Recorders end within 5 s, and a disk that works takes what they gave. */
const CLOSE_PATIENCE_MS = 8000
/** The journal of three hours, and it must be able to tell of a full disk. */
const JOURNAL_RESERVE_BYTES = 1_048_576
/** For a feed whose bitrate was not given: what the camera has by default (docs/defaults.md#recording). */
const DEFAULT_BITS_PER_SECOND = 400_000

/** Opens this device's log of an attempt for recording; the same attempt open in another tab is refused. */
export async function openCapture(options: CaptureOptions): Promise<OpenCaptureResult> {
  const { serverClock, onChange } = options
  const ticks = createTicks(monotonicNow)
  const feeds = new Map<Feed, FeedRecorder>()
  const whenSealed = new Set<() => void>()
  const wasFull = new Set<Line>()
  let wasReachable = true
  let isOpen = false
  let hasNews = false
  let stopping: Promise<void> | undefined

  const opened = await openAttempt({
    ...options,
    onChange: () => {
      if (isOpen) noteUploads()
    },
    onTick: () => {
      ticks.tick()
      for (const feed of feeds.values()) feed.tick()
      if (isOpen) stills.tick()
      if (isOpen && journal.isRunning()) checkClock()
      if (isOpen) quality.tick()
      if (hasNews) show()
    },
  })
  if (typeof opened === 'string') return { ok: false, failure: opened }
  const attempt: AttemptLines = opened
  const journal = createJournal(attempt.line('journal'), serverClock, navigator.userAgent)
  for (const feed of FEEDS.filter((it) => options.lines.includes(it))) {
    feeds.set(
      feed,
      createFeedRecorder({
        feed,
        sink: attempt.line(feed),
        bitsPerSecond: bitsOf(feed),
        serverClock,
        monotonic: monotonicNow,
        ticks,
        note: journal.note,
        acquire: options.acquire[feed],
        lastEnd: attempt.line(feed).picture().parts.at(-1)?.end ?? null,
        onLowered: (step) => quality.lowered(step),
        onChange: () => {
          if (isOpen) show()
        },
      }),
    )
  }
  const stills = createStills({
    feeds: [...feeds.keys()],
    grant: options.grant,
    video: (feed) => recorderOf(feed).video(),
    monotonic: monotonicNow,
  })
  attempt.line('journal').reserve(JOURNAL_RESERVE_BYTES)
  for (const feed of feeds.keys()) attempt.line(feed).reserve(Math.ceil((bitsOf(feed) * RESERVE_MS) / 8000))
  const quality = monitorQuality({
    feeds: () => [...feeds.values()],
    isRoomShort: attempt.isRoomShort,
    freeBytes: freeBytesHere,
    monotonic: monotonicNow,
    note: journal.note,
    onChange: show,
  })
  const checkClock = monitorClock({ serverClock, wall: () => Date.now(), note: journal.note })
  const endWatch = observePage((notice) => {
    if (!journal.isRunning()) return
    journal.note({ kind: 'notice', notice })
    options.onNotice?.(notice)
  })
  addEventListener('pagehide', leave)
  isOpen = true

  const stop = (reason: Parameters<FeedRecorder['stop']>[0]): Promise<void> =>
    (stopping ??= (async () => {
      await Promise.all([...feeds.values()].map((it) => it.stop(reason)))
      await journal.end(reason)
      for (const line of options.lines) attempt.line(line).reserve(0)
      show()
    })())

  return {
    ok: true,
    capture: {
      due: (feed, since) => recorderOf(feed).due(since),
      start: (feed, media) => recorderOf(feed).start(media),
      rotate: (feed, reason) => recorderOf(feed).rotate(reason),
      retry: () => feeds.forEach((it) => it.retry()),
      media: (feed) => recorderOf(feed).media(),
      audioLevel: (feed) => recorderOf(feed).level(),
      journal,
      stop,
      whenSealed: () =>
        new Promise((resolve) => {
          whenSealed.add(resolve)
          reportSealed()
        }),
      uploadNow: attempt.uploadNow,
      setGrant: (grant) => {
        attempt.setGrant(grant)
        stills.setGrant(grant)
      },
      snapshot,
      partIds: attempt.partIds,
      exportSource: () => attempt.exportSource,
      removeSealed: attempt.removeSealed,
      async close() {
        endWatch()
        stills.close()
        removeEventListener('pagehide', leave)
        // a disk that takes nothing must not hold up who wants the log next: what is there is as safe as after a crash
        await Promise.race([stop('reloaded'), new Promise((resolve) => setTimeout(resolve, CLOSE_PATIENCE_MS))])
        await attempt.close()
      },
    },
  }

  function recorderOf(feed: Feed): FeedRecorder {
    const recorder = feeds.get(feed)
    if (!recorder) throw new Error(`capture was not opened for ${feed}`)
    return recorder
  }

  function bitsOf(feed: Feed): number {
    return options.bitsPerSecond[feed] ?? DEFAULT_BITS_PER_SECOND
  }

  function snapshot(): CaptureSnapshot {
    const lines = attempt.snapshot((line) => (line === 'journal' ? AT_REST : recorderOf(line).state()))
    return { ...lines, quality: quality.quality() }
  }

  function show(): void {
    hasNews = false
    onChange(snapshot())
  }

  /** Progress of uploads is shown at the next tick; what it means for the journal and for waiters, at once. */
  function noteUploads(): void {
    hasNews = true
    reportSealed()
    if (!journal.isRunning()) return
    const isReachable = attempt.isServerReachable()
    if (isReachable !== wasReachable) {
      wasReachable = isReachable
      journal.note({ kind: 'notice', notice: isReachable ? 'networkBack' : 'networkLost' })
    }
    for (const line of options.lines) {
      const fault = attempt.faultOf(line)
      if (fault !== 'diskFull' && fault !== 'logFailed') wasFull.delete(line)
      else if (!wasFull.has(line)) {
        wasFull.add(line)
        journal.note({ kind: 'notice', notice: 'storageShort', detail: line })
      }
    }
  }

  function reportSealed(): void {
    if (!attempt.isSealed()) return
    for (const resolve of whenSealed) resolve()
    whenSealed.clear()
  }

  function leave(event: PageTransitionEvent): void {
    if (event.persisted) return
    for (const feed of feeds.values()) feed.leave()
    attempt.leave({ endReason: 'reloaded', endedAt: serverClock.now() })
  }
}
