// Owns: the entries a device writes of what happened on it. Every entry is a claim of that device.
// Never trusted by itself: the server keeps the time of arrival beside the device's own.
import { z } from 'zod'
import { line, feed } from './feeds.ts'
import { endReason } from './part.ts'
import { QUALITY_CAUSES } from './quality.ts'
import { partId } from '../ids/index.ts'
import { instant } from '../time/index.ts'

/** What a machine noticed; a notice is never a verdict (docs/fairness.md#notices-and-people). */
export const noticeKind = z.enum([
  'pageHidden',
  'focusLost',
  'fullscreenLeft',
  'displayAdded',
  'captureStopped',
  'captureStalled',
  // due, and not recorded for some seconds; the detail is a MissingCause
  'captureMissing',
  // a source that says it is well and is not: all black, the same frame again and again, a frame every few seconds
  'framesBlack',
  'framesFrozen',
  'framesFew',
  'audioSilent',
  'networkLost',
  'networkBack',
  'storageShort',
])
export type NoticeKind = z.infer<typeof noticeKind>

/** What happened. */
export const journalBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), userAgent: z.string().max(400) }),
  z.object({ kind: z.literal('partStarted'), partId, line, mime: z.string() }),
  z.object({ kind: z.literal('partEnded'), partId, line, reason: endReason, bytes: z.int() }),
  z.object({ kind: z.literal('gap'), feed, fromAt: instant, toAt: instant, reason: endReason }),
  z.object({ kind: z.literal('phaseMark'), phase: z.string().max(40) }),
  // server time less the device's wall clock; the error null: the server was not heard in this page life, a guess
  z.object({ kind: z.literal('clockOffset'), offsetMs: z.number(), errorMs: z.number().nullable() }),
  z.object({
    kind: z.literal('notice'),
    notice: noticeKind,
    feed: feed.optional(),
    detail: z.string().max(200).optional(),
  }),
  // this device records less from here on (quality.ts): `step` of QUALITY_STEPS, and why
  z.object({ kind: z.literal('qualityLowered'), step: z.int().min(1).max(2), cause: z.enum(QUALITY_CAUSES) }),
  z.object({ kind: z.literal('localCopyRemoved'), partId, line, bytes: z.int() }),
  z.object({ kind: z.literal('questionsShown') }),
  z.object({ kind: z.literal('sheetShown') }),
  z.object({ kind: z.literal('finish') }),
])
export type JournalBody = z.infer<typeof journalBody>

/** Entries by which a device says that something was noticed: what it names, and each gap. */
export const NOTICE_ENTRIES = ['notice', 'gap'] as const satisfies readonly JournalBody['kind'][]
export type NoticeBody = Extract<JournalBody, { kind: (typeof NOTICE_ENTRIES)[number] }>
export const isNotice = (body: JournalBody): body is NoticeBody => NOTICE_ENTRIES.some((kind) => kind === body.kind)

/** One line of a journal part. `number` counts from 1 within the part. */
export const journalEntry = z.object({ number: z.int().min(1), at: instant, body: journalBody })
export type JournalEntry = z.infer<typeof journalEntry>

/** The longest line the server indexes; longer ones stay in the bytes and are marked unreadable. */
export const JOURNAL_LINE_MAX_BYTES = 4096
