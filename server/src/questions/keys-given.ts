// Owns: to which attempts this process has given the key of the questions, so that whoever watches need not wait for their
// journals. Never the only word on it: what another process gave, the journals say some seconds later.
import type { AttemptId } from '@zhishi/core/ids'

export type KeysGiven = ReturnType<typeof createKeysGiven>

export function createKeysGiven() {
  const given = new Set<AttemptId>()
  return {
    note: (id: AttemptId): void => void given.add(id),
    has: (id: AttemptId): boolean => given.has(id),
  }
}
