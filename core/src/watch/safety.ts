// Owns: what of one attempt's recordings, key and gaps the figures count, and what is missing of them.
// Never says why something is missing, and never counts against a candidate: it says where somebody has to look.
import { z } from 'zod'
import type { Attempt } from '../process/attempt.ts'
import { phaseAt } from '../process/phase.ts'
import { checkEvidenceUntil, overFromOf, startsAtOf } from '../process/schedule.ts'
import { missingMsOf } from '../process/uncovered.ts'
import type { HeldPart } from '../recording/feed-coverage.ts'
import { feed, line, type Feed, type Line } from '../recording/feeds.ts'
import { PRESENCE_GAP_MS } from '../recording/presence.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS, type Instant } from '../time/index.ts'

/** The key is pushed at T0, else asked for with jitter: who has none now needs somebody (docs/fairness.md#questions). */
export const KEY_WITHIN_MS = 5 * SECOND_MS
/** What is recorded goes up as it is made: two minutes after the end nearly all is sealed. */
export const SEALED_WITHIN_MS = 2 * MINUTE_MS

/** Beats that are older say nothing of what a device is doing now. */
export const BEATS_WITHIN_MS = 2 * PRESENCE_GAP_MS

/** What is known of one line of an attempt. */
export type LineSeen = {
  parts: number
  sealedParts: number
}

/** The feeds an attempt has to have: the phone's once it has sent something. */
export function feedsOf({ facts }: Attempt): Feed[] {
  return facts.evidenceReceivedAt === null ? ['camera', 'screen'] : ['camera', 'screen', 'evidence']
}

/** Between entry and the end. */
export const isInside = (it: Attempt, now: Instant): boolean => ['waiting', 'answering'].includes(phaseAt(it, now))

/** Whether the key should be there by now: 5 s after T0, or after an entry that came later. */
export function isKeyDue(it: Attempt, now: Instant): boolean {
  const startsAt = startsAtOf(it)
  const { enteredAt } = it.facts
  if (startsAt === null || enteredAt === null || phaseAt(it, now) !== 'answering') return false
  return now >= Math.max(startsAt, enteredAt) + KEY_WITHIN_MS
}

/**
 * Whether every part of the line should be sealed by now: two minutes after the end, the phone's by its own limit. After
 * a day it is no longer a matter of this minute: who broke off a mock last week would keep the figure bad for ever.
 */
export function isSealDue(it: Attempt, of: Line, now: Instant): boolean {
  const overFrom = overFromOf(it)
  if (it.facts.enteredAt === null || overFrom === null || now >= overFrom + DAY_MS) return false
  if (of !== 'evidence') return now >= overFrom + SEALED_WITHIN_MS
  const until = checkEvidenceUntil(it, now)
  return until !== null && now > until
}

/** Since when somebody has been waiting for a proctor to confirm who they are; null: they are not. */
export function identityWaitsSince(it: Attempt, now: Instant): Instant | null {
  const { identityAskedAt, identityConfirmedAt } = it.facts
  return identityConfirmedAt === null && phaseAt(it, now) === 'checkIn' ? identityAskedAt : null
}

/** One thing that is missing of an attempt's recordings. */
export const missing = z
  .discriminatedUnion('kind', [
    /** inside, and the feed does not record (alarms.ts) */
    z.object({ kind: z.literal('notRecording'), feed }),
    /** over, and nothing of the feed has ever come */
    z.object({ kind: z.literal('noFeed'), feed }),
    /** over, and parts are not sealed */
    z.object({ kind: z.literal('unsealed'), line, parts: z.int() }),
    /** sealed, but not recorded throughout the answering time */
    z.object({ kind: z.literal('gaps'), feed, lengthMs: z.int() }),
  ])
  .meta({ id: 'Missing' })
export type Missing = z.infer<typeof missing>

/**
 * What is missing of an attempt that has entered; nothing is asked of those who have not.
 * @param known.alarms of its feeds, as they are while it is inside
 */
export function missingOf(
  it: Attempt,
  known: {
    alarms: readonly { feed: Feed }[]
    seen: ReadonlyMap<Line, LineSeen>
    held: ReadonlyMap<Line, readonly HeldPart[]>
  },
  now: Instant,
): Missing[] {
  if (it.facts.enteredAt === null) return []
  if (isInside(it, now)) return known.alarms.map(({ feed: one }): Missing => ({ kind: 'notRecording', feed: one }))
  if (!['handingIn', 'handedIn'].includes(phaseAt(it, now))) return []
  const { seen, held } = known
  const unsealed = [...seen].flatMap(([of, { parts, sealedParts }]): Missing[] =>
    parts > sealedParts ? [{ kind: 'unsealed', line: of, parts: parts - sealedParts }] : [],
  )
  const ofFeeds = feedsOf(it).flatMap((one): Missing[] => {
    const line = seen.get(one)
    if (line === undefined || line.parts === 0) return [{ kind: 'noFeed', feed: one }]
    if (line.parts > line.sealedParts) return []
    const { missingMs } = missingMsOf(it, one, held.get(one) ?? [], now, 'start')
    return missingMs > 0 ? [{ kind: 'gaps', feed: one, lengthMs: missingMs }] : []
  })
  return [...ofFeeds, ...unsealed]
}

/** Whether all that was recorded is safe here; null: it goes on, or it never began. */
export function isSafe(it: Attempt, missed: readonly Missing[], now: Instant): boolean | null {
  if (!['handingIn', 'handedIn'].includes(phaseAt(it, now))) return null
  return missed.every((one) => one.kind === 'gaps')
}
