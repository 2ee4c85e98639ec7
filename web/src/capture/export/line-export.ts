// Owns: what one line's log holds, as an export file says it; and letting go of what the server has sealed alike.
// Never packs a file (export-file.ts), and never removes a part on anybody's word alone: digests decide.
import type { PartId } from '@zhishi/core/ids'
import { toHex, type ExportedPart, type Line } from '@zhishi/core/recording'
import type { DurableLog } from '../log/durable-log.ts'
import type { PartDigests } from '../log/part-digests.ts'

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

/** What the server says it has sealed. */
export type SealedThere = { partId: PartId; digest: string }
export type RemovedPart = { partId: PartId; line: Line; bytes: number }

/** Removes the parts of which the server has sealed what is here: read again from the log, not remembered. */
export async function removeSealed(
  log: DurableLog,
  freshDigests: PartDigests,
  there: readonly SealedThere[],
): Promise<RemovedPart[]> {
  const removed: RemovedPart[] = []
  for (const { announcement, bytes, end, receipt } of log.list()) {
    const { partId, line } = announcement
    const sealed = there.find((one) => one.partId === partId)
    if (!end || !receipt || sealed === undefined) continue
    const digest = toHex((await freshDigests.of(partId)).digest())
    if (digest !== sealed.digest || digest !== receipt.digest) continue
    await log.remove(partId)
    removed.push({ partId, line, bytes })
  }
  return removed
}
