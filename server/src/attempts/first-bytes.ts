// Owns: writing down that the first bytes of an attempt's phone have come: one attempt after the other, once each.
// Never gives up: what cannot be written down now is with the next bytes.
import type { AttemptId } from '@zhishi/core/ids'

const DONE = Promise.resolve()

/** @param receive carries out the command; what it refuses is done with, what it throws at is tried again */
export function createFirstBytes(receive: (attemptId: AttemptId) => Promise<unknown>) {
  /** another process does it once more, which changes nothing */
  const received = new Set<AttemptId>()
  const waiting = new Map<AttemptId, Promise<void>>()
  let last = DONE

  /** Bytes of the attempt's phone came. Rejects where it could not be written down; who waits for the same is not told again. */
  return (attemptId: AttemptId): Promise<void> => {
    if (received.has(attemptId)) return DONE
    const before = waiting.get(attemptId)
    if (before) return before.catch(() => {})
    const mine = last
      .then(() => receive(attemptId))
      .then(() => void received.add(attemptId))
      .finally(() => waiting.delete(attemptId))
    waiting.set(attemptId, mine)
    last = mine.catch(() => {})
    return mine
  }
}
