// Owns: a whole interview scaled down to about a minute, and its import by the command the README names.
// Never writes to the database by itself: `npm run interview -- import` runs beside the server.
import { spawn } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DAY_MS } from '@zhishi/core/time'
import { scaled } from '../../tools/machine-speed.ts'
import { cleanEnvironment, ROOT, type Product } from './product.ts'

export type Person = {
  number: string
  name: string
  personalCode: string
  /** whose ID photo it is, where that differs from one to the next */
  face?: `s0${1 | 2 | 3 | 4 | 5}`
}

/** Invented people; the names are no one's. */
export const PEOPLE = {
  first: { number: 'STORY-0001', name: '程知秋', personalCode: 'QW3RTY81' },
  second: { number: 'STORY-0002', name: '陆晚照', personalCode: 'ZX9CVB27' },
  third: { number: 'STORY-0003', name: '沈若谷', personalCode: 'PL6MKN40' },
  fourth: { number: 'STORY-0004', name: '顾听澜', personalCode: 'GH5JKL93' },
  fifth: { number: 'STORY-0005', name: '苏见山', personalCode: 'DF2VBN68' },
  sixth: { number: 'STORY-0006', name: '韩夏至', personalCode: 'TY7UIO15' },
} as const satisfies Record<string, Person>

export const QUESTIONS = [
  '社区食堂刚开张，老人说贵，年轻人嫌口味淡。请谈谈你的看法。',
  '你负责的一场露天宣讲开场前突降大雨，六十多位居民已经到场。你会怎么处理？',
]

/** Windows in which nothing opens or closes while a story runs, however slow the machine: check-in and entry are open. */
export const ALL_THE_WHILE = { aheadMs: 25 * 60_000, entryOpensS: 28 * 60, entryClosesS: 60, durationS: 600 } as const

/** How long answering may take where a press ends it: longer than any story. */
export const UNTIL_PRESSED_S = 1800

export type Scale = {
  /** of the interview, where there are several */
  key?: string
  /** its sitting, where staff have to find it among several */
  sitting?: { zh: string; en: string }
  /** T0 */
  startsAt: number
  /** before T0 */
  entryOpensS: number
  /** after T0; not after the end */
  entryClosesS: number
  durationS: number
  people: readonly Person[]
  /** all steps are asked for, with attachments beside the file; otherwise the thin interview */
  isWhole?: boolean
  /** thin, but with the phone */
  isEvidenceAsked?: boolean
  /** a face is asked for; the ID photo of whoever has none of their own is that of this generated person */
  face?: 's01' | 's02'
  /** instead of a T0 for all: each begins with 【开始】 */
  isSelfPaced?: boolean
  /** self-paced: from the press to T0 */
  leadS?: number
  /** where it is not what a sitting of its kind is by itself: self-paced ones are mocks */
  isMock?: boolean
  /** examiners score it, by two elements */
  isScored?: boolean
}

/** What lies beside the file of a whole interview, from the repository: a notice of two pages, a text, portraits. */
export const BESIDE = {
  'notice.pdf': 'demo/files/notice.pdf',
  'outline.txt': 'demo/files/outline.txt',
  's01.jpg': 'testdata/synthetic-faces/s01_id.jpg',
  's02.jpg': 'testdata/synthetic-faces/s02_id.jpg',
  's03.jpg': 'testdata/synthetic-faces/s03_id.jpg',
  's04.jpg': 'testdata/synthetic-faces/s04_id.jpg',
  's05.jpg': 'testdata/synthetic-faces/s05_id.jpg',
} as const
export const ATTACHMENTS = ['考生须知', '提纲纸说明'] as const

const THIN = `  briefing: { isRequired: false }
  evidence: { isRequired: false }
  attachments: { isRequired: false }`
/** The turn around the room is a quarter of what it should be, for the sake of the story's length. */
const SHORT_SWEEP = '{ sweep: PT5S }'
const WHOLE = `  evidence: ${SHORT_SWEEP}
  attachments: { isRequired: true }`

const SCORING = `scoring:
  rubric:
    - { key: analysis, name: { zh: 综合分析能力, en: Analysis }, max: 25 }
    - { key: speech, name: { zh: 言语表达能力, en: Expression }, max: 15, step: 0.1 }
`

/**
 * T0 of an interview that is imported now, for what is played by a timetable of its own (demo, soak, pictures). How long the
 * product took to start is added for the import, which takes less. Stories do not go by the clock: sitting.ts.
 * @param needMs from the end of the import to T0 on an idle machine
 */
export function soon(product: Product, needMs: number): number {
  return Math.round(Date.now() + scaled(needMs) + product.startedInMs)
}

/** In windows of seconds: the thin interview has no briefing and no evidence, the whole one has all eleven steps. */
export function interviewText(it: Scale): string {
  const sitting = it.sitting ?? { zh: '上午场', en: 'Morning sitting' }
  return `zhishi: 1
key: ${it.key ?? 'story'}
name: { zh: 云岭市公开招聘面试, en: Yunling City interview }
organiser: { zh: 云岭市人事考试中心, en: Yunling City Personnel Centre }
timeZone: Asia/Shanghai
supportPhone: 0471-555 0123
settings:
  signIn: { opensBefore: PT30M, face: ${it.face === undefined ? 'off' : 'required'} }
${it.isWhole ? WHOLE : it.isEvidenceAsked ? THIN.replace('{ isRequired: false }\n  att', `${SHORT_SWEEP}\n  att`) : THIN}
  entry: { opensBefore: PT${it.entryOpensS}S, closesAfter: PT${it.entryClosesS}S }
  answering: { duration: PT${it.durationS}S${it.leadS === undefined ? '' : `, selfPacedLead: PT${it.leadS}S`} }
${it.isScored ? SCORING : ''}sittings:
  - key: first
    name: { zh: ${sitting.zh}, en: ${sitting.en} }
${whenOf(it)}
${it.isWhole ? '    attachments: [{ name: { zh: 考生须知 }, file: notice.pdf }, { name: { zh: 提纲纸说明 }, file: outline.txt }]\n' : ''}    questions:
${QUESTIONS.map((text) => `      - text: ${text}`).join('\n')}
    roster:
${it.people.map((one) => `      - { number: ${one.number}, name: ${one.name}, post: 综合管理岗, personalCode: ${one.personalCode}${it.face === undefined ? '' : `, idPhoto: ${one.face ?? it.face}.jpg`} }`).join('\n')}
`
}

function whenOf({ isSelfPaced, isMock, startsAt }: Scale): string {
  const at = (instant: number): string => new Date(instant).toISOString()
  const when = isSelfPaced
    ? `    selfPaced: { opensAt: ${at(startsAt - DAY_MS)}, closesAt: ${at(startsAt + DAY_MS)} }`
    : `    startsAt: ${at(startsAt)}`
  return isMock === undefined ? when : `    isMock: ${isMock}\n${when}`
}

/**
 * Imports beside the running server.
 * @param onto the version of the interview that this edits
 * @returns the version that is in force now
 * @throws Error with what the command printed when it refuses
 */
export async function importInterview(product: Product, yamlText: string, onto?: string): Promise<string> {
  const directory = join(product.dataDirectory, '..')
  const file = join(directory, 'interview.yaml')
  await writeFile(file, yamlText)
  for (const [name, from] of Object.entries(BESIDE)) await copyFile(join(ROOT, from), join(directory, name))
  const where = ['--data', product.dataDirectory, '--keys', product.keysDirectory]
  const version = onto === undefined ? [] : ['--onto', onto]
  const child = spawn(process.execPath, ['server/src/cli/interview.ts', 'import', file, ...version, ...where], {
    cwd: ROOT,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (text: Buffer) => (printed += text.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the import was refused (${code}):\n${printed}`)
  return /--onto (\S+)$/m.exec(printed)?.[1] ?? ''
}
