// Owns: how long the newest receipts of this process took: from the last byte of a body to its durable row.
// Never what a candidate waited: the way through the network and the pace of the uploader are not seen from here.
import { MINUTE_MS } from '@zhishi/core/time'
import type { Clock } from '../../platform/clock.ts'

const KEPT_MS = MINUTE_MS
/** Enough for a steady 95th percentile; a busy process gives so many in less than a second. */
const KEPT_AT_MOST = 2000

export function createReceiptTimes(ports: { clock: Clock }) {
  const { clock } = ports
  const kept: { atMs: number; tookMs: number }[] = []
  return {
    /** Waits for a receipt and notes how long it took; what failed is no receipt. */
    async time<T extends { ok: boolean }>(work: () => Promise<T>): Promise<T> {
      const fromMs = clock.monotonicMs()
      const done = await work()
      const atMs = clock.monotonicMs()
      if (done.ok) kept.push({ atMs, tookMs: atMs - fromMs })
      if (kept.length > 2 * KEPT_AT_MOST) kept.splice(0, kept.length - KEPT_AT_MOST)
      return done
    },
    /** Those of the last minute, or of less, at most the newest 2,000. */
    newest: (withinMs = KEPT_MS): number[] =>
      kept
        .slice(-KEPT_AT_MOST)
        .filter(({ atMs }) => atMs >= clock.monotonicMs() - withinMs)
        .map(({ tookMs }) => tookMs),
  }
}
