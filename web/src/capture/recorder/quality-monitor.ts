// Owns: looking, every ten seconds, whether this device keeps up with its feeds and has room for them; where not, all of
// them are recorded with less from there on, and the journal says so. The rule is core's (recording/quality.ts).
// Never stops a feed, and never reads a clock but the given one.
import {
  decideQuality,
  QUALITY_CHECK_MS,
  QUALITY_STEPS,
  type JournalBody,
  type QualityStep,
} from '@zhishi/core/recording'
import type { Quality } from '../capture-types.ts'

/** What one feed has done since it was last asked. */
export type FeedSigns = { framesCaptured: number; framesWritten: number; waitingMs: number; bitsPerSecond: number }

export type MonitoredFeed = {
  isRecording(): boolean
  signs(): FeedSigns
  setQuality(step: QualityStep): void
}

export type QualityMonitorPorts = {
  feeds: () => readonly MonitoredFeed[]
  /** room set aside is used up, or could not be had */
  isRoomShort: () => boolean
  /** what the browser would still let us keep, bytes; null: it does not say */
  freeBytes: () => Promise<number | null>
  monotonic: () => number
  note: (body: JournalBody) => void
  onChange: () => void
}

export type QualityMonitor = {
  /** To be called by the ticks of a worker. */
  tick(): void
  /** A feed began with less, because with more it gave nothing. The others go on as they are. */
  lowered(step: QualityStep): void
  /** null: everything is recorded as the interview wants it */
  quality(): Quality | null
}

export function monitorQuality(ports: QualityMonitorPorts): QualityMonitor {
  let quality: Quality | null = null
  let lookedMs = ports.monotonic()
  let isLooking = false

  async function look(): Promise<void> {
    const feeds = ports.feeds().filter((it) => it.isRecording())
    const signs = feeds.map((it) => it.signs())
    if (feeds.length === 0) return
    const step: QualityStep = quality?.step ?? 0
    const decided = decideQuality(step, {
      framesCaptured: sum(signs.map((it) => it.framesCaptured)),
      framesWritten: sum(signs.map((it) => it.framesWritten)),
      waitingMs: Math.max(...signs.map((it) => it.waitingMs)),
      recordableMs: await recordableMs(sum(signs.map((it) => it.bitsPerSecond)) * QUALITY_STEPS[step].bits),
    })
    if (!decided || decided.step === 0) return
    if (decided.cause === 'room') ports.note({ kind: 'notice', notice: 'storageShort', detail: 'room' })
    take({ step: decided.step, cause: decided.cause })
    for (const it of feeds) it.setQuality(decided.step)
  }

  function take(next: Quality): void {
    quality = next
    ports.note({ kind: 'qualityLowered', ...next })
    ports.onChange()
  }

  async function recordableMs(bitsPerSecond: number): Promise<number | null> {
    if (ports.isRoomShort()) return 0
    const bytes = await ports.freeBytes()
    return bytes === null ? null : (bytes * 8000) / bitsPerSecond
  }

  return {
    tick() {
      if (isLooking || ports.monotonic() - lookedMs < QUALITY_CHECK_MS) return
      lookedMs = ports.monotonic()
      isLooking = true
      // a browser that cannot say what is free has said nothing about the recording
      void look()
        .catch(() => {})
        .finally(() => {
          isLooking = false
        })
    },
    lowered(step) {
      if (step > (quality?.step ?? 0) && step !== 0) take({ step, cause: 'machine' })
    },
    quality: () => quality,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0)

/**
 * By the browser's own count (Storage API). Chromium answers with what is used and 10 GiB more, whatever the disk and the
 * quota are (156, measured): there only the room set aside tells when it is short.
 */
export async function freeBytesHere(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate()
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage)
}
