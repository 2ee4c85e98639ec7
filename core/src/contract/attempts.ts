// Owns: attempts as their candidates and staff see them, the sittings they are in, and their commands.
// Never carries a full ID-document number, a personal code, or a question before T0.
import { z } from 'zod'
import { action } from '../access/index.ts'
import { attemptId, commandId, deviceId, interviewId, sittingId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { command, gate, phase } from '../process/index.ts'
import { feed, held, line, noticeKind } from '../recording/index.ts'
import { instant } from '../time/index.ts'
import { ofAttempt, ofSitting, type Endpoints } from './endpoint.ts'
import { feedAlarm, feedMissing, handedInGap } from './recordings/coverage.ts'
import { zone } from './zone.ts'

const schedule = z.object({
  /** T0; null while a self-paced attempt has not begun */
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  durationMs: z.int(),
  isSelfPaced: z.boolean(),
})

/** From T0 on the interview went on at another computer: who is there is to be checked, or was found to be somebody else. */
const identityCheck = z.object({ state: z.enum(['toCheck', 'refused']), sinceAt: instant })

/** The computers of an attempt, in the order in which they held it; those that only are signed in come last. */
export const attemptDevice = z
  .object({
    deviceId,
    /** what its browser calls itself; null: it is not known */
    userAgent: z.string().nullable(),
    firstSignedInAt: instant.nullable(),
    lastSignedInAt: instant.nullable(),
    /** when it last began to hold the attempt; null: never */
    heldFromAt: instant.nullable(),
    isHolding: z.boolean(),
    /** the candidate is signed in on it now */
    isSignedIn: z.boolean(),
  })
  .meta({ id: 'AttemptDevice' })
export type AttemptDevice = z.infer<typeof attemptDevice>

/** One attempt as its candidate (and, with the same fields, staff) may see it. */
export const attemptView = z
  .object({
    serverNow: instant,
    attemptId,
    interview: z.object({
      interviewId,
      name: bilingual,
      organiser: bilingual,
      ...zone,
      supportPhone: z.string(),
    }),
    sitting: z.object({ sittingId, name: bilingual, isMock: z.boolean().default(false) }),
    candidate: z.object({ maskedName: z.string(), maskedNumber: z.string(), post: z.string().nullable() }),
    lot: z.int().nullable(),
    phase,
    schedule,
    gates: z.array(gate),
    /** when phase or gates change by the clock alone */
    nextChangeAt: instant.nullable(),
    /** what the asking person may do to it: of commands those that would be accepted now */
    abilities: z.array(action),
    leaseDeviceId: deviceId.nullable(),
    /** another computer holds it, or none, and the candidate who asks may go on at this one all the same */
    canGoOnHere: z.boolean().default(false),
    identityCheck: identityCheck.nullable().default(null),
    enteredAt: instant.nullable(),
    finishedAt: instant.nullable(),
    handedInAt: instant.nullable(),
    /** not empty: handed in with gaps, as they were known then */
    handedInGaps: z.array(handedInGap).default([]),
    face: z.enum(['required', 'off']),
    texts: z.object({ room: bilingual.optional(), briefing: bilingual.optional() }),
    /** the phone: null until one has been bound */
    evidence: z
      .object({
        boundAt: instant,
        /** first bytes of any phone */
        receivedAt: instant.nullable(),
        /** filmed all the way around the room, by any phone */
        sweptAt: instant.nullable().default(null),
        lastBytesAt: instant.nullable(),
        bytes: z.int(),
        isSealed: z.boolean(),
        /** until when the candidate checks that everything has arrived; null: not over yet */
        checkUntil: instant.nullable(),
        checkedAt: instant.nullable(),
      })
      .nullable(),
    sweepMs: z.int(),
    attachments: z.int(),
    recording: z.object({
      cameraBitsPerSecond: z.int(),
      screenBitsPerSecond: z.int(),
      canRemoveLocalCopies: z.boolean().default(false),
    }),
  })
  .meta({ id: 'Attempt' })
export type AttemptView = z.infer<typeof attemptView>

export const sittingView = z
  .object({
    sittingId,
    interviewId,
    interviewName: bilingual,
    name: bilingual,
    ...zone,
    startsAt: instant.nullable(),
    isSelfPaced: z.boolean(),
    attempts: z.int(),
    /** what the asking person may do to it and in it: see core's access */
    abilities: z.array(action),
  })
  .meta({ id: 'Sitting' })
export type SittingView = z.infer<typeof sittingView>

/** One thing that a device noticed; `gap`: nothing was recorded for a while. */
const noticeSeen = z.object({
  kind: z.union([noticeKind, z.literal('gap')]),
  feed: feed.nullable(),
  /** by the device's own account */
  claimedAt: instant.nullable(),
  /** by the server's clock: what was written without network comes late */
  arrivedAt: instant,
})
export type NoticeSeen = z.infer<typeof noticeSeen>

/** One line of the staff table. */
export const attemptRow = z
  .object({
    attemptId,
    maskedName: z.string(),
    maskedNumber: z.string(),
    post: z.string().nullable(),
    phase,
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    enteredAt: instant.nullable(),
    finishedAt: instant.nullable(),
    handedInAt: instant.nullable(),
    lastBeatAt: instant.nullable(),
    identityAskedAt: instant.nullable(),
    /** oldest unanswered message for help */
    helpWaitingSince: instant.nullable(),
    /** since when another computer is signed in than the one that holds the lease: a hand-over may be wanted */
    otherDeviceSince: instant.nullable(),
    identityCheck: identityCheck.nullable().default(null),
    /** answering time of sealed parts that nobody witnessed: a notice, never a verdict */
    unwitnessedMs: z.int().default(0),
    /** what its devices noticed, and gaps, as their journals say; each is a claim */
    notices: z.object({ count: z.int(), last: noticeSeen.nullable() }).default({ count: 0, last: null }),
    recordings: z.array(z.object({ line, parts: z.int(), bytes: z.int(), sealedParts: z.int() })),
    /** feeds that are due and do not record: each is an alarm */
    notRecording: z.array(feedAlarm).default([]),
    /** not empty: handed in with gaps, as they were known then */
    handedInGaps: z.array(handedInGap).default([]),
    /** after the end: what is missing by what is known now, gaps that count; may be more than at the hand-in */
    missing: z.array(feedMissing).default([]),
    /** what its devices keep because the upload budget is used up, until there is room or a person raises it */
    held: z.array(held).default([]),
  })
  .meta({ id: 'AttemptRow' })
export type AttemptRow = z.infer<typeof attemptRow>

export const attemptsEndpoints = {
  readAttempt: {
    method: 'GET',
    path: '/api/attempts/:attemptId',
    summary: 'An attempt with its phase, gates and abilities at this moment',
    callers: ['candidate', 'staff'],
    cost: 'light',
    action: 'readAttempt',
    params: ofAttempt,
    response: attemptView,
    refusals: ['signInNeeded', 'notFound'],
  },
  readDevices: {
    method: 'GET',
    path: '/api/attempts/:attemptId/devices',
    summary: 'The computers that held an attempt, and those on which its candidate is signed in',
    callers: ['staff'],
    action: 'readAttempt',
    cost: 'light',
    params: ofAttempt,
    response: z.array(attemptDevice),
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  commandAttempt: {
    method: 'POST',
    path: '/api/attempts/:attemptId/commands',
    summary: 'Asks one thing of an attempt; a repeated commandId gets its first answer',
    callers: ['candidate', 'staff'],
    cost: 'light',
    action: 'readAttempt',
    params: ofAttempt,
    body: z.strictObject({ commandId, command, deviceId }),
    response: attemptView,
    refusals: [
      'signInNeeded',
      'notFound',
      'notAllowed',
      'notYetOpen',
      'windowClosed',
      'stepMissing',
      'attemptOver',
      'otherDevice',
      'displaysNotOne',
      'screenNotWhole',
      'identityNeeded',
      'picturesUnseen',
      'identityDecided',
      'triesUsedUp',
      'earlyFinishNotAllowed',
      'notSelfPaced',
      'recordingsNotSafe',
      'recordingsMissing',
      'feedsNotRecording',
      'commandIdReused',
      'budgetReached',
      'unavailable',
    ],
  },
  issueGrant: {
    method: 'POST',
    path: '/api/attempts/:attemptId/grants',
    summary: 'Issues the grant by which this computer uploads its own parts; a phone gets its own by binding',
    callers: ['candidate'],
    cost: 'evidence',
    params: ofAttempt,
    body: z.strictObject({ deviceId, kind: z.literal('computer') }),
    response: z.object({ grant: z.string() }),
    refusals: ['signInNeeded', 'notFound', 'otherDevice', 'notYetOpen', 'attemptOver'],
  },
  listSittings: {
    method: 'GET',
    path: '/api/sittings',
    summary: 'All sittings',
    callers: ['staff'],
    cost: 'heavy',
    action: 'seeSitting',
    response: z.array(sittingView),
    refusals: ['signInNeeded', 'notAllowed'],
  },
  listAttempts: {
    method: 'GET',
    path: '/api/sittings/:sittingId/attempts',
    summary: 'The attempts of a sitting with their derived phase',
    callers: ['staff'],
    cost: 'heavy',
    action: 'seeSitting',
    params: ofSitting,
    response: z.object({ serverNow: z.int(), attempts: z.array(attemptRow) }),
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
} as const satisfies Endpoints
