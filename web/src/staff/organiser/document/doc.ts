// Owns: the document of an interview as a page edits it: the words of its file, never ids.
// Never a rule: the server says what is wrong with it and what it may change.
import type { DocumentView } from '@zhishi/core/contract'
import type { Bilingual } from '@zhishi/core/interview'

export type PersonDoc = {
  number: string
  formerNumber?: string
  name: string
  post?: string
  idPhoto?: string
  personalCode?: string
  personalCodeHash?: string
}
export type AttachmentDoc = { name: Bilingual; file: string }
export type QuestionDoc = { text: string; answerLanguage?: string }
export type SittingDoc = {
  key: string
  name: Bilingual
  startsAt?: string
  selfPaced?: { opensAt: string; closesAt: string }
  isMock?: boolean
  attachments: AttachmentDoc[]
  questions: QuestionDoc[]
  roster: PersonDoc[]
}
export type SettingValue = string | number | boolean
export type Doc = {
  zhishi: 1
  key: string
  name: Bilingual
  organiser: Bilingual
  timeZone: string
  supportPhone: string
  settings: Record<string, Record<string, SettingValue>>
  texts: { room?: Bilingual; briefing?: Bilingual }
  scoring?: unknown
  sittings: SittingDoc[]
}

/** The server wrote it by the schema of the document, with every default filled in. */
export const docOf = ({ document }: DocumentView): Doc => document as Doc

export function withSitting(doc: Doc, at: number, sitting: SittingDoc): Doc {
  return { ...doc, sittings: doc.sittings.map((one, place) => (place === at ? sitting : one)) }
}

/** One number is one person in the whole interview: what is put right of them is put right in every sitting. */
export function withPerson(doc: Doc, number: string, person: PersonDoc): Doc {
  const same = (one: PersonDoc): PersonDoc =>
    one.number === number ? { ...person, ...(one.post === undefined ? {} : { post: one.post }) } : one
  return {
    ...doc,
    sittings: doc.sittings.map((sitting) =>
      sitting.roster.some((one) => one.number === number) ? { ...sitting, roster: sitting.roster.map(same) } : sitting,
    ),
  }
}

/** Somebody of the interview, in whatever sitting. */
export function personOf(doc: Doc, number: string): PersonDoc | undefined {
  return doc.sittings.flatMap(({ roster }) => roster).find((one) => one.number === number)
}

/** A copy without an empty translation, which the document does not take. */
export function bilingual(zh: string, en: string): Bilingual {
  return en.trim() === '' ? { zh } : { zh, en }
}
