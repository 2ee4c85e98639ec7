// Owns: the document that defines an interview: what an organiser writes in one YAML file.
// Never reads YAML (the server does) and never knows a database id.
import { z } from 'zod'
import { scoring } from '../scoring/index.ts'
import { formatInstant, instant, parseInstant } from '../time/index.ts'
import { foldTyped, withoutMarks } from '../typed/index.ts'
import { checkAcross } from './across.ts'
import { writtenBilingual, writtenName } from './bilingual.ts'
import { settings } from './settings.ts'
import type { Written } from './written.ts'

/** Checks of an object that are made although a field of it is wrong: whoever mends a document is told all at once. */
const WITH_OTHERS = {
  when: ({ value }: { value: unknown }): boolean => typeof value === 'object' && value !== null,
}

const moment = z
  .codec(z.string(), instant, {
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
  // what its text is, for a document of the format
  .meta({ format: 'date-time' })

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1–40 of a–z, 0–9 and -')

/** A long text shown to candidates. */
const longText = writtenBilingual(20_000)

/** Where a file lies that the document names. */
export const fileBeside = z
  .string()
  .regex(/^[^/\\\0][^\\\0]{0,199}$/, 'must be a path beside this file')
  .refine((path) => !path.split('/').includes('..'), 'must be a path beside this file')

/** A file that candidates read in the page before entry. */
const attachment = z.strictObject({
  name: writtenName.describe('as candidates see it'),
  file: fileBeside.describe('its path beside the document: PDF, PNG, JPEG or UTF-8 text, at most 20 MiB'),
})
export type AttachmentDefinition = z.infer<typeof attachment>

export const question = z.strictObject({
  text: z.string().trim().min(1).max(8000).describe('the question'),
  answerLanguage: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .default('zh-CN')
    .describe('BCP 47 language the answer must be given in; `zh-CN`: in Mandarin (普通话)'),
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
    number: documentNumber.describe('ID-document number: 4–32 letters, digits or hyphens'),
    formerNumber: documentNumber
      .optional()
      .describe('where a wrong number is put right: the one this person has so far; an export never writes it'),
    name: z.string().overwrite(withoutMarks).min(1).max(80).describe('the name of the candidate'),
    post: z.string().overwrite(withoutMarks).max(80).optional().describe('what they compete for'),
    idPhoto: fileBeside
      .optional()
      .describe('the registered ID photo that the face login compares with: a JPEG beside the document, at most 2 MiB'),
    personalCode: personalCode
      .optional()
      .describe('6–32 letters or digits; an export carries the hash instead, so that the secret leaves nowhere'),
    personalCodeHash: z
      .string()
      .regex(
        /^\$argon2id\$v=19\$m=\d{1,6},t=\d{1,2},p=\d\$[A-Za-z0-9+/]{16,64}\$[A-Za-z0-9+/]{32,96}$/,
        'must be an argon2id hash in PHC form',
      )
      .refine(
        isCheapEnough,
        'must be an argon2id hash of at most 64 MiB and 4 passes: comparing a dearer one holds up sign-ins',
      )
      .optional()
      .describe('instead of the code, as an export writes it: argon2id in PHC form'),
  })
  .refine((it) => (it.personalCode === undefined) !== (it.personalCodeHash === undefined), {
    message: 'needs either personalCode or personalCodeHash',
    path: ['personalCode'],
    ...WITH_OTHERS,
  })
export type RosterEntry = z.infer<typeof rosterEntry>

const sitting = z
  .strictObject({
    key: key.describe('names the sitting in commands and stays: 1–40 of a–z, 0–9 and -'),
    name: writtenName.describe('as candidates and staff see it'),
    startsAt: moment.optional().describe('T0 for everybody in the sitting; either this or `selfPaced`'),
    selfPaced: z
      .strictObject({
        opensAt: moment.describe('from when on 【开始】 may be pressed'),
        closesAt: moment.describe('until when'),
      })
      .optional()
      .describe('each attempt has a T0 of its own, within this window'),
    isMock: z
      .boolean()
      .optional()
      .describe('for practice, and never scored; without it a self-paced sitting is one and any other is not'),
    attachments: z.array(attachment).max(20).default([]).describe('read in the page before entry'),
    questions: z
      .array(question)
      .min(1, 'a sitting needs at least one question')
      .max(20)
      .describe('in the order in which they are asked'),
    roster: z.array(rosterEntry).max(20_000).default([]).describe('who is interviewed in the sitting'),
  })
  .superRefine((it, context) => {
    if ((it.startsAt === undefined) === (it.selfPaced === undefined)) {
      context.addIssue({ code: 'custom', path: ['startsAt'], message: 'needs either startsAt or selfPaced' })
    }
    if (it.selfPaced && it.selfPaced.closesAt <= it.selfPaced.opensAt) {
      context.addIssue({ code: 'custom', path: ['selfPaced', 'closesAt'], message: 'closes before it opens' })
    }
  }, WITH_OTHERS)
export type SittingDefinition = z.infer<typeof sitting>

/** Whether a sitting is for practice (模拟面试): what it says itself, else whether everybody begins when they like. */
export const isMockSitting = (it: Pick<SittingDefinition, 'isMock' | 'selfPaced'>): boolean =>
  it.isMock ?? it.selfPaced !== undefined

const wholeDocument = z.strictObject({
  zhishi: z.literal(1).describe('the version of this format'),
  basedOn: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'must be a version as an export writes it')
    .optional()
    .describe('the version that an edited file began from, by its export; another one in force refuses the import'),
  key: key.describe('names the interview in commands and stays: 1–40 of a–z, 0–9 and -'),
  name: writtenName.describe('as candidates and staff see it'),
  organiser: writtenName.describe('who holds the interview'),
  timeZone: z.string().default('Asia/Shanghai').describe('the zone of the IANA list that times are shown in'),
  supportPhone: z.string().trim().min(3).max(40).describe('whom candidates call when nothing else works'),
  settings: settings.prefault({}).describe('see below'),
  texts: z
    .strictObject({
      room: longText.optional().describe('what the room must be like'),
      briefing: longText.optional().describe('the process in full, read to its end in step 4'),
    })
    .prefault({})
    .describe('the organiser’s own words; pages have a text of their own without'),
  scoring: scoring.optional().describe('by what examiners mark; without it the interview is not scored here'),
  sittings: z
    .array(sitting)
    .min(1, 'an interview needs at least one sitting')
    .max(200)
    .describe('in the order in which they are shown'),
})

/** The whole document. `zhishi: 1` is the version of this format. */
export const interviewDocument = wholeDocument.superRefine((it, context) => {
  checkAcross(it, (path, message) => context.addIssue({ code: 'custom', path, message }))
}, WITH_OTHERS)
export type InterviewDocument = z.infer<typeof interviewDocument>
export type InterviewTexts = InterviewDocument['texts']

/** The document as an export writes it: lengths and moments as text again, with every default filled in. */
export type WrittenDocument = Written<z.input<typeof wholeDocument>, InterviewDocument>

/** The inverse of `interviewDocument.parse`. */
export function presentDocument(it: InterviewDocument): WrittenDocument {
  // what was read has every default, so what it is written from has too: only the type of `encode` does not know
  return z.encode(wholeDocument, it) as WrittenDocument
}

/** Bounds for hashes from elsewhere: three times the memory and twice the passes of our own (OWASP, 2024). */
function isCheapEnough(hash: string): boolean {
  const [, memoryKiB = '0', passes = '0'] = /m=(\d+),t=(\d+)/.exec(hash) ?? []
  return Number(memoryKiB) <= 65_536 && Number(passes) <= 4
}
