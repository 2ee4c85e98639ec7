// Owns: keeping one feed recorded over several parts: goes on in a new part without a gap, notices when the media die,
// opens them again where that needs no press, and writes all of it into the journal, gaps too.
// Never smooths anything away, and never decides when a feed should be recorded (the page does).
import type { EndReason, Feed, JournalBody, NoticeKind } from '@zhishi/core/recording'
import type { FeedInterruption } from './capture-types.ts'
import type { PartEnd } from './durable-log.ts'
import type { PartSink } from './line-client.ts'
import { watchMedia, type MediaWatch } from './media-watch.ts'
import { startRun, type RecorderRun } from './recorder.ts'
import type { ServerClock } from './server-clock.ts'
import type { Ticks } from './ticks.ts'

/** No bytes this long, three slices, is a dead recorder (DESIGN §6). */
const SILENT_RECORDER_MS = 3000
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
  start(media: MediaStream): Promise<void>
  rotate(reason: EndReason): Promise<void>
  switchTo(media: MediaStream): Promise<void>
  stop(reason: EndReason): Promise<void>
  /** Looks at the media; to be called by the ticks of a worker. */
  tick(): void
  media(): MediaStream | null
  level(): number
  isRecording(): boolean
  interruption(): FeedInterruption | null
}

type Running = { run: RecorderRun; media: MediaStream; watch: MediaWatch; told: Set<NoticeKind> }

export function createFeedRecorder(options: FeedRecorderOptions): FeedRecorder {
  const { feed, note, monotonic, ticks, onChange } = options
  let current: Running | null = null
  let interruption: FeedInterruption | null = null
  let lastEnd = options.lastEnd
  let lastTickMs = monotonic()
  let trustedFromMs = 0
  /** names the recovery that is under way; another value calls it off */
  let recovery: object | null = null
  let turn: Promise<unknown> = Promise.resolve()

  return {
    start: (media) => inTurn(() => goOn(media, 'deviceSwitched')),
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
        onChange()
      })
    },
    tick: look,
    media: () => current?.media ?? null,
    level: () => current?.watch.level() ?? 0,
    isRecording: () => current !== null,
    interruption: () => interruption,
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
      current = await begin(media)
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
    const { sink, bitsPerSecond, serverClock } = options
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
    const running: Running = { run, media, watch, told: new Set() }
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
    const { isStalled, isSilent } = current.watch.look()
    const hasNoBytes = current.run.silentMs() > SILENT_RECORDER_MS
    if (isSilent) tell(current, 'audioSilent')
    else current.told.delete('audioSilent')
    if (now < trustedFromMs) return
    if (feed !== 'screen') {
      if (isStalled || hasNoBytes) void fail(current, 'stalled')
    } else if (hasNoBytes) {
      // a screen may stand still for a while; only a press could open it again, so this is told and not acted on
      tell(current, 'captureStalled')
    } else current.told.delete('captureStalled')
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
