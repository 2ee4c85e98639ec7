// Owns: many bots in a process of their own, so that they take no time from whoever conducts or measures them. Told what to
// do in one message; reports progress and times. Ends with whoever started it.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCandidate, type Seat, type World } from './candidate.ts'

export type Task = Pick<World, 'url' | 'planted' | 'pace'> & {
  /** `bare`: sign-in, entry and questions, as fast as they go; `whole`: all steps, recorded */
  walk: 'bare' | 'whole'
  seats: readonly Seat[]
  /** whole: how long after the one before each arrives */
  arriveEveryMs: number
}
export type Report =
  | { kind: 'progress'; says: string }
  | { kind: 'entered' }
  | { kind: 'told'; number: string; says: { zh: string; en: string } }
  /** whole: this one has given up */
  | { kind: 'failed'; number: string; says: string }
  /** for each candidate the time from T0 to the opened questions; null: they never came */
  | { kind: 'done'; afterMs: Array<number | null>; byPush: number }

/** Candidates that check in beside each other: as many as keep a server of two cores busy. */
const AT_ONCE = 24

const report = (it: Report): void => void process.send?.(it)
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => process.exit(0))

const [task] = (await once(process, 'message')) as [Task]
// of one among many nobody can say whose it is; ending all of them for it would be worse than saying so
if (task.walk === 'whole')
  process.on('unhandledRejection', (error) => report({ kind: 'failed', number: '', says: String(error) }))
await run(task)
process.disconnect()

async function run({ walk, seats, arriveEveryMs, ...shared }: Task): Promise<void> {
  const tell: World['tell'] = (number, says) => report({ kind: 'told', number, says })
  const world: World = { ...shared, signal: new AbortController().signal, tell }
  const candidates = seats.map((seat) => createCandidate(seat, world))
  if (walk === 'bare') await enterTogether(candidates)
  const afterMs = await Promise.all(
    candidates.map(async (one, at) => {
      if (walk === 'bare') return one.questions().opened()
      await sleep(at * arriveEveryMs)
      // one that fails is missed at the end, and must not take the others with it
      return one.attend().catch((error: unknown) => {
        report({ kind: 'failed', number: seats[at]?.number ?? '', says: String(error) })
        return null
      })
    }),
  )
  for (const one of candidates) one.leave()
  report({ kind: 'done', afterMs, byPush: candidates.filter((one) => one.isByPush()).length })
}

async function enterTogether(candidates: ReturnType<typeof createCandidate>[]): Promise<void> {
  let done = 0
  const waiting = [...candidates]
  const enter = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await next.enterBare()
      done += 1
      if (done % 100 === 0) report({ kind: 'progress', says: `${done} of ${candidates.length} have entered` })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, enter))
  report({ kind: 'entered' })
}
