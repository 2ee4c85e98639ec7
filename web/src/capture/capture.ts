// Owns: the facade of capture for pages: one attempt's recorders, durable logs and uploads, by one page at a time.
// Never draws anything and never asks for a device by itself (pages do, then hand the media in).
import { FEEDS, type Feed, type Line } from '@zhishi/core/recording'
import type { AttemptId } from '@zhishi/core/ids'
import { AT_REST, openAttempt, type AttemptLines } from './attempt-lines.ts'
import { watchClock } from './clock-watch.ts'
import type {
  CaptureOptions,
  CaptureSnapshot,
  OpenCaptureResult,
  ResumeOptions,
  ResumedUploads,
} from './capture-types.ts'
import { listLoggedAttempts } from './device-log.ts'
import { createFeedRecorder, type FeedRecorder } from './feed-recorder.ts'
import { createJournal } from './journal.ts'
import { freeBytesHere, watchQuality } from './quality-watch.ts'
import { watchPage } from './page-watch.ts'
import { monotonicNow } from './server-clock.ts'
import { createStills } from './stills.ts'
import { createTicks } from './ticks.ts'

export type * from './capture-types.ts'

/** A reloaded page's lock is free within this; who still holds it then is another tab. */
const LOCK_PATIENCE_MS = 2000
/** Uploads left by earlier page lives wait for nobody: whoever holds an attempt uploads it. */
const RESUME_PATIENCE_MS = 200
/** Room for so much recording is set aside for when the disk is full: time to record less, and for somebody to come. */
const RESERVE_MS = 5 * 60_000
/** The journal of three hours, and it must be able to tell of a full disk. */
const JOURNAL_RESERVE_BYTES = 1_048_576
/** For a feed whose bitrate was not given: what the camera has by default (DESIGN §8). */
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
    patienceMs: LOCK_PATIENCE_MS,
    onChange: () => {
      if (isOpen) hearOfUploads()
    },
    onTick: () => {
      ticks.tick()
      for (const feed of feeds.values()) feed.tick()
      if (isOpen) stills.tick()
      if (isOpen && journal.isRunning()) lookAtClock()
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
        onChange: show,
      }),
    )
  }
  const stills = createStills({
    feeds: [...feeds.keys()],
    grant: options.grant,
    media: (feed) => recorderOf(feed).media(),
    monotonic: monotonicNow,
  })
  attempt.line('journal').reserve(JOURNAL_RESERVE_BYTES)
  for (const feed of feeds.keys()) attempt.line(feed).reserve(Math.ceil((bitsOf(feed) * RESERVE_MS) / 8000))
  const quality = watchQuality({
    feeds: () => [...feeds.values()],
    isRoomShort: attempt.isRoomShort,
    freeBytes: freeBytesHere,
    monotonic: monotonicNow,
    note: journal.note,
    onChange: show,
  })
  const lookAtClock = watchClock({ serverClock, wall: () => Date.now(), note: journal.note })
  const endWatch = watchPage((notice) => {
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
      switchTo: (feed, media) => recorderOf(feed).switchTo(media),
      media: (feed) => recorderOf(feed).media(),
      audioLevel: (feed) => recorderOf(feed).level(),
      journal,
      stop,
      whenSealed: () =>
        new Promise((resolve) => {
          whenSealed.add(resolve)
          tellSealed()
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
        await stop('reloaded')
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
    const lines = attempt.snapshot((line) =>
      line === 'journal' ? { ...AT_REST, isRecording: journal.isRunning() } : recorderOf(line).state(),
    )
    return { ...lines, quality: quality.quality() }
  }

  function show(): void {
    hasNews = false
    onChange(snapshot())
  }

  /** Progress of uploads is shown at the next tick; what it means for the journal and for waiters, at once. */
  function hearOfUploads(): void {
    hasNews = true
    tellSealed()
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

  function tellSealed(): void {
    if (!attempt.isSealed()) return
    for (const resolve of whenSealed) resolve()
    whenSealed.clear()
  }

  function leave(event: PageTransitionEvent): void {
    if (!event.persisted) attempt.leave({ endReason: 'reloaded', endedAt: serverClock.now() })
  }
}

/** Uploads and seals what earlier page lives left in this device's log, without a sign-in or a recorder. */
export async function resumeUploads(options: ResumeOptions): Promise<ResumedUploads> {
  const attempts = new Map<AttemptId, AttemptLines>()
  const elsewhere: AttemptId[] = []
  let hasNews = false
  const snapshots = () => [...attempts.values()].map((it) => it.snapshot())

  for (const { attemptId, lines } of await listLoggedAttempts()) {
    if (options.except?.includes(attemptId)) continue
    const opened = await openAttempt({
      attemptId,
      lines,
      grant: null,
      serverClock: options.serverClock,
      patienceMs: RESUME_PATIENCE_MS,
      onChange: () => {
        hasNews = true
      },
      onTick: () => {
        if (!hasNews) return
        hasNews = false
        options.onChange(snapshots())
      },
    })
    if (typeof opened !== 'string') {
      attempts.set(attemptId, opened)
      // a killed page could not give it back
      for (const line of lines) opened.line(line).reserve(0)
    } else if (opened === 'openElsewhere') elsewhere.push(attemptId)
  }

  const release = async (attemptId: AttemptId): Promise<void> => {
    const attempt = attempts.get(attemptId)
    attempts.delete(attemptId)
    await attempt?.close()
  }
  return {
    snapshots,
    elsewhere: () => elsewhere,
    partIds: (attemptId) => attempts.get(attemptId)?.partIds() ?? [],
    removeSealed: async (attemptId, there) => (await attempts.get(attemptId)?.removeSealed(there)) ?? 0,
    exportSource: (attemptId) => attempts.get(attemptId)?.exportSource ?? null,
    uploadNow: () => attempts.forEach((it) => it.uploadNow()),
    setGrant: (attemptId, grant) => attempts.get(attemptId)?.setGrant(grant),
    release,
    async close() {
      await Promise.all([...attempts.keys()].map(release))
    },
  }
}
