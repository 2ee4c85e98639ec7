// Owns: telling that the first bytes of an attempt's phone have come: one attempt after the other, once each.
// Never fails because of it: what cannot be told now is told with the next bytes.
import type { AttemptId } from '@zhishi/core/ids'
import type { Log } from '../faults.ts'

export type FirstBytes = {
  /** Resolves when it is told, or could not be told. */
  cameOf(attemptId: AttemptId): Promise<void>
  /** Resolves when nothing is left to tell. */
  idle(): Promise<void>
}

const DONE = Promise.resolve()

export function createFirstBytes(it: { tell: (attemptId: AttemptId) => Promise<unknown>; log: Log }): FirstBytes {
  /** another process tells once more, which changes nothing */
  const told = new Set<AttemptId>()
  const waiting = new Map<AttemptId, Promise<void>>()
  let last = DONE

  async function tell(attemptId: AttemptId): Promise<void> {
    try {
      await it.tell(attemptId)
      told.add(attemptId)
    } catch (error) {
      it.log.warn({ err: error, attemptId }, 'the first bytes of a phone could not be told of yet')
    }
    waiting.delete(attemptId)
  }

  return {
    cameOf(attemptId) {
      if (told.has(attemptId)) return DONE
      const before = waiting.get(attemptId)
      if (before) return before
      last = last.then(() => tell(attemptId))
      waiting.set(attemptId, last)
      return last
    },
    idle: () => last,
  }
}
