// Owns: the document that defines an interview: what an organiser writes in one YAML file.
// Never reads YAML (the server does) and never knows a database id.
import { z } from 'zod'
import { scoring } from '../scoring/index.ts'
import { formatInstant, instant, parseInstant } from '../time/index.ts'
import { foldTyped, withoutMarks } from '../typed/index.ts'
import { bilingual } from './bilingual.ts'
import { settings } from './settings.ts'

const moment = z.codec(z.string(), instant, {
  decode(text, context) {
    const at = parseInstant(text)
    if (at !== null) return at
    context.issues.push({
      code: 'custom',
      input: text,
      message: `"${text}" is not a date and time with an offset, such as 2026-12-17T09:30:00+08:00`,
    })
    return z.NEVER
  },
  encode: formatInstant,
})

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1–40 of a–z, 0–9 and -')

const timeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}, 'must be an IANA time zone such as Asia/Shanghai')

/** A long text shown to candidates, in Chinese and, where it is given, in English. Lines are kept. */
const longText = z.strictObject({
  zh: z.string().trim().min(1).max(20_000),
  en: z.string().trim().min(1).max(20_000).optional(),
})

/** Where a file lies that the document names. */
export const fileBeside = z
  .string()
  .regex(/^[^/\\\0][^\\\0]{0,199}$/, 'must be a path beside this file')
  .refine((path) => !path.split('/').includes('..'), 'must be a path beside this file')

/** A file that candidates read in the page before entry; `file` is a path beside the document. */
const attachment = z.strictObject({ name: bilingual, file: fileBeside })
export type AttachmentDefinition = z.infer<typeof attachment>

export const question = z.strictObject({
  text: z.string().trim().min(1).max(8000),
  /** BCP 47 language the answer must be given in; zh-CN: in Mandarin (普通话) */
  answerLanguage: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .default('zh-CN'),
})
export type Question = z.infer<typeof question>

/** Document numbers differ by country: letters, digits and hyphens, as somebody types them. */
export const documentNumber = z
  .string()
  .overwrite(foldNumber)
  .regex(/^[A-Z0-9-]{4,32}$/, 'must be 4–32 letters, digits or hyphens')

/** Hyphens may be part of a number; in that of a mainland ID card they only group it. */
function foldNumber(typed: string): string {
  const folded = foldTyped(typed)
  const digits = folded.replaceAll('-', '')
  return /^\d{17}[\dX]$/.test(digits) ? digits : folded
}

/** The secret of the invitation: as typed by a person, so case, spaces and hyphens do not count. */
export const personalCode = z
  .string()
  .overwrite((text) => foldTyped(text).replaceAll('-', ''))
  .regex(/^[A-Z0-9]{6,32}$/, 'must be 6–32 letters or digits')

export const rosterEntry = z
  .strictObject({
    number: documentNumber,
    /** where a wrong number is put right: the one this person has so far. An export never writes it. */
    formerNumber: documentNumber.optional(),
    name: z.string().overwrite(withoutMarks).min(1).max(80),
    post: z.string().overwrite(withoutMarks).max(80).optional(),
    /** the registered ID photo that the face login compares with: a JPEG beside the document */
    idPhoto: fileBeside.optional(),
    /** in what an organiser writes; an export carries the hash instead, so that the secret leaves nowhere */
    personalCode: personalCode.optional(),
    personalCodeHash: z
      .string()
      .regex(
        /^\$argon2id\$v=19\$m=\d{1,6},t=\d{1,2},p=\d\$[A-Za-z0-9+/]{16,64}\$[A-Za-z0-9+/]{32,96}$/,
        'must be an argon2id hash in PHC form',
      )
      .optional(),
  })
  .refine((it) => (it.personalCode === undefined) !== (it.personalCodeHash === undefined), {
    message: 'needs either personalCode or personalCodeHash',
    path: ['personalCode'],
  })
export type RosterEntry = z.infer<typeof rosterEntry>

const sitting = z
  .strictObject({
    key,
    name: bilingual,
    /** T0 for everybody in the sitting */
    startsAt: moment.optional(),
    /** instead of startsAt: each attempt has its own T0, within this window (a mock interview) */
    selfPaced: z.strictObject({ opensAt: moment, closesAt: moment }).optional(),
    /** for practice, and never scored; without it a self-paced sitting is one and any other is not */
    isMock: z.boolean().optional(),
    /** PDF, PNG, JPEG or plain text, read before entry */
    attachments: z.array(attachment).max(20).default([]),
    questions: z.array(question).min(1, 'a sitting needs at least one question').max(20),
    roster: z.array(rosterEntry).max(20_000).default([]),
  })
  .superRefine((it, context) => {
    if ((it.startsAt === undefined) === (it.selfPaced === undefined)) {
      context.addIssue({ code: 'custom', path: ['startsAt'], message: 'needs either startsAt or selfPaced' })
    }
    if (it.selfPaced && it.selfPaced.closesAt <= it.selfPaced.opensAt) {
      context.addIssue({ code: 'custom', path: ['selfPaced', 'closesAt'], message: 'closes before it opens' })
    }
  })
export type SittingDefinition = z.infer<typeof sitting>

/** Whether a sitting is for practice (模拟面试): what it says itself, else whether everybody begins when they like. */
export const isMockSitting = (it: Pick<SittingDefinition, 'isMock' | 'selfPaced'>): boolean =>
  it.isMock ?? it.selfPaced !== undefined

/** The whole document. `zhishi: 1` is the version of this format. */
export const interviewDocument = z
  .strictObject({
    zhishi: z.literal(1),
    /** the version that an edited file began from, as its export wrote it; another one in force refuses the import */
    basedOn: z
      .string()
      .regex(/^[0-9a-f]{16}$/, 'must be a version as an export writes it')
      .optional(),
    key,
    name: bilingual,
    organiser: bilingual,
    timeZone: timeZone.default('Asia/Shanghai'),
    supportPhone: z.string().trim().min(3).max(40),
    settings: settings.prefault({}),
    /** the organiser's own words: what the room must be like, and the process; pages have a text of their own without */
    texts: z.strictObject({ room: longText.optional(), briefing: longText.optional() }).prefault({}),
    /** by what examiners mark; without it the interview is not scored here */
    scoring: scoring.optional(),
    sittings: z.array(sitting).min(1, 'an interview needs at least one sitting').max(200),
  })
  .superRefine((it, context) => {
    const sittingKeys = new Map<string, number>()
    for (const [at, one] of it.sittings.entries()) {
      const first = sittingKeys.get(one.key)
      if (first !== undefined) {
        context.addIssue({
          code: 'custom',
          path: ['sittings', at, 'key'],
          message: `is the key of sitting ${first + 1} too`,
        })
      }
      sittingKeys.set(one.key, first ?? at)
      const numbers = new Map<string, number>()
      for (const [row, person] of one.roster.entries()) {
        const before = numbers.get(person.number)
        if (before !== undefined) {
          context.addIssue({
            code: 'custom',
            path: ['sittings', at, 'roster', row, 'number'],
            message: `is the number of roster line ${before + 1} too`,
          })
        }
        numbers.set(person.number, before ?? row)
      }
    }
    checkSamePerson(it.sittings, (path, message) => context.addIssue({ code: 'custom', path, message }))
  })
export type InterviewDocument = z.infer<typeof interviewDocument>
export type InterviewTexts = InterviewDocument['texts']

/** One number is one person in the whole interview: sittings may share a number, but then name, ID photo and code are the same. */
function checkSamePerson(
  sittings: readonly SittingDefinition[],
  report: (path: (string | number)[], message: string) => void,
): void {
  const known = new Map<string, { person: RosterEntry; sitting: string }>()
  for (const [at, one] of sittings.entries()) {
    for (const [row, person] of one.roster.entries()) {
      const first = known.get(person.number)
      if (!first) {
        known.set(person.number, { person, sitting: one.key })
        continue
      }
      if (first.person.name !== person.name) {
        report(['sittings', at, 'roster', row, 'name'], `the same number has another name in sitting ${first.sitting}`)
      }
      if (first.person.idPhoto !== person.idPhoto) {
        report(
          ['sittings', at, 'roster', row, 'idPhoto'],
          `the same number has another ID photo in sitting ${first.sitting}`,
        )
      }
      if (
        first.person.personalCode !== person.personalCode ||
        first.person.personalCodeHash !== person.personalCodeHash
      ) {
        report(
          ['sittings', at, 'roster', row, 'personalCode'],
          `the same number has another code in sitting ${first.sitting}`,
        )
      }
    }
  }
}

/** The document as an export writes it: lengths and moments as text again. The inverse of `interviewDocument.parse`. */
export function presentDocument(it: InterviewDocument): z.input<typeof interviewDocument> {
  return z.encode(interviewDocument, it)
}
