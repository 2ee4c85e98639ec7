// Owns: when this process takes no uploads for a moment, because it is behind. What is refused then costs little, is told when to
// come again, and comes in fewer, larger batches; taken all the same, it would make everybody wait, also who sits at a gate.
// Never refuses a beat, a command or a seal, and never what has been taken: a refused upload stays on its device.
import { refuse, type Refused } from '@zhishi/core/refusal'
import type { Lateness } from '../platform/lateness.ts'
import type { createReceiptTimes } from './receipt-times.ts'

/**
 * Behind by so much, a receipt takes about two seconds: it needs some eight turns of the event loop. With 1,000 candidates on two
 * cores it was behind by 35 ms on average and 134 ms at most, with 1,500 by up to 650 ms (2026-11-26, bench:ingest).
 */
const UPLOADS_WAIT_MS = 250
const RECEIPT_TURNS = 8
/** Half of the ordinary interval: who was refused has one and a half batches by then. */
const RETRY_AFTER_S = 2

export function createOverload(it: { lateness: Lateness; receiptTimes: ReturnType<typeof createReceiptTimes> }) {
  return {
    /** Null: an upload may come in. Each refusal counts as a receipt that took as long as it would have. */
    refusal(): Refused | null {
      const lateMs = it.lateness.nowMs()
      if (lateMs < UPLOADS_WAIT_MS) return null
      it.receiptTimes.note(lateMs * RECEIPT_TURNS)
      return refuse('unavailable', { retryAfterS: RETRY_AFTER_S })
    },
  }
}
