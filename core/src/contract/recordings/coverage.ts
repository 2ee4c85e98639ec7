// Owns: how much of what was due is recorded, as its candidate and staff see it.
// Never calls recorded what only a device says: that is claimed.
import { z } from 'zod'
import { feed, gapReason, line, missingCause } from '../../recording/index.ts'
import { instant } from '../../time/index.ts'
import { ofAttempt, type Endpoints } from '../endpoint.ts'

/** `dueMs = recordedMs + claimedMs + missingMs` */
const coverageSums = z.object({
  dueMs: z.int(),
  /** read from sealed files: a picture within the 2 s before, and for the camera sound */
  recordedMs: z.int(),
  /** of parts that are not sealed, or not read yet: by the device's word, as far as bytes are here */
  claimedMs: z.int(),
  missingMs: z.int(),
})

/** What is known of the recordings of an attempt against the time in which they were due. */
export const recordingCoverage = z
  .object({
    serverNow: instant,
    /** answering is over, and every part the server knows of is sealed and was read: these figures stay */
    isFinal: z.boolean(),
    /** feeds that were due, or of which something is here */
    feeds: z.array(
      z.object({
        feed,
        fromEntry: coverageSums,
        /** of it from T0 on, or from an entry that came later; null: T0 has not come */
        fromStart: coverageSums.nullable(),
        /** since entry, what is neither recorded nor claimed; `cause`: why it went on, as the device said */
        gaps: z.array(z.object({ fromAt: instant, toAt: instant, reason: gapReason, cause: missingCause.nullable() })),
        /** parts with bytes */
        parts: z.int(),
        sealedParts: z.int(),
        /** sealed, and read */
        measuredParts: z.int(),
        bytes: z.int(),
      }),
    ),
  })
  .meta({ id: 'RecordingCoverage' })
export type RecordingCoverage = z.infer<typeof recordingCoverage>
export type FeedCoverageView = RecordingCoverage['feeds'][number]

/** A feed that is due and does not record, as far as the server knows. */
export const feedAlarm = z.object({
  feed,
  sinceAt: instant,
  /** as its device says; `noBeats`: nothing is heard of the device at all; null: it is heard, and does not say */
  cause: z.union([missingCause, z.literal('noBeats')]).nullable(),
})
export type FeedAlarm = z.infer<typeof feedAlarm>

/** How long a line was not recorded, as the server knew it when the attempt was handed in. */
export const handedInGap = z.object({ line, lengthMs: z.int() })

/** What of a feed was due and is missing, once answering is over, by what is known now. */
export const feedMissing = z.object({ feed, dueMs: z.int(), missingMs: z.int() })
export type FeedMissing = z.infer<typeof feedMissing>

export const coverageEndpoints = {
  readCoverage: {
    method: 'GET',
    path: '/api/attempts/:attemptId/coverage',
    summary:
      'How much of what was due is recorded, feed by feed, and what is missing and why; figures alone, so no look',
    callers: ['candidate', 'staff'],
    cost: 'light',
    action: 'readRecordings',
    params: ofAttempt,
    response: recordingCoverage,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
} as const satisfies Endpoints
