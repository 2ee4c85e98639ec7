// Owns: when the computer of an attempt was not heard of.
// Never a verdict: the network, the computer and the candidate look the same from here.
import type { PresenceView } from '@zhishi/core/contract'
import { overFromOf, type Attempt } from '@zhishi/core/process'
import { presenceGaps } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { Clock } from '../platform/clock.ts'
import type { RecordingsService } from '../recordings/service.ts'
import type { LoadedAttempt } from './repo.ts'

export function createPresence(ports: { clock: Clock; recordings: RecordingsService }) {
  const { clock, recordings } = ports
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
