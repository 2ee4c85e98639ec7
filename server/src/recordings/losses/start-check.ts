// Owns: whether a server may begin to serve, by what the store holds of its parts; and the rest of that look, beside serving.
// Never writes anything down as lost before it serves, and marks no place of which something is missing.
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedBlobs } from '../../platform/blob-store/open.ts'
import { isTooMuch, describeShort, type ShortParts } from './short-parts.ts'

/**
 * Some 800,000 parts on a disk (40,000 lengths a second were asked on two cores), some 8,000 in an S3 store. Nobody waits
 * longer for a server that is started in the middle of a sitting: the rest is looked at while it serves, and nothing is written
 * down as lost before.
 */
const LOOK_LIMIT_MS = 20_000

export type PartsRefusal = { ok: false; reason: 'partsShort'; message: string }
/** `whole`: what is seen once all parts are looked at, which may be long after the start. */
export type StartCheck = { ok: true; whole: Promise<ShortParts> } | PartsRefusal

/**
 * Refuses where so much is missing that the place must be another one; a place that has no marker yet gets it only where
 * everything is there. Throws what the database throws.
 */
export async function checkBeforeServing(looking: Promise<ShortParts>, opened: OpenedBlobs): Promise<StartCheck> {
  // a failure is thrown by the race below, or to whoever waits for the whole
  looking.catch(() => {})
  const seen = await Promise.race(opened.isMarked ? [looking, sleep(LOOK_LIMIT_MS, null, { ref: false })] : [looking])
  const lacks = seen !== null && seen.short + seen.unread.length > 0
  if (lacks && (isTooMuch(seen) || !opened.isMarked))
    return { ok: false, reason: 'partsShort', message: describeShort(seen, opened) }
  if (!opened.isMarked) await opened.mark()
  return { ok: true, whole: looking }
}
