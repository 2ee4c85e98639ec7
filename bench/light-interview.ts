// Owns: the interview whose candidates are a load: nothing is asked of them that is not measured.
// Never imported where signing in or identity is what is measured.
import { CHEAP_HASH } from './cheap-code.ts'

/** @returns its file. @param startsAt T0, in epoch milliseconds */
export function lightInterview(it: {
  key: string
  name: string
  startsAt: number
  question: string
  numbers: readonly string[]
}): string {
  const { key, name, startsAt, question, numbers } = it
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
sittings:
  - key: first
    name: { zh: 第一场, en: First }
    startsAt: ${new Date(startsAt).toISOString()}
    questions:
      - text: ${question}
    roster:
${numbers.map((number) => `      - { number: ${number}, name: 考生, personalCodeHash: '${CHEAP_HASH}' }`).join('\n')}
`
}
