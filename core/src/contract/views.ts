// Owns: what leaves the server: the shapes that pages are written against.
// Never carries a full ID-document number, a personal code, or a question before T0.
import { z } from 'zod'
import { action, membership } from '../access/index.ts'
import { UNLOCK_CODE_LENGTH } from '../codes/index.ts'
import { attemptId, deviceId, interviewId, partId, personId, sittingId, staffId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { gate, phase } from '../process/index.ts'
import { endReason, feed, line, noticeKind, receipt, sha256Hex, witnessStretch } from '../recording/index.ts'
import { instant } from '../time/index.ts'
import { feedAlarm, feedMissing, handedInGap } from './coverage-views.ts'
import { zone } from './zone.ts'

export const clockView = z.object({ serverNow: instant }).meta({ id: 'Clock' })

/** Who is signed in on this browser. */
export const me = z
  .discriminatedUnion('role', [
    z.object({ role: z.literal('candidate'), personId, maskedName: z.string(), attemptIds: z.array(attemptId) }),
    z.object({
      role: z.literal('staff'),
      staffId,
      name: z.string(),
      /** those that count now */
      memberships: z.array(membership),
      /** what they may do somewhere: what is worth offering at all */
      abilities: z.array(action),
    }),
  ])
  .meta({ id: 'Me' })
export type Me = z.infer<typeof me>

const schedule = z.object({
  /** T0; null while a self-paced attempt has not begun */
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  durationMs: z.int(),
  isSelfPaced: z.boolean(),
})

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

/**
 * The pack's key, wrapped with AES-256-GCM under PBKDF2-HMAC-SHA-256 of one attempt's unlock code (`codes`); what is
 * authenticated beside it is `unlockContext`. `wrapped` ends with its 16-byte tag.
 */
export const unlockWrapping = z.object({
  salt: z.base64(),
  iterations: z.int().min(1),
  nonce: z.base64(),
  wrapped: z.base64(),
})
export type UnlockWrapping = z.infer<typeof unlockWrapping>

/** The questions of a sitting, sealed with AES-256-GCM. `nonce`, `ciphertext` (with its 16-byte end) in base64. */
export const packView = z
  .object({
    packId: z.string(),
    algorithm: z.literal('AES-256-GCM'),
    nonce: z.base64(),
    ciphertext: z.base64(),
    /** for this attempt alone; null: not made yet, ask again later */
    unlock: unlockWrapping.nullable().default(null),
  })
  .meta({ id: 'QuestionPack' })
export type PackView = z.infer<typeof packView>

/** The key of a question pack: given at T0 to entered attempts only. */
export const packKeyView = z.object({ packId: z.string(), key: z.base64() }).meta({ id: 'QuestionPackKey' })
export type PackKeyView = z.infer<typeof packKeyView>

/** An attempt's unlock code: 12 characters, read out by telephone when no network brings the key. */
export const unlockCodeView = z.object({ code: z.string().length(UNLOCK_CODE_LENGTH) }).meta({ id: 'UnlockCode' })
export type UnlockCodeView = z.infer<typeof unlockCodeView>

/** What a question pack holds once opened: UTF-8 JSON of this shape. */
export const packContent = z.object({
  questions: z.array(z.object({ text: z.string(), answerLanguage: z.string() })),
})
export type PackContent = z.infer<typeof packContent>

export const partView = z
  .object({
    partId,
    line,
    number: z.int(),
    mime: z.string(),
    startedAt: instant,
    startedAtErrorMs: z.int().nullable(),
    endedAt: instant.nullable(),
    endReason: endReason.nullable(),
    bytes: z.int(),
    generation: z.int(),
    digest: sha256Hex.nullable(),
    sealedAt: instant.nullable(),
    receipt: receipt.nullable(),
  })
  .meta({ id: 'Part' })
export type PartView = z.infer<typeof partView>

/** All parts of one line of one attempt, with the stretches of time nothing was recorded in. */
export const recordingView = z
  .object({
    line,
    parts: z.array(partView),
    gaps: z.array(z.object({ fromAt: instant, toAt: instant })),
    /** what beats and arrivals prove, for proctors and organisers; also of parts of which nothing has come */
    witness: z.array(witnessStretch.extend({ partId })).default([]),
    bytes: z.int(),
    isSealed: z.boolean(),
  })
  .meta({ id: 'Recording' })
export type RecordingView = z.infer<typeof recordingView>

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
  })
  .meta({ id: 'AttemptRow' })
export type AttemptRow = z.infer<typeof attemptRow>
