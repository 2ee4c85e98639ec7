// Owns: what a page and the worker of one line say to each other.
// Never holds behaviour. Messages to a worker take effect in the order they were sent.
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type { Line, PartAnnouncement } from '@zhishi/core/recording'
import type { LineFault, OpenFailure } from '../capture-types.ts'
import type { PartEnd } from '../log/durable-log.ts'
import type { LineHoldings, RemovedPart, SealedThere } from '../export/line-export.ts'
import type { ClockSample } from '../../client/server-clock.ts'

export type ToLine =
  | { kind: 'open'; attemptId: AttemptId; line: Line; grant: string | null; clockSample: ClockSample | null }
  | { kind: 'setGrant'; grant: string }
  | { kind: 'startPart'; announcement: PartAnnouncement }
  /**
   * A Blob, not its bytes: it is handed over in the very task that emitted it, so that nothing waits on a busy page,
   * and the worker reads it. `offset` is the part's length before it.
   */
  | { kind: 'append'; partId: PartId; offset: number; bytes: Blob }
  | { kind: 'endPart'; partId: PartId; end: PartEnd }
  | { kind: 'uploadNow' }
  /** asked at any time, also while a full disk lets nothing be written: the export is the way out of that */
  | { kind: 'askHoldings'; question: number }
  | { kind: 'askRemoval'; question: number; there: readonly SealedThere[] }
  | { kind: 'askBytes'; question: number; partId: PartId; offset: number; length: number }
  /** what the server told another line of this device */
  | { kind: 'waitAsAsked'; forMs: number }
  /** room to set aside on the disk; 0 gives it back */
  | { kind: 'reserve'; bytes: number }
  /** the page goes away: parts still running end here */
  | { kind: 'leave'; end: PartEnd }
  | { kind: 'close' }

export type FromLine =
  | { kind: 'opened'; picture: LineSnapshot }
  | { kind: 'notOpened'; failure: OpenFailure }
  /** after every write: what it counts is in the log */
  | { kind: 'progress'; picture: LineSnapshot }
  /** the part's last byte and its end are in the log */
  | { kind: 'ended'; partId: PartId }
  | { kind: 'clockSample'; sample: ClockSample }
  | { kind: 'holdings'; question: number; holdings: LineHoldings }
  | { kind: 'removed'; question: number; parts: RemovedPart[] }
  | { kind: 'bytes'; question: number; bytes: Uint8Array<ArrayBuffer> }
  /** the log could not be read */
  | { kind: 'noAnswer'; question: number }
  /** the server wants no request of this device about its parts for so long */
  | { kind: 'toldToWait'; forMs: number }
  /** time passes: workers keep time in hidden pages, pages do not */
  | { kind: 'tick' }
  | { kind: 'closed' }

export type PartSnapshot = {
  partId: PartId
  number: number
  bytes: number
  acknowledgedBytes: number
  end: PartEnd | null
  isSealed: boolean
  /** pictures and sound packets that this page life wrote of it; null: not counted in this format, or written before */
  frames: number | null
  soundPackets: number | null
}

export type LineSnapshot = {
  parts: readonly PartSnapshot[]
  fault: LineFault | null
  isServerReachable: boolean
  /** room set aside is used up, or could not be had */
  isRoomShort: boolean
}

/** How often a worker ticks: fine enough to notice within 3 s that media stand still (docs/recording.md#watching). */
export const TICK_MS = 500
