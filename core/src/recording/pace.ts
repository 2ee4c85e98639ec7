// Owns: how often a device uploads a feed: the rule by which the server decides, and how it says so
// (docs/recording.md#pace).
// Never delays a beat or the journal, and never what a device has to make up for: only bytes that are being recorded.
import { z } from 'zod'
import { LINES, type Line } from './feeds.ts'

/** Upload interval when nobody has the feed in full view (docs/recording.md#pace: about 4 s, at most 5). */
export const UPLOAD_EVERY_MS = 4000
/** A feed that is open in somebody's full view: each slice of the recorder goes out (docs/recording.md#pace). */
export const UPLOAD_EVERY_LIVE_MS = 1000
/** The longest: a minute more of the recording would be lost with the disk of the device it is on. */
export const UPLOAD_EVERY_MAX_MS = 60_000

/** What people may set for a sitting: from the recorder's slice to the longest. */
const uploadEvery = z.int().min(UPLOAD_EVERY_LIVE_MS).max(UPLOAD_EVERY_MAX_MS)

/** What people have set for a sitting; null: nothing. */
export const uploadPace = z.strictObject({ uploadEveryMs: uploadEvery.nullable() }).meta({ id: 'UploadPace' })

/** The same, and what the process that answers tells the sitting's devices now. */
export const uploadPaceView = uploadPace
  .extend({
    /** of feeds that nobody has in full view */
    uploadEveryMsNow: uploadEvery,
    /** receipts take long, so every interval is longer than it would be */
    isUnderLoad: z.boolean(),
    /** how many attempts somebody has in full view, and what their devices are told */
    viewedAttempts: z.int(),
    liveUploadEveryMs: uploadEvery,
  })
  .meta({ id: 'UploadPaceView' })
export type UploadPaceView = z.infer<typeof uploadPaceView>

/**
 * The response header of every tus answer about a part (201, 200 and 204): the interval of this part's line in
 * milliseconds, in decimal digits. It holds from now on until another answer or beat ({@link BeatAnswer}) says
 * otherwise: from the start of one upload of the line to the start of the next, but for the shortest, at which each
 * slice goes out as it comes ({@link isPaced}). A device that is behind does not wait for it. Where it is missing or
 * unreadable the last one stays. A refusal with `Retry-After` (429, 503) stands above it: no request of this device
 * about its parts before that.
 */
export const UPLOAD_EVERY_HEADER = 'zhishi-interval-ms'

/** What the header says; null: nothing that could be an interval. */
export function parseUploadEvery(text: string | null): number | null {
  const parsed = /^\d{1,6}$/.test(text ?? '') ? uploadEvery.safeParse(Number(text)) : null
  return parsed?.success ? parsed.data : null
}

/**
 * Whether a device waits between uploads at this interval. At the shortest, which is the recorder's slice, it does not: counted
 * from the last upload it would hold back every slice that is a little early, and in the end send two at once.
 */
export const isPaced = (everyMs: number): boolean => everyMs > UPLOAD_EVERY_LIVE_MS

/** From so long a receipt (95th percentile, in ms) on, intervals are so many times as long. */
const LOAD_STEPS = [
  // a receipt takes 50 ms at most where all is well; from a second on bytes come in quicker than they are made durable
  { fromMs: 1000, times: 2 },
  { fromMs: 3000, times: 4 },
] as const

/**
 * The interval of a feed. `setMs`: what people set for its sitting, null: nothing. `receiptMs`: the 95th percentile of the
 * newest receipts of the process that answers, null: there were none.
 */
export function uploadEveryMs(options: {
  isViewedLive: boolean
  setMs: number | null
  receiptMs: number | null
}): number {
  const calmMs = options.isViewedLive ? UPLOAD_EVERY_LIVE_MS : (options.setMs ?? UPLOAD_EVERY_MS)
  return Math.min(UPLOAD_EVERY_MAX_MS, calmMs * (loadStep(options.receiptMs)?.times ?? 1))
}

/** Whether receipts take so long that intervals are longer. */
export const isUnderLoad = (receiptMs: number | null): boolean => loadStep(receiptMs) !== undefined

const loadStep = (receiptMs: number | null) => LOAD_STEPS.findLast(({ fromMs }) => (receiptMs ?? 0) >= fromMs)

/** Of every line: what a beat is answered. The journal is small and is never slowed down. */
export function everyLine(intervalOf: (line: Line) => number): Record<Line, number> {
  return Object.fromEntries(
    LINES.map((line) => [line, line === 'journal' ? Math.min(UPLOAD_EVERY_MS, intervalOf(line)) : intervalOf(line)]),
  ) as Record<Line, number>
}
