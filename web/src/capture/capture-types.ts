// Owns: what a page sees of capture: what it hands in, what it may ask, what it is told.
// Never holds behaviour; capture.ts fulfils it.
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type {
  EndReason,
  Feed,
  JournalBody,
  Line,
  MissingCause,
  NoticeKind,
  QualityCause,
  SourceDoubt,
} from '@zhishi/core/recording'
import type { RefusalCode } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { ExportSource } from './export/export-file.ts'
import type { SealedThere } from './export/line-export.ts'
import type { ServerClock } from '../client/server-clock.ts'

/** Why a page could not open an attempt's durable log. */
export type OpenFailure =
  /** another tab or window of this browser records or uploads the same attempt */
  | 'openElsewhere'
  /** this browser gives no durable storage (private window, blocked site data, too old) */
  | 'storageUnavailable'

/**
 * What is wrong with a line at the moment; null: nothing. Bytes are kept in the log through all of them.
 * A refusal code: the server said no for good to some part, until a new grant or `uploadNow`.
 */
export type LineFault =
  | RefusalCode
  /** this device's disk or quota is full: recorded bytes wait in memory and are written as soon as there is room */
  | 'diskFull'
  /** the durable log could not be written for another reason; the same waiting holds */
  | 'logFailed'
  /** the server holds more of a part than this device's log does (its disk lost bytes) */
  | 'logShorter'

export type FeedSnapshot = {
  line: Line
  /** it is to be recorded now; always false for the journal */
  isDue: boolean
  /** since when the run that records now has pictures, and sound where the feed has it, in the log; null: none has */
  recordingSince: Instant | null
  /** since when it has been due without being recorded; null: it is recorded, or not due */
  missingSince: Instant | null
  /** how long it was due without being recorded before that, as far as this device knows */
  missedMs: number
  /** why it is not recorded; null: it is, it is not due, or nobody knows */
  cause: MissingCause | null
  /** what is wrong with what its device gives */
  doubts: readonly SourceDoubt[]
  /** parts of this line in this device's log, of this and of earlier page lives */
  parts: number
  bytes: number
  acknowledgedBytes: number
  /** there is at least one part, and every part has its receipt */
  isSealed: boolean
  fault: LineFault | null
}

/** What is recorded since this device could not keep up or ran out of room: `step` of core's QUALITY_STEPS. */
export type Quality = { step: 1 | 2; cause: QualityCause }

export type CaptureSnapshot = {
  attemptId: AttemptId
  /** one row per line, in the order the lines were given (resumed: camera, screen, evidence, journal) */
  feeds: readonly FeedSnapshot[]
  /** the last request of any line reached the server; true before the first one */
  isServerReachable: boolean
  /** null: everything is recorded as the interview wants it, or nothing is recorded here */
  quality: Quality | null
}

/** What became of asking for a device. */
export type Acquired = { ok: true; media: MediaStream } | { ok: false; cause: MissingCause }

export type CaptureOptions = {
  attemptId: AttemptId
  /**
   * As issued by the server; kept in the log, so that later uploads need no sign-in. null or empty: go on with the one
   * in the log; where there is none, bytes wait in the log until `setGrant`.
   */
  grant: string | null
  /** capture reads it for every instant, and feeds it the samples that beats bring back */
  serverClock: ServerClock
  /** for a computer `LINES_OF_DEVICE.computer`; must contain `journal` */
  lines: readonly Line[]
  /** video bitrate of each feed that will be started (the attempt's `recording` settings) */
  bitsPerSecond: Partial<Record<Feed, number>>
  /**
   * Opens a feed's device without a press of the candidate: when it is due, and again after it died; called with growing
   * pauses until it succeeds, and a second time beside one that does not answer. Leave out a feed that needs a press.
   */
  acquire: Partial<Record<Feed, () => Promise<Acquired>>>
  /** it is not wanted any more, while it is being opened */
  calledOff?: AbortSignal
  /** called after every change, at most a few times a second */
  onChange: (snapshot: CaptureSnapshot) => void
  /** attention or display changed, and the journal has it; for whoever tells the candidate */
  onNotice?: (notice: NoticeKind) => void
}

export type OpenCaptureResult = { ok: true; capture: Capture } | { ok: false; failure: OpenFailure }

/** One attempt being recorded by this page. Owns the media it is given: stops it when it is replaced or stopped. */
export type Capture = {
  /**
   * A feed is to be recorded, and has been since then: the time without it counts from there. Ends with `stop`.
   */
  due(feed: Feed, since: Instant): void
  /**
   * Records a feed from these media, which are its own from here: also again, after sharing was stopped, or from another
   * camera or microphone; what is recorded now goes on until these give something. Capture goes on trying by itself.
   * @returns whether they are recorded; false: they ended, gave nothing, or gave way to others. Never rejects.
   */
  start(feed: Feed, media: MediaStream): Promise<boolean>
  /** Ends the current part and goes on in a new one, without a gap (`rotate('camera', 'answeringStarted')` at T0). */
  rotate(feed: Feed, reason: EndReason): Promise<void>
  /** Tries at once to record what is due and is not. */
  retry(): void
  /** the media a feed is recorded from now, for the live picture; another one after a recovery; null: none */
  media(feed: Feed): MediaStream | null
  /** loudness of the feed's sound now, 0 to 1 (root mean square); for a volume bar, read at each animation frame */
  audioLevel(feed: Feed): number
  journal: {
    /** Appends an entry, at the present server time unless it happened before. After `stop` nothing is noted any more. */
    note(body: JournalBody, at?: Instant): void
  }
  /** Ends every part. Resolves once every recorded byte is in the durable log; uploading and sealing go on. */
  stop(reason: EndReason): Promise<void>
  /** Resolves when every part in the log has its receipt (after `stop`: 上传成功). Never rejects. */
  whenSealed(): Promise<void>
  /** Tries at once, also parts the server had refused (the retry button). */
  uploadNow(): void
  /** A fresh grant; refused parts are tried again with it. */
  setGrant(grant: string): void
  snapshot(): CaptureSnapshot
  /** every part of this attempt in this device's log, for the command `handIn` */
  partIds(): readonly PartId[]
  /** for an export file (export-file.ts) */
  exportSource(): ExportSource
  /** Removes local copies of what the server has sealed alike. @returns bytes that are free now */
  removeSealed(there: readonly SealedThere[]): Promise<number>
  /** Lets go of log and lock; parts still running end as `reloaded`. Bytes not yet sent stay in the log. */
  close(): Promise<void>
}

export type ResumeOptions = {
  serverClock: ServerClock
  onChange: (snapshots: readonly CaptureSnapshot[]) => void
}

/** Attempts found in this device's log whose parts are uploaded and sealed with their stored grants. */
export type ResumedUploads = {
  /** Resolves when this device's log has been looked through: what `snapshots` does not name is not here. */
  whenKnown(): Promise<void>
  /** Looks through the log once more, for what was elsewhere, could not be opened, or is left to upload since. */
  again(): Promise<void>
  snapshots(): readonly CaptureSnapshot[]
  /** attempts in this device's log that another page of this browser had open, and so uploads itself */
  elsewhere(): readonly AttemptId[]
  partIds(attemptId: AttemptId): readonly PartId[]
  /** for an export file; null: another page has the attempt, or it is not on this device */
  exportSource(attemptId: AttemptId): ExportSource | null
  /** Removes local copies of what the server has sealed alike. @returns bytes that are free now */
  removeSealed(attemptId: AttemptId, there: readonly SealedThere[]): Promise<number>
  uploadNow(): void
  /** A fresh grant for one attempt; refused parts are tried again with it. */
  setGrant(attemptId: AttemptId, grant: string): void
  /** Lets go of one attempt, and does not open it later, so that `openCapture` can have it. */
  release(attemptId: AttemptId): Promise<void>
  /** An attempt that was released is recorded no more: `again` may open it. */
  giveBack(attemptId: AttemptId): void
  close(): Promise<void>
}
