// Owns: when the computer of an attempt was not heard of, and how much answering time nobody witnessed.
// Never a verdict: the network, the computer and the candidate look the same from here.
import type { PresenceView } from '@zhishi/core/contract'
import { overFromOf, startsAtOf, type Attempt } from '@zhishi/core/process'
import { lengthIn, presenceGaps, type Gap } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Clock } from '../platform/clock.ts'
import type { RecordingsService } from '../recordings/service.ts'
import type { LoadedAttempt } from './repo.ts'

export function createPresence(it: { clock: Clock; recordings: RecordingsService }) {
  const { clock, recordings } = it
  return async ({ id, attempt }: LoadedAttempt): Promise<PresenceView> => {
    const serverNow = clock.now()
    const within = insideTime(attempt, serverNow)
    const [beatsAt, finish] = await Promise.all([
      within === null ? [] : recordings.beatsOf(id, within),
      recordings.finishClaim(id),
    ])
    return { serverNow, within, gaps: within === null ? [] : presenceGaps(beatsAt, within), finish }
  }
}

/** From entry to the end of answering, as far as it has come. Null: not entered. */
function insideTime(attempt: Attempt, now: Instant): { fromAt: Instant; toAt: Instant } | null {
  const { enteredAt } = attempt.facts
  if (enteredAt === null) return null
  return { fromAt: enteredAt, toAt: Math.max(enteredAt, Math.min(now, overFromOf(attempt) ?? now)) }
}

/** How much of the answering time lies in these stretches. */
export function answeringTimeIn(attempt: Attempt, stretches: readonly Gap[]): number {
  const fromAt = startsAtOf(attempt)
  if (fromAt === null) return 0
  return lengthIn(stretches, { fromAt, toAt: overFromOf(attempt) ?? Infinity })
}
