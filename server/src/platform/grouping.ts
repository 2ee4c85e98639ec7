// Owns: doing in one statement what many callers ask for at the same time (group commit): what came while the last
// statement ran, and for a moment after it began, makes up the next one. Never waits when idle, and never lets one caller's
// fault harm another.
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseGone } from './database/database.ts'

/** Far more than come during one commit of a few milliseconds; it bounds the arrays of one statement. */
const GROUP_MAX = 256

/** Asks for one thing; resolves or rejects when the statement it was part of has been committed or has failed. */
export type Grouped<Asked, Got> = (asked: Asked) => Promise<Got>

type Waiting<Asked, Got> = { asked: Asked; resolve(got: Got): void; reject(error: unknown): void }

/**
 * @param work one statement, all or nothing, for all that is asked; gives one result for each, in the same order. When it
 * fails for another reason than a database that is gone, each is tried again alone, so that only the faulty one fails.
 * @param everyMs groups begin at least so long after each other, unless as many wait as make up a whole one: each statement
 * costs by itself, whatever is in it (decision 0027)
 */
export function createGrouping<Asked, Got>(
  work: (group: readonly Asked[]) => Promise<readonly Got[]>,
  { everyMs = 0 } = {},
): Grouped<Asked, Got> {
  let waiting: Waiting<Asked, Got>[] = []
  let isRunning = false
  /** until the next group may begin; null: it may */
  let pause: Promise<void> | null = null

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      if (pause && waiting.length < GROUP_MAX) await pause
      if (everyMs > 0) startPause()
      const group = waiting.slice(0, GROUP_MAX)
      waiting = waiting.slice(GROUP_MAX)
      await settle(group)
    }
    isRunning = false
  }

  function startPause(): void {
    const own = sleep(everyMs).then(() => {
      if (pause === own) pause = null
    })
    pause = own
  }

  async function settle(group: readonly Waiting<Asked, Got>[]): Promise<void> {
    try {
      const got = await work(group.map(({ asked }) => asked))
      for (const [at, one] of group.entries()) one.resolve(got[at] as Got)
    } catch (error) {
      if (group.length > 1 && !isDatabaseGone(error)) {
        for (const one of group) await settle([one])
      } else for (const one of group) one.reject(error)
    }
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      if (!isRunning) void run()
    })
}
