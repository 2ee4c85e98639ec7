// Owns: when this process takes no uploads for a moment, because it is so far behind that people at a gate would wait for them.
// Never refuses a beat, a command or a seal, and never what has been taken: a refused upload stays on its device.
import { refuse, type Refused } from '@zhishi/core/refusal'
import type { Lateness } from '../../platform/lateness.ts'

/**
 * The last resort: a body that is refused was sent for nothing, so what is less late is told longer intervals instead (pace.ts).
 * With 1,000 candidates on two cores a process was behind by 35 ms on average, with 1,500 by 170 to 650 ms; refusing from 120 ms
 * on let a seventh less through than refusing nothing (2026-11-26, bench:ingest).
 */
const UPLOADS_WAIT_MS = 500
/** Half of the ordinary interval: who was refused has one and a half batches by then. */
const RETRY_AFTER_S = 2

/** Null: an upload may come in. */
export const refuseLate = ({ nowMs }: Lateness): Refused | null =>
  nowMs() < UPLOADS_WAIT_MS ? null : refuse('unavailable', { retryAfterS: RETRY_AFTER_S })
