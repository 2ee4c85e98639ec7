// Owns: the interview whose candidates are the load: nothing asked for but what leads to the two grants.
// Never measured.
import { importInterview } from '../../e2e/harness/interview.ts'
import type { Product } from '../../e2e/harness/product.ts'
import { lightInterview } from '../light-interview.ts'

/** T0 far enough ahead that nothing of the process happens meanwhile. */
const T0_IN_MS = 50 * 60_000
/**
 * Other sittings that start one after the other: while one does, the server leaves what can wait (server/src/questions/quiet.ts).
 * Otherwise it would make unlock codes, for some 0.4 s each, which are there long before anybody records.
 */
const OTHERS = { everyMs: 25_000, count: 60 }

/** @returns their numbers */
export async function importSeats(
  product: Product,
  count: number,
  { isUnheld }: { isUnheld: boolean },
): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, at) => `BENCH-${String(at + 1).padStart(5, '0')}`)
  // whole seconds are what the file knows
  const startsAt = Math.ceil((Date.now() + T0_IN_MS) / 1000) * 1000
  const name = '{ zh: 上传测量, en: Ingest }'
  const question = '请谈谈您对社区食堂的看法。'
  const alsoAt = Array.from({ length: OTHERS.count }, (_, at) => startsAt - T0_IN_MS + (at + 1) * OTHERS.everyMs)
  await importInterview(product, lightInterview({ key: 'ingest', name, startsAt, question, numbers, alsoAt, isUnheld }))
  return numbers
}
