// Owns: what one line's log holds, as an export file says it.
// Never packs a file (export-file.ts), and never changes the log.
import { toHex, type ExportedPart } from '@zhishi/core/recording'
import type { DurableLog } from './durable-log.ts'
import type { PartDigests } from './part-digests.ts'

export type LineHoldings = { grant: string | null; parts: ExportedPart[] }

/** Every part as far as it reaches now, with the digest over that: bytes that are recorded meanwhile are not in it. */
export async function holdingsOf(log: DurableLog, digests: PartDigests): Promise<LineHoldings> {
  const parts: ExportedPart[] = []
  for (const { announcement, end, receipt } of log.list()) {
    const digest = await digests.of(announcement.partId)
    parts.push({ ...announcement, bytes: digest.bytes(), digest: toHex(digest.digest()), end, receipt })
  }
  return { grant: log.grant(), parts }
}
