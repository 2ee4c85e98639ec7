// Owns: the closed lists of what an edit of an interview changes, and of why an edit is refused, each with its place.
// Never a sentence for people: pages and commands say the kinds in their own words.
import { z } from 'zod'
import { NUMBER_DOUBTS } from '../interview/number-doubt.ts'
import { instant } from '../time/index.ts'

/** In the order in which they are shown. */
export const CHANGE_KINDS = [
  'interviewAdded',
  'name',
  'organiser',
  'supportPhone',
  'timeZone',
  'setting',
  'text',
  'scoring',
  'sittingAdded',
  'sittingRemoved',
  'sittingsReordered',
  'sittingName',
  'startsAt',
  'selfPaced',
  'mock',
  'questions',
  'attachments',
  'personAdded',
  'personRemoved',
  'personNumber',
  'personName',
  'personPost',
  'personCode',
  'personPhoto',
  'rosterReordered',
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** One thing that an edit changes. `path` is its place in the new document (of what is removed: in the old one). */
export const change = z
  .object({
    kind: z.enum(CHANGE_KINDS),
    path: z.string(),
    /** key of the sitting it is about */
    sitting: z.string().nullable(),
    person: z.object({ number: z.string(), name: z.string() }).nullable(),
    /** as the document writes it; null: there is or was nothing, or it is too long to show */
    before: z.string().nullable(),
    after: z.string().nullable(),
  })
  .meta({ id: 'Change' })
export type Change = z.infer<typeof change>

/** A number that is new to the interview and may be wrong: told before it is saved, and no reason to refuse it. */
export const editDoubt = z
  .object({
    kind: z.enum(NUMBER_DOUBTS),
    path: z.string(),
    person: z.object({ number: z.string(), name: z.string() }),
    given: z.string(),
    right: z.string(),
  })
  .meta({ id: 'EditDoubt' })
export type EditDoubt = z.infer<typeof editDoubt>

/** Every reason for which an edit of a sound document is refused. */
export const EDIT_REFUSALS = [
  'otherInterview',
  'startPassed',
  'somebodyEntered',
  'signInBegun',
  'startInPast',
  'kindBegun',
  'windowBegun',
  'windowClosesBeforeNow',
  'answeringBegun',
  'questionsHandedOut',
  'attachmentsHandedOut',
  'scoringBegun',
  'sittingHasHistory',
  'personHasHistory',
  'numberTaken',
  'lotsUsedUp',
  'fileMissing',
  'photoUnfit',
] as const
export type EditRefusalCode = (typeof EDIT_REFUSALS)[number]

export const editRefusal = z
  .object({
    code: z.enum(EDIT_REFUSALS),
    path: z.string(),
    sitting: z.string().nullable(),
    person: z.object({ number: z.string(), name: z.string() }).nullable(),
    /** since when, or until when, it is so */
    at: instant.nullable(),
    /** a file that the document names */
    file: z.string().nullable(),
  })
  .meta({ id: 'EditRefusal' })
export type EditRefusal = z.infer<typeof editRefusal>
