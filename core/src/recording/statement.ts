// Owns: what a page may say of recording, network and safety: one function over what is known of each feed, so that no
// reassurance can stand beside a feed that is due and does not record. The words themselves are the pages'.
// Never guesses: what is not known to be recorded is not said.
import { SECOND_MS, type Instant } from '../time/index.ts'
import type { Feed } from './feeds.ts'

/** Why a feed that is due does not record, as far as the device can tell. */
export const MISSING_CAUSES = [
  /** the device has been asked for and has not answered yet */
  'opening',
  /** the device is open, and the recorder gets nothing out of it: the computer is too busy, or the device gives nothing */
  'busy',
  /** another program holds the device, or the system does not give it */
  'taken',
  /** the browser or the system does not allow it */
  'denied',
  /** there is no such device */
  'absent',
  /** only a press of the candidate can begin it: the screen must be shared (again) */
  'pressNeeded',
  /** the durable log cannot be opened or written here */
  'storage',
] as const
export type MissingCause = (typeof MISSING_CAUSES)[number]

/** A device that is opened anew needs this long on an ordinary computer (50 to 390 ms measured, a busy one ten times as much). */
export const STARTING_MS = 4 * SECOND_MS

/** What is known of one feed. */
export type KnownFeed = {
  feed: Feed
  /** whether it is to be recording now */
  isDue: boolean
  /** since when the run that records now has given pictures, and sound where the feed has it; null: none does */
  recordingSince: Instant | null
  /** since when it has been due without being recorded; null: it is recorded, or not due */
  missingSince: Instant | null
  /** how long it was due without being recorded before that, as far as this page knows */
  missedMs: number
  /** null: it records, is not due, or the cause is not known */
  cause: MissingCause | null
  /** recorded here, and of it acknowledged by the server */
  bytesHere: number
  bytesThere: number
  /** false: recorded bytes wait in memory because the disk does not take them */
  isOnDisk: boolean
}

export type FeedStatement = {
  feed: Feed
  /** `starting`: due, not recorded, and for less than {@link STARTING_MS}: neither said to record nor an alarm */
  state: 'notDue' | 'starting' | 'recording' | 'missing'
  /** since when it is in this state; null: not known */
  sinceAt: Instant | null
  /** how long it was due without being recorded, up to now */
  missingMs: number
  cause: MissingCause | null
}

export type RecordingStatement = {
  feeds: readonly FeedStatement[]
  /** the sign in the bar; `missing`: at least one due feed is not recorded, whatever the others do */
  sign: 'off' | 'starting' | 'recording' | 'missing'
  /** due and not recorded: each is an alarm */
  missing: readonly FeedStatement[]
  /** every due feed is being recorded: the only state in which a page may say that recording goes on */
  isAllRecording: boolean
  /** and none has been missing in what this page knows: the only state in which a page may say "without interruption" */
  isUnbroken: boolean
  /** feeds that are being recorded and lie on this device's disk: the only ones of which a page may say "saved here" */
  saved: readonly Feed[]
  /** `all`: everything that was recorded here has reached the server */
  upload: 'nothing' | 'all' | 'underway' | 'waiting'
}

/** What may be said at `now`. `isServerReachable: false`: what is not there waits. */
export function recordingStatement(
  known: { feeds: readonly KnownFeed[]; isServerReachable: boolean },
  now: Instant,
): RecordingStatement {
  const feeds = known.feeds.map((one) => statementOf(one, now))
  const due = feeds.filter(({ state }) => state !== 'notDue')
  const missing = due.filter(({ state }) => state === 'missing')
  const isAllRecording = due.length > 0 && due.every(({ state }) => state === 'recording')
  return {
    feeds,
    sign: signOf(),
    missing,
    isAllRecording,
    isUnbroken: isAllRecording && due.every(({ missingMs }) => missingMs === 0),
    saved: known.feeds.flatMap(({ feed, isDue, recordingSince, isOnDisk, bytesHere }) =>
      isDue && recordingSince !== null && isOnDisk && bytesHere > 0 ? [feed] : [],
    ),
    upload: uploadOf(known),
  }

  function signOf(): RecordingStatement['sign'] {
    if (due.length === 0) return 'off'
    if (missing.length > 0) return 'missing'
    return isAllRecording ? 'recording' : 'starting'
  }
}

function statementOf(it: KnownFeed, now: Instant): FeedStatement {
  const { feed, isDue, recordingSince, missingSince, missedMs, cause } = it
  const runningMs = missingSince === null ? 0 : Math.max(0, now - missingSince)
  const missingMs = missedMs + runningMs
  if (!isDue) return { feed, state: 'notDue', sinceAt: null, missingMs, cause: null }
  if (recordingSince !== null) return { feed, state: 'recording', sinceAt: recordingSince, missingMs, cause: null }
  const state = runningMs < STARTING_MS && missingSince !== null ? 'starting' : 'missing'
  return { feed, state, sinceAt: missingSince, missingMs, cause }
}

function uploadOf({
  feeds,
  isServerReachable,
}: {
  feeds: readonly KnownFeed[]
  isServerReachable: boolean
}): RecordingStatement['upload'] {
  const here = feeds.reduce((sum, { bytesHere }) => sum + bytesHere, 0)
  if (here === 0) return 'nothing'
  if (feeds.every(({ bytesHere, bytesThere }) => bytesThere >= bytesHere)) return 'all'
  return isServerReachable ? 'underway' : 'waiting'
}
