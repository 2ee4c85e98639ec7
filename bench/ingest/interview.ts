// Owns: the interview whose candidates are the load: nothing asked for but what leads to the two grants.
// Never measured.
import { importInterview } from '../../e2e/harness/interview.ts'
import type { Product } from '../../e2e/harness/product.ts'
import { CHEAP_HASH } from '../cheap-code.ts'

/** T0 far enough ahead that nothing of the process happens meanwhile. */
const T0_IN_MS = 50 * 60_000

/** @returns their numbers */
export async function importSeats(product: Product, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, at) => `BENCH-${String(at + 1).padStart(5, '0')}`)
  const startsAt = new Date(Math.ceil((Date.now() + T0_IN_MS) / 1000) * 1000).toISOString()
  await importInterview(
    product,
    `zhishi: 1
key: bench-ingest
name: { zh: 上传测量, en: Ingest }
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
    startsAt: ${startsAt}
    questions:
      - text: 请谈谈您对社区食堂的看法。
    roster:
${numbers.map((number) => `      - { number: ${number}, name: 考生, personalCodeHash: '${CHEAP_HASH}' }`).join('\n')}
`,
  )
  return numbers
}
