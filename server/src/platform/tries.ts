// Owns: counting tries of a secret by what was tried and from where, and how long whoever failed waits. A try is counted
// before anything is done for it and given back where it was right, so that many at once are no more than one after the other.
// Never keeps an address or a number: only a keyed hash, so that the table tells nobody who tried.
import { and, eq, gt, inArray, lt, or, sql } from 'drizzle-orm'
import PQueue from 'p-queue'
import { refuse, type RefusalCode, type Result } from '@zhishi/core/refusal'
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '@zhishi/core/time'
import type { Clock } from './clock.ts'
import type { Database, Queryable } from './database/database.ts'
import { freeTries, signInTries } from './database/tables.ts'
import { createGrouping } from './grouping.ts'
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
/**
 * So many tries from one address are under way at once, of the sixty that may fail; the others wait for them. A try takes some
 * 50 ms, most of it for the hash of a personal code.
 */
const AT_ONCE = 8
/** What is done in the ten seconds that a page waits for an answer; who comes on top asks again. */
const WAITING_MAX = 200
const CROWD_RETRY_S = 5
/** As long as they are kept, failures make the next wait longer: after an hour without one everybody begins anew. */
const REMEMBERED_MS = HOUR_MS
/** The first wait is that of somebody who looks the code up; ten guesses in an hour find no code (docs/defaults.md#tries). */
const FIRST_WAIT_MS = 30 * SECOND_MS
const LONGEST_WAIT_MS = 10 * MINUTE_MS
/**
 * Where staff have spoken to the person, so many tries wait for nothing, for so long: as many as one has before the first wait, in the
 * time that a telephone call takes. Asked for again it is this many again, never more at once.
 */
const FREE_TRIES = 5
const FREE_FOR_MS = 10 * MINUTE_MS

/**
 * What is counted, a text such as `address:192.0.2.7`, and how many failures it may have before it waits: `window`, until fewer
 * than that lie within five minutes (what many share); `grows`, twice as long after each further one (what is one person's).
 */
export type Tried = { what: string; limit: number; wait: 'window' | 'grows' }

/** What is tried, by which refusals it has failed, and of what free tries count for it (`free`). */
export type Try<T> = { work: () => Promise<Result<T>>; failsBy: readonly RefusalCode[]; freedBy?: string }

/** What failures of a secret of this kind are counted by, of where it came from. */
export function bySender(kind: string, { address, claimed }: Sender): Tried[] {
  const shared = (what: string, limit: number): Tried => ({ what: `${kind}:${what}`, limit, wait: 'window' })
  if (claimed === null) return [shared(address, TRIES_PER_ADDRESS)]
  return [shared(`${address} for ${claimed}`, TRIES_PER_ADDRESS), shared(address, TRIES_PER_UNNAMED_PROXY)]
}

/** How long the next try has to wait. @param failedAt of the last hour, in order. @returns milliseconds; 0: not at all */
export function waitOf(
  { limit, wait }: Pick<Tried, 'limit' | 'wait'>,
  failedAt: readonly Instant[],
  now: Instant,
): number {
  if (wait === 'window') {
    const decisive = failedAt.at(-limit)
    return decisive === undefined ? 0 : Math.max(0, decisive + WITHIN_MS - now)
  }
  if (failedAt.length < limit) return 0
  const lasts = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failedAt.length - limit))
  return Math.max(0, (failedAt.at(-1) ?? 0) + lasts - now)
}

type Counted = { hash: Buffer } & Tried
type Counting = { tried: readonly Counted[]; freedBy: Buffer | null }
/** Ids of the rows that count it, or how long it waits. */
type Verdict = { ids: number[] } | { waitMs: number }

export function createTries(ports: { db: Database; clock: Clock; keys: Keys }) {
  const { db, clock, keys } = ports
  const hashOf = (what: string): Buffer => keys.mac('signInTries', what)

  /** Counts each of them whose wait is over, in order: what comes at the same time is counted like what comes one by one. */
  const count = createGrouping<Counting, Verdict>((group) =>
    db.transaction(async (within) => {
      const all = [
        ...new Map(group.flatMap(({ tried }) => tried).map((one) => [one.hash.toString('hex'), one])).values(),
      ]
      const hashes = all.map(({ hash }) => hash)
      const hashesOf = (kind: Tried['wait']): Buffer[] =>
        all.filter(({ wait }) => wait === kind).map(({ hash }) => hash)
      // of several processes one at a time for each of them; in one order, so that two never wait for each other
      const freeing = group.flatMap(({ freedBy }) => freedBy ?? [])
      const locks = [...new Set([...hashes, ...freeing].map((hash) => String(hash.readBigInt64BE())))]
      await within.execute(
        sql`select pg_advisory_xact_lock(one) from (select unnest(${sql.param(locks)}::bigint[]) as one order by 1) as locks`,
      )
      const now = clock.now()
      const rows = await within
        .select({ subject: signInTries.subject, triedAt: signInTries.triedAt })
        .from(signInTries)
        .where(
          or(
            and(inArray(signInTries.subject, hashesOf('window')), gt(signInTries.triedAt, now - WITHIN_MS)),
            and(inArray(signInTries.subject, hashesOf('grows')), gt(signInTries.triedAt, now - REMEMBERED_MS)),
          ),
        )
        .orderBy(signInTries.triedAt)
      const failed = new Map<string, Instant[]>(hashes.map((hash) => [hash.toString('hex'), []]))
      for (const { subject, triedAt } of rows) failed.get(subject.toString('hex'))?.push(triedAt)
      const free = await loadFree(within, freeing, now)
      const verdicts: Verdict[] = []
      for (const { tried, freedBy } of group) {
        const known = tried.map((one) => ({ one, failedAt: failed.get(one.hash.toString('hex')) ?? [] }))
        const waitMs = Math.max(0, ...known.map(({ one, failedAt }) => waitOf(one, failedAt, now)))
        const left = freedBy && free.get(freedBy.toString('hex'))
        if (waitMs > 0 && !left) {
          verdicts.push({ waitMs })
          continue
        }
        if (waitMs > 0 && freedBy && left) {
          free.set(freedBy.toString('hex'), left - 1)
          await within
            .update(freeTries)
            .set({ left: left - 1 })
            .where(eq(freeTries.subject, freedBy))
        }
        const counted = await within
          .insert(signInTries)
          .values(tried.map(({ hash }) => ({ subject: hash, triedAt: now })))
          .returning({ id: signInTries.id })
        for (const { failedAt } of known) failedAt.push(now)
        verdicts.push({ ids: counted.map(({ id }) => id) })
      }
      return verdicts
    }),
  )

  /** How many are left, by the hash of what they are of. */
  async function loadFree(within: Queryable, hashes: Buffer[], now: Instant): Promise<Map<string, number>> {
    if (hashes.length === 0) return new Map()
    const rows = await within
      .select()
      .from(freeTries)
      .where(and(inArray(freeTries.subject, hashes), gt(freeTries.untilAt, now)))
    return new Map(rows.map(({ subject, left }) => [subject.toString('hex'), left]))
  }

  /** Those who wait for their try, by what they share: then many right ones at once are no crowd of failures. */
  const waiting = new Map<string, PQueue>()

  async function counted<T>(tried: readonly Tried[], it: Try<T>): Promise<Result<T>> {
    const freedBy = it.freedBy === undefined ? null : hashOf(it.freedBy)
    const verdict = await count({ tried: tried.map((one) => ({ ...one, hash: hashOf(one.what) })), freedBy })
    if ('waitMs' in verdict) return refuse('tooManyTries', { retryAfterS: Math.ceil(verdict.waitMs / SECOND_MS) })
    const answer = await it.work().catch(async (error: unknown) => {
      // nobody has failed; where the database is gone as well, the try stays for an hour
      await db
        .delete(signInTries)
        .where(inArray(signInTries.id, verdict.ids))
        .catch(() => {})
      throw error
    })
    if (!answer.ok && it.failsBy.includes(answer.refusal.code)) return answer
    const own = answer.ok ? tried.filter(({ wait }) => wait === 'grows').map(({ what }) => hashOf(what)) : []
    await db
      .delete(signInTries)
      .where(or(inArray(signInTries.id, verdict.ids), own.length > 0 ? inArray(signInTries.subject, own) : undefined))
    if (answer.ok && freedBy) await db.delete(freeTries).where(eq(freeTries.subject, freedBy))
    return answer
  }

  return {
    /** Lets the next few tries of this wait for nothing: staff have spoken to the person. */
    async free(within: Queryable, what: string): Promise<void> {
      const fresh = { left: FREE_TRIES, untilAt: clock.now() + FREE_FOR_MS }
      await within
        .insert(freeTries)
        .values({ subject: hashOf(what), ...fresh })
        .onConflictDoUpdate({ target: freeTries.subject, set: fresh })
    },

    /**
     * Does something as one try: counts it first, or refuses it (`tooManyTries`) while one of these has to wait. What is
     * refused by one of `failsBy` stays counted; anything else is given back, and success forgets what is one person's own.
     */
    async attempt<T>(tried: readonly Tried[], it: Try<T>): Promise<Result<T>> {
      // the widest: what a proxy that nobody named claims may be made up
      const shared = tried.findLast(({ wait }) => wait === 'window')
      if (!shared) return counted(tried, it)
      const queue = waiting.get(shared.what) ?? new PQueue({ concurrency: AT_ONCE })
      if (queue.size >= WAITING_MAX) return refuse('tooManyTries', { retryAfterS: CROWD_RETRY_S })
      waiting.set(shared.what, queue)
      try {
        return await queue.add(() => counted(tried, it))
      } finally {
        if (queue.size + queue.pending === 0) waiting.delete(shared.what)
      }
    },
  }
}

/** Removes failures and free tries that count no more. */
export async function pruneTries(db: Database, clock: Clock): Promise<void> {
  await db.delete(freeTries).where(lt(freeTries.untilAt, clock.now()))
  await db.delete(signInTries).where(lt(signInTries.triedAt, clock.now() - REMEMBERED_MS))
}
