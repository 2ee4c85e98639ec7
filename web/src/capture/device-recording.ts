// Owns: what a device records and uploads over the life of a page: the one attempt that is recorded now, opened for as long
// as that takes, and beside it the uploads that earlier page lives left. The same for computer and phone.
// Never asks for a device or a grant by itself, never decides what is due, and never draws.
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type { ServerClock } from '../client/server-clock.ts'
import { openCapture } from './capture.ts'
import type { Capture, CaptureOptions, CaptureSnapshot, OpenFailure, ResumedUploads } from './capture-types.ts'
import type { ExportSource } from './export/export-file.ts'
import type { SealedThere } from './export/line-export.ts'
import { resumeUploads } from './resumed-uploads.ts'

/** Pauses between tries to open the log grow from the one to the other. */
const OPEN_AGAIN_MS = 1000
const OPEN_AGAIN_MAX_MS = 8000

/** What is the same for every attempt that this page records. */
export type DeviceRecordingOptions = Pick<CaptureOptions, 'lines' | 'acquire' | 'onNotice'> & {
  serverClock: ServerClock
  /** something of what `uploads` says has changed */
  onChange: () => void
}

/** One attempt that is to be recorded from now on. */
export type Recorded = Pick<CaptureOptions, 'attemptId' | 'grant' | 'bitsPerSecond'> & {
  /** its log is open */
  onOpen: (capture: Capture) => void
  /** it could not be opened, and is tried again after a while */
  onFailure: (failure: OpenFailure) => void
}

export function createDeviceRecording(options: DeviceRecordingOptions) {
  let capture: Capture | null = null
  let earlier: ResumedUploads | null = null
  /** what is under way for the attempt that is recorded; aborted: none is to be */
  let wanted = new AbortController()
  wanted.abort()
  let wantedId: AttemptId | null = null
  /** ends when what is under way has: its log is open, or what is in it is uploaded again */
  let underWay: Promise<void> = Promise.resolve()
  let endPause: () => void = () => {}

  const isOpen = (attemptId: AttemptId): boolean => capture?.snapshot().attemptId === attemptId

  /** The attempt is to be recorded: what uploads it lets go of it, and what was recorded before goes on uploading. */
  async function makeWay(attemptId: AttemptId): Promise<void> {
    const open = capture
    const before = open?.snapshot().attemptId
    capture = null
    await open?.close()
    if (before === undefined || before === attemptId) return
    earlier?.giveBack(before)
    void earlier?.again()
  }

  async function open({ onOpen, onFailure, ...recorded }: Recorded, mine: AbortController): Promise<void> {
    await makeWay(recorded.attemptId)
    for (let tries = 1; !mine.signal.aborted; tries++) {
      await earlier?.release(recorded.attemptId)
      const opened = await openCapture({ ...options, ...recorded, calledOff: mine.signal })
      if (opened.ok && !mine.signal.aborted) {
        capture = opened.capture
        return onOpen(capture)
      }
      if (opened.ok) await opened.capture.close()
      else if (!mine.signal.aborted) {
        onFailure(opened.failure)
        await new Promise<void>((resolve) => {
          endPause = resolve
          setTimeout(resolve, Math.min(OPEN_AGAIN_MAX_MS, OPEN_AGAIN_MS * tries))
        })
      }
    }
    // called off before it was open: what is in its log is to be uploaded, unless it is wanted again already
    if (wantedId === recorded.attemptId || !earlier) return
    earlier.giveBack(recorded.attemptId)
    await earlier.again()
  }

  return {
    /** The attempt that is recorded, or was until `stop`; null: its log is not open. */
    capture: (): Capture | null => capture,
    /** An attempt is to be recorded, whether or not its log is open yet. */
    isWanted: (): boolean => !wanted.signal.aborted,

    /** Every attempt with parts in this device's log: the open one first. */
    uploads(): readonly CaptureSnapshot[] {
      const own = capture?.snapshot()
      const others = (earlier?.snapshots() ?? []).filter((one) => one.attemptId !== own?.attemptId)
      return own ? [own, ...others] : others
    },
    /** Attempts in this device's log that another page of this browser has open. */
    elsewhere: (): readonly AttemptId[] => earlier?.elsewhere() ?? [],

    /** Goes on with what earlier page lives left to upload; again: also with what was elsewhere the last time. */
    async resume(): Promise<void> {
      if (earlier) await earlier.again()
      else {
        earlier = resumeUploads({ serverClock: options.serverClock, onChange: options.onChange })
        await earlier.whenKnown()
      }
      options.onChange()
    },

    /** Opens the log of an attempt until it is open or not wanted any more. Resolves when one of them is so. */
    record(recorded: Recorded): Promise<void> {
      wanted.abort()
      wanted = new AbortController()
      wantedId = recorded.attemptId
      return (underWay = open(recorded, wanted))
    },

    /** Tries at once what is not recorded and should be. */
    retry(): void {
      if (capture) capture.retry()
      else endPause()
    },

    /** Nothing is to be recorded any more; an open log stays open, for its uploads. Resolves when `uploads` says all there is. */
    callOff(): Promise<void> {
      wanted.abort()
      wantedId = null
      endPause()
      return underWay
    },

    setGrant(attemptId: AttemptId, grant: string): void {
      if (isOpen(attemptId)) capture?.setGrant(grant)
      earlier?.setGrant(attemptId, grant)
    },

    partIds: (attemptId: AttemptId): readonly PartId[] =>
      (isOpen(attemptId) ? capture : earlier)?.partIds(attemptId) ?? [],

    /** What this device holds of an attempt, for an export file; null: nothing, or another page has it. */
    exportSource: (attemptId: AttemptId): ExportSource | null =>
      (isOpen(attemptId) ? capture?.exportSource() : earlier?.exportSource(attemptId)) ?? null,

    /** Removes local copies of what the server has sealed alike. @returns bytes that are free now */
    async removeSealed(attemptId: AttemptId, there: readonly SealedThere[]): Promise<number> {
      const freed = await (isOpen(attemptId) ? capture?.removeSealed(there) : earlier?.removeSealed(attemptId, there))
      return freed ?? 0
    },

    uploadNow(): void {
      capture?.uploadNow()
      earlier?.uploadNow()
    },
  }
}
