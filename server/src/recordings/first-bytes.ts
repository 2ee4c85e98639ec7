// Owns: telling that the first bytes of an attempt's phone have come: one after the other, beside the receipts.
// Never stands in the way of bytes: after a restart every phone of a sitting sends its next ones within seconds, and what
// cannot be told now is told with the next ones.
import type { AttemptId } from '@zhishi/core/ids'
import type { Log } from './faults.ts'

export type FirstBytes = {
  cameOf(attemptId: AttemptId): void
  /** Resolves when nothing is left to tell. */
  idle(): Promise<void>
}

export function createFirstBytes(it: { tell: (attemptId: AttemptId) => Promise<unknown>; log: Log }): FirstBytes {
  /** another process tells once more, which changes nothing */
  const told = new Set<AttemptId>()
  const waiting = new Set<AttemptId>()
  let telling: Promise<void> | null = null

  async function tellAll(): Promise<void> {
    // what comes meanwhile is walked too
    for (const attemptId of waiting) {
      try {
        await it.tell(attemptId)
        told.add(attemptId)
      } catch (error) {
        it.log.warn({ err: error, attemptId }, 'the first bytes of a phone could not be told of yet')
      }
      waiting.delete(attemptId)
    }
    telling = null
  }

  return {
    cameOf(attemptId) {
      if (told.has(attemptId)) return
      waiting.add(attemptId)
      telling ??= tellAll()
    },
    idle: async () => void (await telling),
  }
}
