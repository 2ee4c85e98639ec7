// Owns: setting interviews up: reading their documents, handing one in, looking at what it changes, saving it.
// Never carries a personal code. Names and numbers are what the organiser wrote; each look is audited.
import { z } from 'zod'
import { action } from '../access/index.ts'
import { change, EDIT_REFUSALS, editDoubt, editRefusal } from '../edits/index.ts'
import { draftId, interviewId, sittingId } from '../ids/index.ts'
import { bilingual, fileBeside } from '../interview/index.ts'
import { STEPS } from '../process/index.ts'
import { instant } from '../time/index.ts'
import type { Endpoints } from './endpoint.ts'
import { zone } from './zone.ts'

/** An interview with the windows of its sittings, as somebody has them to whom nothing has happened yet. */
export const interviewView = z
  .object({
    interviewId,
    key: z.string(),
    name: bilingual,
    organiser: bilingual,
    ...zone,
    /** what the asking person may do to it */
    abilities: z.array(action),
    sittings: z.array(
      z.object({
        sittingId,
        key: z.string(),
        name: bilingual,
        startsAt: instant.nullable(),
        endsAt: instant.nullable(),
        attempts: z.int(),
        windows: z.array(z.object({ step: z.enum(STEPS), opensAt: instant, closesAt: instant.nullable() })),
      }),
    ),
  })
  .meta({ id: 'Interview' })
export type InterviewView = z.infer<typeof interviewView>

/** The document in force as its file would hold it; `version` goes back with the edit. */
export const documentView = z
  .object({ interviewId, version: z.string(), document: z.record(z.string(), z.unknown()) })
  .meta({ id: 'InterviewDocument' })
export type DocumentView = z.infer<typeof documentView>

/** One thing wrong with a document: where, counted from 1, and what. `code` is null where the document is unsound in itself. */
export const documentProblem = editRefusal
  .omit({ code: true })
  .extend({ line: z.int(), column: z.int(), message: z.string(), code: z.enum(EDIT_REFUSALS).nullable() })
  .meta({ id: 'DocumentProblem' })
export type DocumentProblem = z.infer<typeof documentProblem>

/** A document that was handed in and is not saved yet. */
export const draftView = z
  .object({
    draftId,
    /** `hashing`: personal codes are being hashed; ask again. `ready`: may be saved. `refused`: see its problems. */
    state: z.enum(['refused', 'hashing', 'ready', 'saved']),
    codes: z.int(),
    hashedCodes: z.int(),
    problems: z.array(documentProblem),
    /** the first of them; `counts` has all */
    changes: z.array(change),
    counts: z.array(z.object({ kind: change.shape.kind, count: z.int() })),
    /** numbers that may be wrong, to be looked at before it is saved: the first of them, and how many there are */
    doubts: z.array(editDoubt),
    doubtCount: z.int(),
    /** once it is saved */
    interviewId: interviewId.nullable(),
    version: z.string().nullable(),
  })
  .meta({ id: 'Draft' })
export type DraftView = z.infer<typeof draftView>

export const draftFileView = z.object({ file: z.string(), mime: z.string(), bytes: z.int() }).meta({ id: 'DraftFile' })
export type DraftFileView = z.infer<typeof draftFileView>

const ofInterview = z.strictObject({ interviewId })

const ofDraft = z.strictObject({ draftId })

export const interviewsEndpoints = {
  listInterviews: {
    method: 'GET',
    path: '/api/interviews',
    summary: 'Every interview with the windows of its sittings',
    callers: ['staff'],
    cost: 'heavy',
    action: 'readInterview',
    response: z.array(interviewView),
    refusals: ['signInNeeded', 'notAllowed'],
  },
  readDocument: {
    method: 'GET',
    path: '/api/interviews/:interviewId/document',
    summary: 'The document of an interview and its version; personal codes as hashes; looking is audited',
    callers: ['staff'],
    cost: 'heavy',
    action: 'readInterview',
    params: ofInterview,
    response: documentView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  exportDocument: {
    method: 'GET',
    path: '/api/interviews/:interviewId/document.yaml',
    summary: 'The same document as its YAML file, the version in ETag; looking is audited',
    callers: ['staff'],
    cost: 'heavy',
    action: 'readInterview',
    params: ofInterview,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
    isRaw: true,
  },
  keepDraftFile: {
    method: 'POST',
    path: '/api/draft-files/:file',
    summary: 'Takes an attachment or an ID photo for the next draft, by the path that the document gives it',
    callers: ['staff'],
    cost: 'heavy',
    action: 'editInterview',
    params: z.strictObject({ file: fileBeside }),
    response: draftFileView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'tooLarge', 'fileUnfit', 'unsupportedMediaType'],
    isRaw: true,
  },
  draftDocument: {
    method: 'POST',
    path: '/api/drafts/:draftId',
    summary:
      'Takes a document (application/yaml) and says what is wrong with it or what it changes. If-Match: its version, or If-None-Match: * for a new interview',
    callers: ['staff'],
    cost: 'heavy',
    action: 'editInterview',
    params: ofDraft,
    response: draftView,
    refusals: [
      'signInNeeded',
      'notAllowed',
      'malformed',
      'documentChanged',
      'tooLarge',
      'unsupportedMediaType',
      'unavailable',
    ],
    isRaw: true,
  },
  readDraft: {
    method: 'GET',
    path: '/api/drafts/:draftId',
    summary: 'How far a draft is, and what it changes',
    callers: ['staff'],
    cost: 'heavy',
    action: 'editInterview',
    params: ofDraft,
    response: draftView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  saveDraft: {
    method: 'POST',
    path: '/api/drafts/:draftId/save',
    summary: 'Carries a draft out, all of it or nothing; repeating it changes nothing',
    callers: ['staff'],
    cost: 'heavy',
    action: 'editInterview',
    params: ofDraft,
    body: z.strictObject({}),
    response: draftView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'documentChanged', 'editRefused', 'draftNotReady'],
  },
} as const satisfies Endpoints
