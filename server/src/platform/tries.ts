// Owns: counting failed tries of a secret by what was tried and from where, and the pause after too many.
// Never keeps an address or a number: only a keyed hash, so that the table tells nobody who tried.
import { and, count, eq, gt, lt } from 'drizzle-orm'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { HOUR_MS, MINUTE_MS } from '@zhishi/core/time'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'
import { signInTries } from './database/tables.ts'
import type { Sender } from './http/proxies.ts'
import type { Keys } from './keys.ts'

/** One address may be a whole school behind one router, so it gets more than one person does. */
const TRIES_PER_ADDRESS = 60
/**
 * A proxy that nobody named may be everybody's. What it claims is counted by itself, so that one who guesses does not keep the
 * others out; and as it may be made up, all of it together has an end too, far above what people mistype.
 */
const TRIES_PER_UNNAMED_PROXY = 600
const WITHIN_MS = 5 * MINUTE_MS
/** They count for five minutes; an hour, so that a clock that ran ahead and is put right has not ended a pause. */
const KEPT_MS = HOUR_MS

/** What is counted, a text such as `address:192.0.2.7`, and how many failures it may have within five minutes. */
export type Tried = { what: string; limit: number }

/** What failures of a secret of this kind are counted by, of where it came from. */
export function bySender(kind: string, { address, claimed }: Sender): Tried[] {
  if (claimed === null) return [{ what: `${kind}:${address}`, limit: TRIES_PER_ADDRESS }]
  return [
    { what: `${kind}:${address} for ${claimed}`, limit: TRIES_PER_ADDRESS },
    { what: `${kind}:${address}`, limit: TRIES_PER_UNNAMED_PROXY },
  ]
}

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

/** Removes failures that count no more. */
export async function pruneTries(db: Database, clock: Clock): Promise<void> {
  await db.delete(signInTries).where(lt(signInTries.triedAt, clock.now() - KEPT_MS))
}
