// Owns: since when a feed is recorded or missing, and telling the journal of it: each gap with its reason, and once that the
// feed is missing. The arithmetic is missing-time.ts.
// Never decides whether anything is recorded, and never smooths a gap away.
import {
  FRAME_HOLDS_MS,
  STARTING_MS,
  type EndReason,
  type Feed,
  type JournalBody,
  type MissingCause,
} from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { PresentState } from '../line/attempt-lines.ts'
import type { PartEnd } from '../log/durable-log.ts'
import { createMissingTime, type Missing } from './missing-time.ts'
import type { ServerClock } from '../../client/server-clock.ts'

export type FeedGaps = {
  /** It is to be recorded, and has been since then. */
  due(since: Instant): void
  /** What recorded it has not since then. */
  lost(reason: EndReason, at: Instant): void
  /** It is recorded from then on; null: nobody knows since when. */
  recorded(from: Instant | null): void
  /** The same after a silence. @param written how many frames came into the log meanwhile; null: not counted */
  back(from: Instant, written: number | null): void
  /** It is not to be recorded any more. */
  end(): void
  /** The page goes away. What no part shows is said now; the rest the next page life finds in the log. */
  leave(): void
  /** Tells that it is missing, once for each time that is longer than a start may take. */
  look(): void
  state(): Pick<PresentState, 'recordingSince' | 'missingSince' | 'missedMs' | 'cause'>
}

export function createFeedGaps(options: {
  feed: Feed
  serverClock: ServerClock
  note: (body: JournalBody) => void
  /** how the last part of an earlier page life ended */
  lastEnd: PartEnd | null
  /** why it is missing, as far as the device can tell */
  cause: () => MissingCause | null
  onChange: () => void
}): FeedGaps {
  const { feed, serverClock, note } = options
  const unmeant = options.lastEnd?.endReason === 'finished' ? null : options.lastEnd
  const missing = createMissingTime(unmeant?.endedAt ?? null)
  let reason: EndReason = unmeant?.endReason ?? 'notStarted'
  let recordingSince: Instant | null = null
  let isNoted = false

  function gap(found: Missing | null): void {
    if (found) note({ kind: 'gap', feed, ...found, reason })
  }

  function recorded(from: Instant | null): void {
    if (from === null) return
    recordingSince = from
    isNoted = false
    gap(missing.recorded(from))
    options.onChange()
  }

  return {
    due: (since) => missing.due(since),
    lost(why, at) {
      reason = why
      recordingSince = null
      missing.lost(at)
    },
    recorded,
    back(from, written) {
      const silentMs = serverClock.now() - (missing.since() ?? serverClock.now())
      // a recorder that was late and has written everything has missed nothing
      if (written !== null && written * FRAME_HOLDS_MS >= silentMs) missing.late()
      recorded(from)
    },
    end() {
      gap(missing.end(serverClock.now()))
      recordingSince = null
    },
    leave() {
      if (reason === 'notStarted' && recordingSince === null) gap(missing.end(serverClock.now()))
    },
    look() {
      const since = missing.since()
      if (since === null || isNoted || serverClock.now() - since < STARTING_MS) return
      isNoted = true
      const detail = options.cause()
      note({ kind: 'notice', notice: 'captureMissing', feed, ...(detail ? { detail } : {}) })
      options.onChange()
    },
    state: () => ({
      recordingSince,
      missingSince: missing.since(),
      missedMs: missing.missedMs(),
      cause: missing.since() === null ? null : options.cause(),
    }),
  }
}
