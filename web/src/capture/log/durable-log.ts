// Owns: the port of the durable log: the bytes one device recorded on one line of one attempt, and what is known of
// them. Speaks part offsets, which are the offsets of tus. The log is the truth until a part is sealed
// (docs/recording.md#log).
// Never talks to a server and never reads a clock. Rules for every implementation: durable-log.conformance.ts.
import type { PartId } from '@zhishi/core/ids'
import type { EndReason, PartAnnouncement, Receipt } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'

/**
 * The server's word on how much of a part it holds. The offset goes back only when the generation is raised. `mac`: what proves
 * that word to the server later; null: none came with it.
 */
export type Acknowledged = { offset: number; generation: number; mac: string | null }

export type PartEnd = { endReason: EndReason; endedAt: Instant }

/** What the log knows of one part. */
export type LoggedPart = {
  announcement: PartAnnouncement
  /** bytes in the log; every one of them survives a crash */
  bytes: number
  /** null: the server has never answered about this part */
  acknowledged: Acknowledged | null
  /** null: still being written */
  end: PartEnd | null
  /** null: not sealed, or the server has since lost bytes of it */
  receipt: Receipt | null
}

/** What each method promises is on the device's disk when its promise resolves. */
export type DurableLog = {
  /** a picture of all parts, in the order they were started */
  list(): readonly LoggedPart[]
  /** the right to upload, kept here so that uploads need no sign-in; null: none yet */
  grant(): string | null
  keepGrant(grant: string): Promise<void>
  startPart(announcement: PartAnnouncement): Promise<void>
  /**
   * Adds bytes at the end of a running part. May be repeated after a failure: nothing of it counts until it resolves.
   * @param offset must be the part's present length, so that a hole cannot be made
   * @param at when the bytes came, by the server's clock: the end of the part, should the device die after them
   * @throws LogFullError when there is no room
   */
  append(partId: PartId, offset: number, bytes: Uint8Array, at: Instant): Promise<void>
  /** Up to `length` bytes from `offset`; fewer at the end of the part. */
  read(partId: PartId, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
  markAcknowledged(partId: PartId, acknowledged: Acknowledged): Promise<void>
  /** A part without a byte, of which the server has not heard, is none: it is forgotten. */
  markEnded(partId: PartId, end: PartEnd): Promise<void>
  markSealed(partId: PartId, receipt: Receipt): Promise<void>
  /** The server does not hold what its receipt says any more: the part must be sealed again. */
  markUnsealed(partId: PartId): Promise<void>
  /** Frees the room of a part that has its receipt: nothing else may ever leave the disk (docs/recording.md#log). */
  remove(partId: PartId): Promise<void>
  /**
   * Sets room aside on the disk; 0 gives it back. Writes that find the disk full use it up, all at once.
   * @returns how much there is: all that was wanted, or nothing where it cannot be had
   */
  reserve(bytes: number): Promise<number>
  /** room set aside and not used up */
  reservedBytes(): number
  /** Lets go of the files, so that another opener can have them. */
  close(): Promise<void>
}

/** Somebody else has this line's log open: another tab, or a worker that is not quite gone. */
export class LogInUseError extends Error {
  override name = 'LogInUseError'
}

/** The browser has no durable storage to give. */
export class StorageUnavailableError extends Error {
  override name = 'StorageUnavailableError'
}

/** Disk or quota is full. What was in the log before is still there. */
export class LogFullError extends Error {
  override name = 'LogFullError'
}
