// Owns: the document of an interview as a page edits it: the words of its file, never ids.
// Never a rule: the server says what is wrong with it and what it may change.
import type { DocumentView } from '@zhishi/core/contract'
import type { Bilingual, Setting, SettingValue, WrittenDocument } from '@zhishi/core/interview'

/** As the server writes it, with every default filled in. */
export type Doc = WrittenDocument
export type SittingDoc = Doc['sittings'][number]
export type PersonDoc = SittingDoc['roster'][number]

/** The contract has it as any object: what it holds is said by the schema that the server wrote it by. */
export const docOf = ({ document }: DocumentView): Doc => document as Doc

export const settingIn = (doc: Doc, { group, field }: Setting): SettingValue =>
  (doc.settings[group] as Record<string, SettingValue>)[field] ?? ''

export const withSetting = (doc: Doc, { group, field }: Setting, value: SettingValue): Doc => ({
  ...doc,
  settings: { ...doc.settings, [group]: { ...doc.settings[group], [field]: value } },
})

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
