// Owns: counting failed tries of a secret by what was tried and from where, and the pause after too many.
// Never keeps an address or a number: only a keyed hash, so that the table tells nobody who tried.
import { and, count, eq, gt, lt } from 'drizzle-orm'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { MINUTE_MS } from '@zhishi/core/time'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'
import { signInTries } from './database/tables.ts'
import type { Keys } from './keys.ts'

/** One address may be a whole school behind one router, so it gets more than one person does. */
export const TRIES_PER_ADDRESS = 60
const WITHIN_MS = 5 * MINUTE_MS

/** What is counted, a text such as `address:192.0.2.7`, and how many failures it may have within five minutes. */
export type Tried = { what: string; limit: number }

export function createTries(it: { db: Database; clock: Clock; keys: Keys }) {
  const { db, clock, keys } = it
  const hashOf = (what: string): Buffer => keys.mac('signInTries', what)

  async function failures(what: string): Promise<number> {
    const since = clock.now() - WITHIN_MS
    const [row] = await db
      .select({ tries: count() })
      .from(signInTries)
      .where(and(eq(signInTries.subject, hashOf(what)), gt(signInTries.triedAt, since)))
    return row?.tries ?? 0
  }

  return {
    /** Refuses `tooManyTries` while one of these has failed too often. */
    async pause(tried: readonly Tried[]): Promise<Result<null>> {
      for (const { what, limit } of tried) {
        if ((await failures(what)) >= limit) return refuse('tooManyTries', { retryAfterS: Math.ceil(WITHIN_MS / 1000) })
      }
      return accept(null)
    },

    /** Notes a failure of each. */
    async fail(tried: readonly Tried[]): Promise<void> {
      const triedAt = clock.now()
      await db.insert(signInTries).values(tried.map(({ what }) => ({ subject: hashOf(what), triedAt })))
    },

    /** Forgets the failures of one: it has succeeded. */
    async forget(what: string): Promise<void> {
      await db
        .delete(signInTries)
        .where(and(eq(signInTries.subject, hashOf(what)), lt(signInTries.triedAt, clock.now() + 1)))
    },
  }
}
