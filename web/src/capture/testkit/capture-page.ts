// Owns: what tests of capture in a real browser share: a tapped page, a camera, logs and journals read afterwards.
// Never used outside tests.
import { attemptId as attemptIdSchema, type AttemptId } from '@zhishi/core/ids'
import { journalEntry, LINES_OF_DEVICE, type JournalBody, type JournalEntry, type Line } from '@zhishi/core/recording'
import { afterEach, beforeEach, inject, vi } from 'vitest'
import { openCapture, type Acquired, type Capture, type CaptureOptions } from '../capture.ts'
import type { LoggedPart } from '../log/durable-log.ts'
import { createServerClock, monotonicNow } from '../../client/server-clock.ts'
import type { Place } from './log.worker.ts'
import { openRemoteLog } from './remote-log.ts'

/** What every recorder emitted, tapped at `dataavailable`, by recorder in the order of their making; anew in each test. */
export function tapRecorders(): { tapped: Blob[][]; recorders: MediaRecorder[]; workers: Worker[] } {
  const tapped: Blob[][] = []
  const recorders: MediaRecorder[] = []
  const workers: Worker[] = []
  beforeEach(() => {
    tapped.length = recorders.length = workers.length = 0
    vi.stubGlobal(
      'MediaRecorder',
      class extends MediaRecorder {
        constructor(media: MediaStream, options?: MediaRecorderOptions) {
          super(media, options)
          const blobs: Blob[] = []
          tapped.push(blobs)
          recorders.push(this)
          this.addEventListener('dataavailable', ({ data }) => blobs.push(data))
        }
      },
    )
    vi.stubGlobal(
      'Worker',
      class extends Worker {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options)
          workers.push(this)
        }
      },
    )
  })
  afterEach(() => void vi.unstubAllGlobals())
  return { tapped, recorders, workers }
}

export const serverClock = createServerClock(monotonicNow)
serverClock.add({ serverNow: 1_800_000_000_000, sentAt: monotonicNow() - 20, receivedAt: monotonicNow() })

export const newAttempt = (): AttemptId => attemptIdSchema.parse(crypto.randomUUID())
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
export const openCamera = (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240, frameRate: 15 }, audio: true })

export const acquireCamera = async (): Promise<Acquired> => ({ ok: true, media: await openCamera() })

declare module 'vitest' {
  interface ProvidedContext {
    /** tools/machine-speed.ts, handed to the page by vitest.config.ts */
    machineFactor: number
  }
}

/** 3 s are promised, on a machine that is not running other tests as well. */
export const NOTICED_MS = 6000 * inject('machineFactor')
/** Shorter than the limit of a test, which would not say what was waited for. */
const PATIENCE_MS = 60_000 * inject('machineFactor')

export async function until(isSo: () => boolean): Promise<void> {
  const from = performance.now()
  while (!isSo()) {
    if (performance.now() - from > PATIENCE_MS) throw new Error(`not within ${PATIENCE_MS} ms: ${isSo.toString()}`)
    await pause(20)
  }
}

export async function open(attemptId: AttemptId, more: Partial<CaptureOptions> = {}): Promise<Capture> {
  const opened = await openCapture({
    attemptId,
    grant: null,
    serverClock,
    lines: LINES_OF_DEVICE.computer,
    bitsPerSecond: { camera: 400_000, screen: 300_000 },
    acquire: { camera: acquireCamera },
    onChange: () => {},
    ...more,
  })
  if (!opened.ok) throw new Error(opened.failure)
  return opened.capture
}

/** Everything a line's log holds, read by a fresh opener as after a restart. */
export async function readLog(
  attemptId: AttemptId,
  line: Line,
  place: Place = 'device',
): Promise<{ part: LoggedPart; bytes: Uint8Array<ArrayBuffer> }[]> {
  const { log, kill } = await openRemoteLog(attemptId, line, 2000, place)
  const found = []
  for (const part of await log.list()) {
    found.push({ part, bytes: await log.read(part.announcement.partId, 0, part.bytes) })
  }
  await log.close()
  kill()
  return found
}

export function readJournal(bytes: Uint8Array<ArrayBuffer> | undefined): JournalEntry[] {
  const lines = new TextDecoder().decode(bytes).trimEnd().split('\n')
  return lines.map((line) => journalEntry.parse(JSON.parse(line)))
}

export function briefly(body: JournalBody): string {
  const facts = { line: '', feed: '', notice: '', reason: '', ...body }
  return [facts.kind, facts.notice, facts.line, facts.feed, facts.reason].filter(Boolean).join(' ')
}
