// Owns: the only reading of the system clock and of randomness in the server; everything else is handed a Clock.
// Never used by rules: core is told what time it is.
import { randomBytes } from 'node:crypto'
import type { Instant } from '@zhishi/core/time'
import { v7 } from 'uuid'

export type Clock = {
  now(): Instant
  /** milliseconds of a clock that never jumps, for measuring how long something took */
  monotonicMs(): number
}

export type Random = {
  bytes(count: number): Buffer
  /** UUID version 7 (RFC 9562): ordered by time, so that indexes grow at one end */
  uuid(): string
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
}

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  uuid: () => v7(),
}
