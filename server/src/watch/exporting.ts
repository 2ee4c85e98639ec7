// Owns: the ten figures in Prometheus' format, by the names they have everywhere.
// Never a figure of its own; one that was not measured is NaN, as Prometheus has it.
import { Gauge, type Registry } from 'prom-client'
import { FIGURES, type FigureName, type Reading } from '@zhishi/core/watch'

/** `receiptP95Ms` → `zhishi_receipt_p95_ms` */
export const metricName = (name: FigureName): string =>
  `zhishi_${name.replace(/[A-Z][a-z]*\d*/g, (word) => `_${word.toLowerCase()}`)}`

const HELP: Record<FigureName, string> = {
  receiptP95Ms: '95th percentile of the last minute: from the last byte of a body to its durable row, in this process',
  bytesBehind: 'Bytes that devices heard of in the last 20 s say they recorded and the server does not hold',
  unsealedParts: 'Parts that should be sealed by now and are not',
  openGaps: 'Feeds of attempts inside that are due and do not record, as far as the server can tell',
  missingKeys: 'Attempts that have no key of the questions 5 s after T0 or after their entry',
  identityQueueAgeMs:
    'How long the first in the queue has waited for a proctor to confirm who they are; 0: nobody waits',
  diskLeftMs:
    'How long the free disk lasts at the pace of the last ten minutes; NaN: nothing comes in, or not to this disk',
  databaseLagMs: 'How long the database took to answer the shortest question, with waiting for a connection',
  outboxAgeMs: 'How long the oldest message has waited to be told to a socket of this process; 0: none waits',
  clockOffsetMs: 'How far the clock of this process is from the database’s, without sign',
}

/** What "nothing to measure" is as a number: a queue without anybody is no time old, a disk nothing fills lasts for ever. */
const NOTHING: Record<FigureName, number> = {
  receiptP95Ms: NaN,
  bytesBehind: 0,
  unsealedParts: 0,
  openGaps: 0,
  missingKeys: 0,
  identityQueueAgeMs: 0,
  diskLeftMs: NaN,
  databaseLagMs: NaN,
  outboxAgeMs: 0,
  clockOffsetMs: NaN,
}

/** @param newest the newest reading of a figure */
export function exportFigures(registry: Registry, newest: (name: FigureName) => Reading): void {
  for (const name of FIGURES) {
    new Gauge({
      name: metricName(name),
      help: HELP[name],
      registers: [registry],
      collect() {
        const reading = newest(name)
        this.set(reading === 'failed' ? NaN : reading === 'nothing' ? NOTHING[name] : reading)
      },
    })
  }
}
