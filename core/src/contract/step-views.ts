// Owns: what the pages of single steps are shown: identity, evidence, draw, attachments, help, preparation, download.
// Never carries a face template, a whole name or number, or anything of another candidate.
import { z } from 'zod'
import { action } from '../access/index.ts'
import { attemptId, deviceId, sittingId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { phase, preparationCheck } from '../process/index.ts'
import { instant } from '../time/index.ts'
import { zone } from './zone.ts'

/** Why a picture could not be used, in words a page has a text for. */
export const faceReason = z.enum([
  'noFace',
  'manyFaces',
  'tooSmall',
  'turned',
  'blurred',
  'dark',
  'bright',
  'covered',
  'eyesClosed',
  'staticPicture',
  'differs',
  'unreadable',
])
export type FaceReason = z.infer<typeof faceReason>

/** The three views a face login takes; ears are judged by the proctor from the turned ones. */
export const faceView = z.enum(['front', 'left', 'right'])
export type FaceView = z.infer<typeof faceView>

/** `same`: confirmed by the machine alone; `person`: a proctor looks; `again`: better pictures are needed, no try is used. */
export const faceAnswer = z
  .object({
    result: z.enum(['same', 'person', 'again']),
    reasons: z.array(faceReason),
    triesLeft: z.int(),
  })
  .meta({ id: 'FaceAnswer' })
export type FaceAnswer = z.infer<typeof faceAnswer>

/** Where a candidate's identity stands, for the candidate's page. */
export const identityView = z
  .object({
    face: z.enum(['required', 'off']),
    hasIdPhoto: z.boolean(),
    /** an interview for practice may take the ID photo from the camera, since it has none */
    mayEnrolFromCamera: z.boolean(),
    isEngineAvailable: z.boolean(),
    triesLeft: z.int(),
    consentedAt: instant.nullable(),
    /** waiting for a proctor since; null: not in the queue */
    askedAt: instant.nullable(),
    /** how many are before this one in the queue */
    ahead: z.int().nullable(),
    refusedReason: z.string().nullable(),
    confirmedAt: instant.nullable(),
  })
  .meta({ id: 'Identity' })
export type IdentityView = z.infer<typeof identityView>

export const identityPicture = z.enum(['idPhoto', 'front', 'left', 'right'])
export type IdentityPicture = z.infer<typeof identityPicture>

/** One line of the proctor's identity queue, the longest waiting first. */
export const identityRow = z
  .object({
    attemptId,
    maskedName: z.string(),
    maskedNumber: z.string(),
    sittingName: bilingual,
    startsAt: instant.nullable(),
    askedAt: instant,
    faceTries: z.int(),
    pictures: z.array(identityPicture),
    /** when the newest of them was taken or registered: another instant means another picture; 0: there is none */
    picturesAt: instant,
    reasons: z.array(faceReason),
    /** Euclidean distance of the descriptors, for the proctor's eyes; null: no face was compared */
    distance: z.number().nullable(),
  })
  .meta({ id: 'IdentityRow' })
export type IdentityRow = z.infer<typeof identityRow>

/** A code that binds one phone, once, until it expires. `path` carries it in the fragment, which no server sees. */
export const bindingCode = z
  .object({ code: z.string(), path: z.string(), expiresAt: instant })
  .meta({ id: 'BindingCode' })
export type BindingCode = z.infer<typeof bindingCode>

/** What the phone knows of the attempt it films. */
export const evidenceView = z
  .object({
    serverNow: instant,
    attemptId,
    deviceId,
    interviewName: bilingual,
    sittingName: bilingual,
    ...zone,
    supportPhone: z.string(),
    maskedName: z.string(),
    phase,
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    /** until when the candidate checks that everything has arrived (step 11) */
    checkUntil: instant.nullable(),
    sweepMs: z.int(),
    /** the server knows that the room has been filmed all the way around */
    isSwept: z.boolean().default(false),
    /** another phone has been bound since: this one starts no new part */
    isReplaced: z.boolean(),
    bitsPerSecond: z.int(),
  })
  .meta({ id: 'Evidence' })
export type EvidenceView = z.infer<typeof evidenceView>

/** A commitment to 32 random bytes, and the bytes once the draw is open (docs/fairness.md#lots). */
export const contribution = z.object({
  by: z.enum(['server', 'organiser', 'proctor']),
  /** SHA-256 of the contribution, hexadecimal */
  commitment: z.string(),
  /** hexadecimal; null until the draw opens */
  revealed: z.string().nullable(),
})

/** Everything by which anybody can compute the lots again. Names nobody. */
export const drawFile = z
  .object({
    sittingId,
    rule: z.literal('zhishi-draw-2'),
    /** SHA-256 over the salted handles of the roll, in its order */
    rollHash: z.string(),
    committedAt: instant,
    openedAt: instant.nullable(),
    contributions: z.array(contribution),
    /** only the server contributed (demo, mock): said openly */
    isServerAlone: z.boolean(),
    /** so many places at the end of the roll were committed without an owner, for people who are added later */
    spares: z.int(),
    /** handles in the order of the roll, which is that of the handles (the spare ones behind the others), with their lots; null until the draw opens */
    lots: z.array(z.object({ handle: z.string(), lot: z.int() })).nullable(),
  })
  .meta({ id: 'DrawFile' })
export type DrawFile = z.infer<typeof drawFile>

/**
 * One's own lot with what proves it: the salt turns one's attempt into one's handle in the public file. Until it is drawn
 * neither is told, because the handle alone would find the lot. `file` without its lots: the list may be long, and who
 * wants to check takes the public file itself.
 */
export const drawView = z
  .object({
    lot: z.int().nullable(),
    drawnAt: instant.nullable(),
    isDrawnByCandidate: z.boolean(),
    /** hexadecimal */
    salt: z.string().nullable(),
    handle: z.string().nullable(),
    /** how many lots the sitting has */
    count: z.int(),
    file: drawFile.omit({ lots: true }),
  })
  .meta({ id: 'Draw' })
export type DrawView = z.infer<typeof drawView>

export const attachmentView = z
  .object({ number: z.int(), name: bilingual, mime: z.string(), bytes: z.int() })
  .meta({ id: 'Attachment' })
export type AttachmentView = z.infer<typeof attachmentView>

/** One message between candidate and proctor; `number` orders them and has no gaps. */
export const helpMessage = z
  .object({
    number: z.int(),
    messageId: z.string(),
    from: z.enum(['candidate', 'proctor']),
    text: z.string(),
    sentAt: instant,
  })
  .meta({ id: 'HelpMessage' })
export type HelpMessage = z.infer<typeof helpMessage>

/** One attempt that has asked, the longest unanswered first; answered ones last. */
export const helpRow = z
  .object({
    attemptId,
    sittingId,
    maskedName: z.string(),
    sittingName: bilingual,
    phase,
    lastText: z.string(),
    messages: z.int(),
    /** when the oldest unanswered message came; null: answered */
    waitingSince: instant.nullable(),
  })
  .meta({ id: 'HelpRow' })
export type HelpRow = z.infer<typeof helpRow>

/** An interview whose software may be downloaded: public, so it names nobody. */
export const downloadView = z
  .object({
    interviewName: bilingual,
    organiser: bilingual,
    supportPhone: z.string(),
    ...zone,
    opensAt: instant,
    closesAt: instant,
    isOpen: z.boolean(),
  })
  .meta({ id: 'Download' })
export type DownloadView = z.infer<typeof downloadView>

/** What support sees of a candidate: where the attempt stands and by which devices, never a recording. */
export const supportRow = z
  .object({
    attemptId,
    sittingId,
    maskedName: z.string(),
    maskedNumber: z.string(),
    interviewName: bilingual,
    sittingName: bilingual,
    ...zone,
    phase,
    startsAt: instant.nullable(),
    /** what the asking person may do to it, commands aside */
    abilities: z.array(action),
    preparation: z.object({ reportedAt: instant, checks: z.array(preparationCheck) }).nullable(),
    devices: z.array(
      z.object({
        deviceId,
        kind: z.enum(['computer', 'phone']),
        userAgent: z.string().nullable(),
        hasLease: z.boolean(),
        lastBeatAt: instant.nullable(),
        bytesBehind: z.int(),
      }),
    ),
  })
  .meta({ id: 'SupportRow' })
export type SupportRow = z.infer<typeof supportRow>
