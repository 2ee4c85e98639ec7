// Owns: what an organiser is shown of interviews as they are set up, and of a document that was handed in.
// Never carries a personal code. Names and numbers are what the organiser wrote; each look is audited.
import { z } from 'zod'
import { action } from '../access/index.ts'
import { change, editDoubt, editRefusal, EDIT_REFUSALS } from '../edits/index.ts'
import { draftId, interviewId, sittingId } from '../ids/index.ts'
import { bilingual } from '../interview/index.ts'
import { STEPS } from '../process/index.ts'
import { instant } from '../time/index.ts'
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
