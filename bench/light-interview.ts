// Owns: the interview whose candidates are a load: nothing is asked of them that is not measured.
// Never imported where signing in or identity is what is measured.
import { CHEAP_HASH } from './cheap-code.ts'

/** The most that a file may say. */
const UNHELD = `  recording: { cameraBitsPerSecond: 8000000, screenBitsPerSecond: 8000000, evidenceBitsPerSecond: 8000000 }
`

/**
 * @returns its file
 * @param startsAt T0, in epoch milliseconds
 * @param alsoAt T0s of further sittings, each of one person who does not come
 * @param isUnheld its load sends as fast as it can, and no budget of an attempt is to hold it
 */
export function lightInterview(options: {
  key: string
  name: string
  startsAt: number
  question: string
  numbers: readonly string[]
  alsoAt?: readonly number[]
  isUnheld?: boolean
}): string {
  const { key, name, startsAt, question, numbers, alsoAt = [], isUnheld = false } = options
  const sitting = (place: string, at: number, roster: readonly string[]): string => `  - key: ${place}
    name: { zh: 场次, en: Sitting }
    startsAt: ${new Date(at).toISOString()}
    questions:
      - text: ${question}
    roster:
${roster.map((number) => `      - { number: ${number}, name: 考生, personalCodeHash: '${CHEAP_HASH}' }`).join('\n')}
`
  return `zhishi: 1
key: bench-${key}
name: ${name}
organiser: { zh: 测量, en: Bench }
timeZone: Asia/Shanghai
supportPhone: 0471-555 0123
settings:
  signIn: { opensBefore: PT60M, face: off }
  briefing: { isRequired: false }
  evidence: { isRequired: false }
  attachments: { isRequired: false }
  entry: { opensBefore: PT60M, closesAfter: PT3M }
  answering: { duration: PT5M }
${isUnheld ? UNHELD : ''}sittings:
${sitting('first', startsAt, numbers)}${alsoAt.map((at, place) => sitting(`also-${place}`, at, [`ALSO-${place}`])).join('')}`
}
